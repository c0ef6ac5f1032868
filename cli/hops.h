/* hops.h: which records of a session are one request's, and how often something was tried. Pure.
 *
 * A session's requests are dealt with one after the other: so what is commanded under the session's key, from
 * when a request begins until it is answered, is its own. What answers names the command that it answers. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

enum hop_kind { HOP_REQUEST, HOP_COMMAND, HOP_EVENT, HOP_RESPONSE, HOP_DEAD_LETTER };

struct hop {
    enum hop_kind kind;
    const char *topic;
    int32_t partition;
    int64_t offset, at_ms;
    struct str id, answers, type, source, note; /* note: why it is a dead letter */
    bool names_request;                         /* of a request or a response: it is that one's */
    bool is_ours;
    int attempt; /* 1: the first of its type, in its topic */
};

struct hops {
    struct hop *hops;
    size_t count, room;
};

struct hop *hops_add(struct hops *hops, struct arena *arena); /* zeroed */

/* Marks those that belong to the request that began at `begun_ms` (INT64_MAX: not begun) and was answered at
 * `ended_ms` (INT64_MAX: not yet), counts attempts, and sorts: ours first, by time. How many are ours. */
size_t hops_settle(struct hops *hops, int64_t begun_ms, int64_t ended_ms);
