/* dlt.h: what the files of `dlt` share.
 *
 * How a replay is remembered: as the offset that the consumer group steward-replay has committed on the dead
 * letters' partition. What is before it was sent again; it is committed after every record that the broker
 * has taken. */
#pragma once

#include "kafka_verbs.h"

#define REPLAY_GROUP "steward-replay"

struct dlt {
    struct cli *cli;
    struct admin *admin;
    struct admin_topic *topics; /* those asked for: one, or all dead letters */
    size_t topic_count;
    struct admin_offset *replayed;
    size_t replayed_count;
};

/* `name` with or without -dlt; NULL: all dead letters. Returns an exit code, having told the failure. */
int dlt_open(struct cli *cli, const char *name, struct dlt *ret_dlt);
void dlt_close(struct dlt *dlt);
/* The first that was not sent again. */
int64_t dlt_replayed_to(const struct dlt *dlt, const char *topic, const struct admin_partition *partition);
