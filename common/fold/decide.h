/* fold/decide.h: one decision, without any I/O: the heart of a fold, and what its tests call.
 *
 * An instance is a state with its book (what it waits for, its timer, what it told). fold_decide changes both
 * in memory and says what was told and kept; the driver makes it durable. */
#pragma once

#include "fold/fold.h"
#include "steward/v1/state.pb-c.h"

struct partition;

#define FOLD_BROKEN "broken" /* fold_decide: the table does not allow what the transition did */

struct kept {
    struct str id;
    const ProtobufCMessage *record; /* NULL: only the id */
    struct kept *next;
};

struct mention {
    struct record record;
    struct mention *next;
};

struct instance {
    struct str key; /* among those of all tenants: base/tenant.h */
    struct str tenant, id;
    int64_t version; /* as stored; 0: not stored yet */
    ProtobufCMessage *state;
    Steward__V1__FoldBook *book;
    bool is_changed;
    struct str packed_state, packed_book; /* as they were last written */
    size_t told_before;                   /* entries of book->told that are older than this batch */
    bool forgets;                         /* what was kept before this batch goes */
    struct kept *kept;
    struct mention *mentions; /* in this batch, in their order */
    struct partition *cause;  /* the driver's: where the input came from that changed it last, */
    int64_t cause_epoch;      /* and when */
};

struct input {
    const struct event *event; /* NULL: a timer */
    int on;                    /* of a timer: FOLD_GAVE_UP or FOLD_WAKE */
    int64_t now_ms;
    const char *source; /* ce_source of what is told */
};

/* A new instance: the state's defaults, an empty book. Lives in the arena. */
struct instance *instance_new(const struct fold *fold, struct str key, struct arena *arena);

/* NULL: decided. Otherwise nothing has changed, and the text (static) says why the input was dropped. A
 * broken table (no such `then`) is an error of policy SKIP in *err and returns "broken". */
const char *fold_decide(const struct fold *fold, struct instance *instance, const struct input *input,
                        struct arena *arena, struct error *err);

/* As it is stored: without what can be made again. */
struct str book_pack(Steward__V1__FoldBook *book, struct arena *arena);

/* When the instance wants to be woken next; 0: never. *ret_on: as what. */
int64_t instance_due(const struct instance *instance, int *ret_on);
