/* dlt: see dlt.h. */
#include "dlt.h"

static bool is_dead_letters(const struct admin_topic *topic)
{
    return str_ends(str_of(topic->name), STR("-dlt"));
}

static void keep_dead_letters(struct dlt *dlt)
{
    size_t kept = 0;

    for (size_t i = 0; i < dlt->topic_count; i++) {
        if (is_dead_letters(&dlt->topics[i]))
            dlt->topics[kept++] = dlt->topics[i];
    }
    dlt->topic_count = kept;
}

int dlt_open(struct cli *cli, const char *name, struct dlt *ret_dlt)
{
    const char *topic =
        name && !str_ends(str_of(name), STR("-dlt")) ? str_printf(cli->arena, "%s-dlt", name) : name;
    struct error err;
    int code;

    *ret_dlt = (struct dlt){.cli = cli};
    code = kafka_connect(cli, &ret_dlt->admin);
    if (code)
        return code;
    if (!admin_topics(ret_dlt->admin, topic, cli->arena, &ret_dlt->topics, &ret_dlt->topic_count, &err) ||
        !admin_committed(ret_dlt->admin, REPLAY_GROUP, cli->arena, &ret_dlt->replayed,
                         &ret_dlt->replayed_count, &err)) {
        code = kafka_failed(cli, &err);
        dlt_close(ret_dlt);
        return code;
    }
    keep_dead_letters(ret_dlt);
    return CLI_OK;
}

void dlt_close(struct dlt *dlt)
{
    admin_close(dlt->admin);
    dlt->admin = NULL;
}

int64_t dlt_replayed_to(const struct dlt *dlt, const char *topic, const struct admin_partition *partition)
{
    for (size_t i = 0; i < dlt->replayed_count; i++) {
        const struct admin_offset *offset = &dlt->replayed[i];

        if (strcmp(offset->topic, topic) == 0 && offset->partition == partition->partition &&
            offset->offset > partition->low)
            return offset->offset;
    }
    return partition->low;
}
