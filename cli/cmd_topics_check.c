/* cmd_topics_check: are Kafka's topics what the services expect? And making them so. */
#include <stdio.h>

#include "print.h"
#include "topics_look.h"
#include "json/json.h"

static void print_json(const struct topics_look *looking)
{
    struct buf out = {0};

    buf_printf(&out, "{\"ok\":%s,\"faults\":[", looking->count ? "false" : "true");
    for (size_t i = 0; i < looking->count; i++) {
        const struct topic_fault *fault = &looking->faults[i];

        buf_printf(&out, "%s{\"topic\":", i ? "," : "");
        json_add_string(&out, str_of(fault->topic));
        buf_str(&out, STR(",\"what\":"));
        json_add_string(&out, str_of(fault->what));
        buf_str(&out, STR(",\"is\":"));
        json_add_string(&out, str_of(fault->is));
        buf_str(&out, STR(",\"wanted\":"));
        json_add_string(&out, str_of(fault->wanted));
        buf_printf(&out, ",\"remedy\":\"%s\"}", topic_remedy(fault));
    }
    printf("%s]}\n", out.data);
    buf_free(&out);
}

static void print_faults(const struct topics_look *looking)
{
    static const char *const heads[] = {"TOPIC", "WHAT", "IS", "WANTED", "REMEDY", NULL};
    struct table *table = table_new(looking->cli->arena, heads);

    for (size_t i = 0; i < looking->count; i++) {
        const struct topic_fault *fault = &looking->faults[i];

        table_cell(table, "%s", fault->topic);
        table_cell(table, "%s", fault->what);
        table_cell(table, "%s", *fault->is ? fault->is : "-");
        table_cell(table, "%s", fault->wanted);
        table_cell(table, "%s", topic_remedy(fault));
    }
    if (looking->count)
        table_print(table, stdout);
    else
        printf("All topics are there, and are as they should be.\n");
}

static int tell(const struct topics_look *looking)
{
    if (looking->cli->json)
        print_json(looking);
    else
        print_faults(looking);
    return looking->count ? CLI_FAILED : CLI_OK;
}

static int run_check(struct cli *cli)
{
    struct topics_look looking;
    int code = topics_look(cli, &looking);

    if (!code)
        code = tell(&looking);
    topics_look_end(&looking);
    return code;
}

const struct verb verb_topics_check = {
    .name = "topics",
    .action = "check",
    .summary = "Compare the topics with what the services expect",
    .help =
        "Missing topics, partitions (the topics must agree, and have as many as STEWARD_KAFKA_PARTITIONS), "
        "replicas\n"
        "(STEWARD_KAFKA_REPLICATION), settings, a retention under a day, and compaction where it would lose "
        "events.\n"
        "Exit code 1 if something is not as it should be.\n",
    .run = run_check,
};

/* ---- making and repairing ---- */

static bool make_missing(const struct topics_look *looking, struct error *err)
{
    for (size_t i = 0; i < looking->count; i++) {
        if (looking->faults[i].kind == TOPIC_MISSING)
            return topics_create(looking->cli->config, looking->topics, KAFKA_MS, err);
    }
    return true;
}

static size_t count_of(const struct topics_look *looking, enum topic_fault_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < looking->count; i++)
        count += looking->faults[i].kind == kind;
    return count;
}

static int run_create(struct cli *cli)
{
    struct topics_look looking;
    struct error err;
    int code = topics_look(cli, &looking);
    size_t missing = count_of(&looking, TOPIC_MISSING);

    if (!code && !make_missing(&looking, &err))
        code = kafka_failed(cli, &err);
    if (!code && cli->json)
        printf("{\"created\":%zu}\n", missing);
    else if (!code)
        printf("%zu topics created\n", missing);
    topics_look_end(&looking);
    return code;
}

const struct verb verb_topics_create = {
    .name = "topics",
    .action = "create",
    .summary = "Make the topics that are missing",
    .help = "With STEWARD_KAFKA_PARTITIONS partitions and STEWARD_KAFKA_REPLICATION replicas. The services "
            "do so, "
            "too, when\n"
            "they start and may; this is for where they may not. Topics that are there stay as they are.\n",
    .run = run_create,
};

static const struct topic_state *state_named(const struct topics_look *looking, const char *name)
{
    size_t at = 0;

    while (strcmp(looking->states[at].name, name) != 0)
        at++;
    return &looking->states[at];
}

/* One setting at a time: the settings that go along are those that were read, so they are read anew after. */
static bool mend_first(struct topics_look *looking, bool with_partitions, bool *ret_mended, struct error *err)
{
    *ret_mended = true;
    for (size_t i = 0; i < looking->count; i++) {
        const struct topic_fault *fault = &looking->faults[i];
        int64_t partitions = 0;

        if (fault->kind == TOPIC_SETTING)
            return admin_set(looking->admin, state_named(looking, fault->topic), fault->what, fault->wanted,
                             err);
        if (fault->kind == TOPIC_PARTITIONS && with_partitions &&
            str_to_int64(str_of(fault->wanted), &partitions))
            return admin_grow(looking->admin, fault->topic, (int)partitions, err);
    }
    *ret_mended = false;
    return true;
}

/* The broker shows what was set only a moment later: so one fault is not mended more often than there were.
 */
static bool mend_all(struct topics_look *looking, bool with_partitions, struct error *err)
{
    size_t tries = 20 * looking->count;
    bool goes_on = true;

    while (goes_on && tries-- > 0) {
        if (!mend_first(looking, with_partitions, &goes_on, err) || !topics_look_again(looking, err))
            return false;
    }
    return true;
}

static const struct option repair_options[] = {
    {"partitions", NULL, "also add partitions: keys then move"},
    {"dry-run", NULL, "only say what would be repaired"},
    {0},
};

static int run_repair(struct cli *cli)
{
    bool is_dry = args_has(cli->args, "dry-run");
    struct topics_look looking;
    struct error err;
    int code = topics_look(cli, &looking);

    if (!code && !is_dry &&
        (!make_missing(&looking, &err) || !topics_look_again(&looking, &err) ||
         !mend_all(&looking, args_has(cli->args, "partitions"), &err)))
        code = kafka_failed(cli, &err);
    if (!code)
        code = tell(&looking);
    topics_look_end(&looking);
    return code;
}

const struct verb verb_topics_repair = {
    .name = "topics",
    .action = "repair",
    .summary = "Make the topics what the services expect",
    .help =
        "Makes what is missing, sets the settings that are not as they should be, and says what is left: "
        "replicas are\n"
        "moved by Kafka's own tools. Partitions are added only with --partitions, never taken away. Records "
        "of one\n"
        "key are then in two partitions: docs/operations.md says how to do it.\n",
    .options = repair_options,
    .run = run_repair,
};
