/* fold/fold.h: state that must never be lost, as a pure function from state and event to state and effects.
 *
 * A fold is a table of transitions. The driver takes a batch of events from Kafka, has their states at hand,
 * decides each, and in ONE Postgres transaction writes the states (compare-and-set on the version), what must
 * be published, the timers and the consumed offsets, fenced by the owner epoch of the partition. Only after
 * the commit does it publish.
 *
 * What a transition may rely on:
 *  - It is called with one event at a time per key, in order; d->state is the newest state.
 *  - An answer is offered only if the state waits for just that command; anything else was dropped and
 * counted.
 *  - No clock, no random numbers, no I/O: d->now_ms and ids come in with the event, so deciding again decides
 * the same.
 *  - All effects happen with the commit, or none. A batch may be decided again after a conflict.
 *
 * How it survives: what a state last told stays in its row; the partition's row lists the keys whose messages
 * are not known to be published. Whoever takes the partition over publishes them, after looking at the end of
 * those topics that are `once` for what is there already. docs/folds.md has a worked example. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "bus/event.h"
#include "bus/topics.h"

struct decision;

/* What happened, as the fold names it: values from 0 are its own, timers that it set have these. */
#define FOLD_ANY     (-1) /* as a transition's `in`: whatever the state */
#define FOLD_GAVE_UP 1000 /* the command that the state waited for was not answered in time */
#define FOLD_WAKE    1001 /* the timer of decide_to_wake is due */
#define FOLD_LOST    1002 /* a crash may have swallowed the large command that the state waits for */

typedef void transition_fn(struct decision *d);

struct transition {
    int in; /* state, or FOLD_ANY */
    int on;
    transition_fn *act;
    unsigned then; /* the states it may lead to, STATE(s) | STATE(t): any other is a bug, and the event is set
                      aside */
};

#define STATE(s)      (1u << (s))
#define FOLD_TOLD_MAX 512 /* messages of one decision */

struct fold {
    const char *name;
    const ProtobufCMessageDescriptor *state; /* the message that is kept */
    const char *table; /* where; what it keeps for good is in <table>_records: docs/folds.md */
    const struct transition *transitions; /* ends with a NULL act */
    struct str (*key)(
        const struct event *event); /* which instance it belongs to; STR_NONE: to none, dropped */
    int (*meaning)(
        const struct event *event); /* what it is to the table: a transition's `on`; -1: nothing, dropped */
    bool (*is_first)(const struct event *event); /* nobody can have a state for its key yet: saves looking */
    int (*state_of)(const ProtobufCMessage *state);
    /* The event of decide_to_tell_kept, made again from the record. NULL: the fold tells nothing so. */
    void (*tell_again)(const ProtobufCMessage *record, struct str key, struct arena *arena,
                       struct event *ret_event);
    const ProtobufCMessageDescriptor *record;
};

/* What a transition sees and changes. */
struct decision {
    void *state; /* in the arena; changes are kept. A new instance starts with the message's defaults */
    bool is_new;
    const struct event *event; /* NULL when it was a timer */
    int64_t now_ms;            /* when it arrived */
    struct arena *arena;
    struct str key;
    struct str traceparent; /* of what is asked; the event's, unless the transition knows better */
    struct decision_private *private;
};

/* What a transition may do. All of it takes effect with the commit, none of it before. */

/* Sends a command, waits for its answer and for nothing else; FOLD_GAVE_UP comes if there is none in time. */
void decide_to_ask(struct decision *d, const struct topic *topic, const ProtobufCMessage *command,
                   int patience_ms);
/* The same for a command of many kilobytes: it is not kept in the row. Should a crash lose it, FOLD_LOST
 * comes. */
void decide_to_ask_large(struct decision *d, const struct topic *topic, const ProtobufCMessage *command,
                         int patience_ms);
void decide_to_tell(struct decision *d, const struct topic *topic, const struct event *event); /* as given */
/* The same for what fold.tell_again can make from the record of that id: it is stored only once. */
void decide_to_tell_kept(struct decision *d, const struct topic *topic, const struct event *event,
                         struct str record_id);
void decide_to_wake(struct decision *d, int64_t at_ms); /* one timer per state; 0: not any more */
/* Keeps a finished thing for good, under its own id, beside the instance's key; a later one replaces it.
 * NULL: only notes that the id belongs to this instance. */
void decide_to_keep(struct decision *d, struct str id, const ProtobufCMessage *record);
void decide_to_drop(struct decision *d,
                    const char *why); /* before changing anything; counted under `why` (static) */
struct str decision_id(struct decision *d,
                       const char *purpose); /* follows from this event: always the same */
