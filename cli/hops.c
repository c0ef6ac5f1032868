/* hops: see hops.h. */
#include "hops.h"

#include <stdlib.h>

struct hop *hops_add(struct hops *hops, struct arena *arena)
{
    if (hops->count == hops->room) {
        size_t room = hops->room ? 2 * hops->room : 32;
        struct hop *more = arena_array(arena, room, sizeof(*more));

        if (hops->count)
            memcpy(more, hops->hops, hops->count * sizeof(*more));
        hops->hops = more;
        hops->room = room;
    }
    return &hops->hops[hops->count++];
}

static bool is_among_ours(const struct hops *hops, struct str id)
{
    for (size_t i = 0; id.len && i < hops->count; i++) {
        const struct hop *hop = &hops->hops[i];

        if (hop->is_ours && hop->kind != HOP_DEAD_LETTER && str_eq(hop->id, id))
            return true;
    }
    return false;
}

static bool is_ours(const struct hops *hops, const struct hop *hop, int64_t begun_ms, int64_t ended_ms)
{
    switch (hop->kind) {
    case HOP_REQUEST:
    case HOP_RESPONSE:
        return hop->names_request;
    case HOP_COMMAND:
        return hop->at_ms >= begun_ms && hop->at_ms < ended_ms;
    case HOP_EVENT:
        return is_among_ours(hops, hop->answers);
    case HOP_DEAD_LETTER:
        return is_among_ours(hops, hop->id);
    }
    return false;
}

/* At the same millisecond: what came in, then what was commanded because of it. */
static int ours_by_time(const void *a, const void *b)
{
    static const int turn[] = {
        [HOP_REQUEST] = 0, [HOP_EVENT] = 1, [HOP_COMMAND] = 2, [HOP_RESPONSE] = 3, [HOP_DEAD_LETTER] = 4,
    };
    const struct hop *left = a, *right = b;

    if (left->is_ours != right->is_ours)
        return left->is_ours ? -1 : 1;
    if (left->at_ms != right->at_ms)
        return left->at_ms < right->at_ms ? -1 : 1;
    if (left->kind != right->kind)
        return turn[left->kind] - turn[right->kind];
    return strcmp(left->topic, right->topic);
}

static void put_behind(struct hop *hops, size_t from, size_t to)
{
    struct hop moved = hops[from];

    memmove(&hops[from], &hops[from + 1], (to - from) * sizeof(*hops));
    hops[to] = moved;
}

/* Where the command is that this one answers, if it stands behind it in the same millisecond; else `at`. */
static size_t answered_behind(const struct hop *hops, size_t count, size_t at)
{
    if (hops[at].kind != HOP_EVENT)
        return at;
    for (size_t i = at + 1; i < count && hops[i].at_ms == hops[at].at_ms; i++)
        if (hops[i].kind == HOP_COMMAND && str_eq(hops[i].id, hops[at].answers))
            return i;
    return at;
}

/* A command that was answered within its millisecond comes before its answer. */
static void put_answers_behind(struct hop *hops, size_t count)
{
    for (size_t at = 0; at < count;) {
        size_t command = answered_behind(hops, count, at);

        if (command > at)
            put_behind(hops, at, command);
        else
            at++;
    }
}

static int attempt_of(const struct hops *hops, size_t at)
{
    int attempt = 1;

    for (size_t i = 0; i < at; i++)
        attempt += strcmp(hops->hops[i].topic, hops->hops[at].topic) == 0 &&
                   str_eq(hops->hops[i].type, hops->hops[at].type);
    return attempt;
}

size_t hops_settle(struct hops *hops, int64_t begun_ms, int64_t ended_ms)
{
    size_t ours = 0;

    /* In this order: what answers is ours if what it answers is. */
    for (int kind = HOP_REQUEST; kind <= HOP_DEAD_LETTER; kind++) {
        for (size_t i = 0; i < hops->count; i++) {
            if ((int)hops->hops[i].kind == kind)
                hops->hops[i].is_ours = is_ours(hops, &hops->hops[i], begun_ms, ended_ms);
        }
    }
    if (hops->count)
        qsort(hops->hops, hops->count, sizeof(*hops->hops), ours_by_time);
    while (ours < hops->count && hops->hops[ours].is_ours)
        ours++;
    put_answers_behind(hops->hops, ours);
    for (size_t i = 0; i < ours; i++)
        hops->hops[i].attempt = attempt_of(hops, i);
    return ours;
}
