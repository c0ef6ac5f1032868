/* cmd_dlt_replay: dead letters back to where they came from, and away. */
#include <stdio.h>

#include "base/clock.h"
#include "dlt.h"
#include "letter.h"
#include "letter_filter.h"
#include "print.h"

/* ---- dlt replay ---- */

static const struct option replay_options[] = {
    {"limit", "N", "at most N records"},
    {"again", NULL, "also those that were replayed before"},
    {"dry-run", NULL, "only say what would be sent"},
    LETTER_FILTER_OPTIONS,
    {0},
};

struct replay {
    struct dlt *dlt;
    struct letter_filter filter;
    struct arena *arena; /* of one letter */
    int64_t left, sent;
    size_t partition_count; /* of where they go */
    bool is_dry;
    bool has_failed;
    struct error err;
};

/* Committed at once: should the tool be stopped now, this one is not sent again. An offset says that all
 * before it was sent, so where a filter leaves some out it says nothing. */
static bool mark(struct replay *replay, const struct record *letter)
{
    const struct admin_offset next = {letter->topic, letter->partition, letter->offset + 1};

    if (letter_filter_picks(&replay->filter))
        return true;
    return admin_commit(replay->dlt->admin, REPLAY_GROUP, &next, &replay->err);
}

static bool send(struct replay *replay, const struct record *letter)
{
    struct record original;

    letter_restore(letter, replay->arena, &original);
    if (original.partition >= (int32_t)replay->partition_count)
        original.partition = -1;
    if (!replay->is_dry &&
        (!admin_produce(replay->dlt->admin, &original, &replay->err) || !mark(replay, letter)))
        return false;
    if (replay->is_dry && !replay->dlt->cli->json)
        printf("%s, partition %d, offset %lld, key %s\n", letter->topic, letter->partition,
               (long long)letter->offset, print_safe(replay->arena, str_sub(letter->key, 0, 64)));
    replay->sent++;
    return true;
}

static bool replay_letter(void *owner, const struct record *letter)
{
    struct replay *replay = owner;

    if (!letter_filter_takes(&replay->filter, letter))
        return true;
    arena_reset(replay->arena);
    replay->has_failed = !send(replay, letter);
    return !replay->has_failed && --replay->left > 0;
}

/* A replay must not make topics: where the letters go has to be there. */
static bool find_target(struct replay *replay, const char *letters, struct error *err)
{
    struct arena *arena = replay->dlt->cli->arena;
    struct str name = letter_topic(str_of(letters));
    struct admin_topic *topics;
    size_t count;

    if (!admin_topics(replay->dlt->admin, str_c(arena, name), arena, &topics, &count, err))
        return false;
    replay->partition_count = topics[0].partition_count;
    return true;
}

static bool replay_topic(struct replay *replay, const struct admin_topic *topic, struct error *err)
{
    bool again = args_has(replay->dlt->cli->args, "again");

    if (!find_target(replay, topic->name, err))
        return false;
    for (size_t i = 0; replay->left > 0 && i < topic->partition_count; i++) {
        const struct admin_partition *partition = &topic->partitions[i];
        int64_t from = again ? partition->low : dlt_replayed_to(replay->dlt, topic->name, partition);

        if (!admin_read(replay->dlt->admin, topic->name, partition->partition, from, partition->high,
                        replay_letter, replay, err))
            return false;
        if (replay->has_failed) {
            *err = replay->err;
            return false;
        }
    }
    return true;
}

static void report(const struct replay *replay)
{
    if (replay->dlt->cli->json)
        printf("{\"sent\":%lld,\"dry_run\":%s}\n", (long long)replay->sent,
               replay->is_dry ? "true" : "false");
    else
        printf("%lld dead letters %s\n", (long long)replay->sent,
               replay->is_dry ? "would be sent" : "sent again");
}

static int replay(struct cli *cli)
{
    struct replay replay = {.is_dry = args_has(cli->args, "dry-run")};
    struct error err;
    struct dlt dlt;
    int code;

    if (!args_int(cli->args, "limit", 1, INT64_MAX, INT64_MAX, &replay.left, &err) ||
        !letter_filter_read(cli->args, clock_wall_ms(), &replay.filter, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    code = dlt_open(cli, cli->args->words[0], &dlt);
    if (code)
        return code;
    replay.dlt = &dlt;
    replay.arena = arena_new(1 << 20);
    if (!replay_topic(&replay, &dlt.topics[0], &err))
        code = kafka_failed(cli, &err);
    report(&replay);
    arena_free(replay.arena);
    dlt_close(&dlt);
    return code;
}

const struct verb verb_dlt_replay = {
    .name = "dlt",
    .action = "replay",
    .words = "TOPIC",
    .min_words = 1,
    .max_words = 1,
    .summary = "Send dead letters to their topic again, as they were",
    .help =
        "Key, value and headers go back byte for byte, without the kafka_dlt-* headers, to the partition "
        "they were\n"
        "in. What was sent is remembered as the offset that the consumer group " REPLAY_GROUP
        " has committed on\n"
        "the dead letters, record by record, so that a second replay sends only what came since. That is an "
        "offset, so\n"
        "what a filter picks out is not remembered: the same command would send it again.\n",
    .options = replay_options,
    .run = replay,
};

/* ---- dlt purge ---- */

static const struct option purge_options[] = {
    {"all", NULL, "also those that were not replayed"},
    {"yes", NULL, "do it; without it, only say how many"},
    {0},
};

static int purge_topic(struct dlt *dlt, const struct admin_topic *topic, int64_t *ret_count)
{
    bool all = args_has(dlt->cli->args, "all"), yes = args_has(dlt->cli->args, "yes");
    struct error err;

    for (size_t i = 0; i < topic->partition_count; i++) {
        const struct admin_partition *partition = &topic->partitions[i];
        int64_t to = all ? partition->high : dlt_replayed_to(dlt, topic->name, partition);

        if (to <= partition->low)
            continue;
        *ret_count += to - partition->low;
        if (yes && !admin_delete_before(dlt->admin, topic->name, partition->partition, to, &err))
            return kafka_failed(dlt->cli, &err);
    }
    return CLI_OK;
}

static int purge(struct cli *cli)
{
    bool yes = args_has(cli->args, "yes");
    int64_t count = 0;
    struct dlt dlt;
    int code = dlt_open(cli, cli->args->words[0], &dlt);

    if (code)
        return code;
    code = purge_topic(&dlt, &dlt.topics[0], &count);
    dlt_close(&dlt);
    if (code)
        return code;
    if (cli->json)
        printf("{\"records\":%lld,\"deleted\":%s}\n", (long long)count, yes ? "true" : "false");
    else
        printf("%lld dead letters %s\n", (long long)count, yes ? "deleted" : "would be deleted");
    if (!yes && count)
        return cli_fail(cli, CLI_USAGE, "nothing was done: say --yes to delete them");
    return CLI_OK;
}

const struct verb verb_dlt_purge = {
    .name = "dlt",
    .action = "purge",
    .words = "TOPIC",
    .min_words = 1,
    .max_words = 1,
    .summary = "Delete dead letters that were replayed, or all",
    .options = purge_options,
    .run = purge,
};
