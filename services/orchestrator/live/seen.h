/* seen.h: how much somebody has been sent of each of the last requests of a session. Pure.
 *
 * Bounded: the oldest ones that are over are forgotten first. {0} is an empty one. */
#pragma once

#include "base/mem.h"
#include "base/str.h"

#define SEEN_OVER_MAX 48
#define SEEN_MAX      320 /* more than may wait in a session */

struct seen {
    struct seen_entry {
        char *request_id; /* owned */
        size_t steps;
        bool is_over;
        bool awaits_late;
    } * entries; /* oldest first */
    size_t count, room;
};

bool seen_knows(const struct seen *seen, const char *request_id);
size_t seen_steps(const struct seen *seen, const char *request_id); /* 0: none, or not known */
bool seen_is_over(const struct seen *seen, const char *request_id);
void seen_note(struct seen *seen, const char *request_id, size_t steps, bool is_over); /* never less */
/* What marketplaces that were late have is to be sent, too: of one that is known. */
void seen_await_late(struct seen *seen, const char *request_id, bool awaits);
bool seen_awaits_late(const struct seen *seen, const char *request_id);
void seen_free(struct seen *seen);
