/* cmd_doctor: asks every service, monitoring and Kafka, and says what is wrong and what to do. Whatever does
 * not answer is a finding, and the rest is looked at all the same. */
#include <stdio.h>

#include "base/clock.h"
#include "dlt.h"
#include "print.h"
#include "rules_doctor.h"
#include "services.h"
#include "topics_look.h"
#include "json/json.h"

enum { ASK_MS = 3000 };

struct doctor {
    struct cli *cli;
    struct findings findings;
    bool answered[CLI_SERVICES];
};

static bool has_answered(const void *owner, struct str service)
{
    const struct doctor *doctor = owner;

    for (size_t i = 0; i < CLI_SERVICES; i++)
        if (str_is(service, cli_services[i].name))
            return doctor->answered[i];
    return false;
}

static void ask_service(struct doctor *doctor, size_t at, struct cli_reply *reply)
{
    const struct cli_service *service = &cli_services[at];
    const struct cli_ask ask = {.method = "GET",
                                .url = cli_url(doctor->cli, service->setting, "/health"),
                                .deadline_ms = ASK_MS};
    struct error err;

    doctor->answered[at] = cli_try(doctor->cli, &ask, reply, &err);
    if (doctor->answered[at])
        doctor_service(&doctor->findings, service->name, service->setting, reply->body);
    else
        finding_add(&doctor->findings, service->name,
                    str_printf(doctor->cli->arena, "start it, or set %s to its address", service->setting),
                    "does not answer at %s: %s", ask.url, err.text);
}

static void ask_services(struct doctor *doctor)
{
    for (size_t i = 0; i < CLI_SERVICES; i++) {
        struct cli_reply reply;

        ask_service(doctor, i, &reply);
        if (doctor->answered[i] && !strcmp(cli_services[i].name, "monitoring"))
            doctor_copies(&doctor->findings, reply.body, clock_wall_ms(), has_answered, doctor);
    }
}

/* ---- Kafka ---- */

static bool look_at_topics(struct doctor *doctor)
{
    struct topics_look looking;
    int code = topics_look(doctor->cli, &looking);

    for (size_t i = 0; !code && i < looking.count; i++) {
        const struct topic_fault *fault = &looking.faults[i];

        finding_add(&doctor->findings, fault->topic, topic_remedy(fault), "%s is %s, and should be %s",
                    fault->what, *fault->is ? fault->is : "not there", fault->wanted);
    }
    topics_look_end(&looking);
    return !code;
}

static bool look_at_dead_letters(struct doctor *doctor)
{
    struct dlt dlt;

    if (dlt_open(doctor->cli, NULL, &dlt))
        return false;
    for (size_t i = 0; i < dlt.topic_count; i++) {
        const struct admin_topic *topic = &dlt.topics[i];
        int64_t waiting = 0;

        for (size_t at = 0; at < topic->partition_count; at++)
            waiting +=
                topic->partitions[at].high - dlt_replayed_to(&dlt, topic->name, &topic->partitions[at]);
        if (waiting > 0)
            finding_add(&doctor->findings, topic->name,
                        str_printf(doctor->cli->arena, "steward dlt list %s; then replay or purge",
                                   topic->name),
                        "%lld records could not be worked on", (long long)waiting);
    }
    dlt_close(&dlt);
    return true;
}

static void look_at_kafka(struct doctor *doctor)
{
    if (!look_at_topics(doctor) || !look_at_dead_letters(doctor))
        finding_add(&doctor->findings, "Kafka",
                    "run this where Kafka can be reached, with the settings that it wants: docs/tls.md",
                    "could not be asked from here (%s)",
                    config_text(doctor->cli->config, "STEWARD_KAFKA_BROKERS"));
}

/* ---- telling ---- */

static void print_json(const struct findings *findings)
{
    struct buf out = {0};

    buf_printf(&out, "{\"ok\":%s,\"more\":%zu,\"findings\":[", findings->count ? "false" : "true",
               findings->more);
    for (size_t i = 0; i < findings->count; i++) {
        buf_str(&out, i ? STR(",{\"where\":") : STR("{\"where\":"));
        json_add_string(&out, str_of(findings->all[i].where));
        buf_str(&out, STR(",\"what\":"));
        json_add_string(&out, str_of(findings->all[i].what));
        buf_str(&out, STR(",\"remedy\":"));
        json_add_string(&out, str_of(findings->all[i].remedy));
        buf_char(&out, '}');
    }
    printf("%s]}\n", out.data);
    buf_free(&out);
}

static void print_findings(struct cli *cli, const struct findings *findings)
{
    static const char *const heads[] = {"WHERE", "WHAT", "WHAT TO DO", NULL};
    struct table *table = table_new(cli->arena, heads);

    if (!findings->count) {
        printf("Nothing is wrong, as far as can be seen from here.\n");
        return;
    }
    for (size_t i = 0; i < findings->count; i++) {
        table_cell(table, "%s", findings->all[i].where);
        table_cell(table, "%s", findings->all[i].what);
        table_cell(table, "%s", findings->all[i].remedy);
    }
    table_print(table, stdout);
    if (findings->more)
        printf("and %zu more\n", findings->more);
}

static int run(struct cli *cli)
{
    struct doctor *doctor = arena_new_of(cli->arena, struct doctor);

    *doctor = (struct doctor){.cli = cli, .findings = {.arena = cli->arena}};
    ask_services(doctor);
    look_at_kafka(doctor);
    if (cli->json)
        print_json(&doctor->findings);
    else
        print_findings(cli, &doctor->findings);
    return doctor->findings.count ? CLI_FAILED : CLI_OK;
}

const struct verb verb_doctor = {
    .name = "doctor",
    .summary = "Find what is wrong with a running system, and say what to do",
    .help =
        "Asks every service, monitoring (which knows all copies) and Kafka: what is away, paused, silent, "
        "behind or of\n"
        "another version, clocks, topics, dead letters. Exit code 1 if something is found.\n",
    .run = run,
};
