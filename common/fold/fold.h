/* fold/fold.h: state that must never be lost, as a pure function from state and event to state and effects.
 *
 * A fold is a table of transitions. The driver takes a batch of events from Kafka, has their states at hand, decides
 * each, and in ONE Postgres transaction writes the states (compare-and-set on the version), what must be published, the
 * timers and the consumed offsets, fenced by the owner epoch of the partition. Only after the commit does it publish.
 *
 * What a transition may rely on:
 *  - It is called with one event at a time per key, in order; d->state is the newest state.
 *  - An answer is offered only if the state waits for just that command; anything else was dropped and counted.
 *  - No clock, no random numbers, no I/O: d->now_ms and ids come in with the event, so deciding again decides the same.
 *  - All effects happen with the commit, or none. A batch may be decided again after a conflict.
 *
 * How it survives: what a state last told stays in its row; the partition's row lists the keys whose messages are not
 * known to be published. Whoever takes the partition over publishes them, after looking at the end of those topics that
 * are `once` for what is there already. docs/folds.md has a worked example. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "bus/event.h"
#include "bus/topics.h"

struct decision;

/* What happened, as the fold names it. Values from 0 to 62 are the fold's own. */
#define FOLD_GAVE_UP 63 /* the command that the state waited for was not answered in time */
#define FOLD_ANY     (-1)

typedef void transition_fn(struct decision *d);

struct transition {
    int in; /* state, or FOLD_ANY */
    int on;
    transition_fn *act;
    int then; /* states it may leave the fold in, as STATE(s) | STATE(t): anything else is a bug and aborts */
};

#define STATE(s) (1 << (s))

struct fold {
    const char *name;
    const ProtobufCMessageDescriptor *state; /* the message that is kept */
    const char *table;                       /* where: docs/folds.md says its columns */
    const struct transition *transitions;    /* ends with a NULL act */
    /* Which instance an event belongs to, and what it means to it (a transition's `on`); false: to none, dropped. */
    bool (*key)(const struct event *event, struct arena *arena, struct str *ret_key);
    int (*meaning)(const struct event *event);
    int (*state_of)(const ProtobufCMessage *state);   /* the state's place in the table */
    const char *(*state_name)(int state);
};

/* What a transition sees and changes. */
struct decision {
    void *state;               /* in the arena; changes are kept. A new instance starts with the message's defaults */
    bool is_new;
    const struct event *event; /* NULL for FOLD_GAVE_UP and wakes */
    const char *wake;          /* name of the timer that is due; NULL: none */
    int64_t now_ms;            /* the event's time of arrival */
    struct arena *arena;
    struct str key;
};

/* What a transition may do. All of it takes effect with the commit, none of it before. */

/* Sends a command, waits for its answer and for nothing else; FOLD_GAVE_UP comes if there is none in time. */
void decide_to_ask(struct decision *d, const struct topic *topic, const ProtobufCMessage *command, int patience_ms);
void decide_to_tell(struct decision *d, const struct topic *topic, const struct event *event); /* envelope as given */
void decide_to_wake(struct decision *d, const char *timer, int64_t at_ms); /* 0: not any more */
/* Keeps a finished thing for good, in the fold's records table, under its own id; a later one replaces it. */
void decide_to_keep(struct decision *d, struct str id, const ProtobufCMessage *record);
void decide_to_drop(struct decision *d, const char *why); /* nothing is written; counted under `why` (static text) */
/* The command that was waited for, as it was sent; NULL: not of that type. */
const void *decision_asked(struct decision *d, const ProtobufCMessageDescriptor *type);
/* The id of the n-th thing that follows from this event: the same whenever it is decided. */
struct str decision_id(struct decision *d, const char *purpose);
