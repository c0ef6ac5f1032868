/* bus/prefix.h: which records of a partition are in hand, and up to where all are done. Pure. For this
 * module. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Offsets come in rising order, with gaps: compaction and markers leave them. */
struct prefix {
    struct prefix_entry {
        int64_t offset;
        void *item; /* NULL: done */
    } * entries;    /* a ring */
    size_t first, count, room;
    size_t open;      /* not done */
    int64_t position; /* all before it is done; -1: nothing was, yet */
};

void prefix_start(struct prefix *prefix, int64_t position);         /* forgets everything; -1: not known */
void prefix_add(struct prefix *prefix, int64_t offset, void *item); /* item: not NULL */
void *prefix_done(struct prefix *prefix, int64_t offset);           /* its item; NULL: not in hand */
/* Takes the items that are still in hand, one at a time, for the owner to release; NULL: no more. */
void *prefix_take(struct prefix *prefix);
void prefix_free(struct prefix *prefix);
