/* fold/fold.h: state that must never be lost, as a pure function from state and event to state and effects.
 *
 * A fold is a table of transitions. The driver takes a batch of events from Kafka, has their states at hand,
 * decides each, and in ONE Postgres transaction writes the states (compare-and-set on the version), what must
 * be published, the timers and the consumed offsets, fenced by the owner epoch of the partition. Only after
 * the commit does it publish.
 *
 * What a transition may rely on: it is called with one event at a time per key, in order; an answer is
 * offered only if the state waits for just that command, anything else was dropped and counted; all effects
 * happen with the commit, or none. What it must keep to: no clock, no random numbers, no I/O. d->now_ms and
 * ids come in with the event, so deciding again, after a conflict, decides the same.
 *
 * How what is told survives a crash, and a worked example: docs/folds.md. */
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

/* Words to find instances by, in their rows' columns `belongs_to` and `title`. */
struct fold_labels {
    struct str belongs_to, title;
};

struct fold {
    const char *name;
    const ProtobufCMessageDescriptor *state; /* the message that is kept */
    const char *table; /* where; what it keeps for good is in <table>_records: docs/folds.md */
    const struct transition *transitions; /* ends with a NULL act */
    /* Which instance of its tenant (event->tenant) it belongs to; STR_NONE: to none, dropped. What it is to
     * the table: a transition's `on`; -1: nothing, dropped. Whether nobody can have a state for its key yet,
     * which saves looking. */
    struct str (*key)(const struct event *event);
    int (*meaning)(const struct event *event);
    bool (*is_first)(const struct event *event);
    int (*state_of)(const ProtobufCMessage *state);
    /* The event of decide_to_tell_kept, made again from the record; `key` is as d->key. NULL: the fold tells
     * nothing so. */
    void (*tell_again)(const ProtobufCMessage *record, struct str key, struct arena *arena,
                       struct event *ret_event);
    const ProtobufCMessageDescriptor *record;
    struct fold_labels (*labels)(const ProtobufCMessage *state); /* NULL: its table has no such columns */
};

/* What a transition sees and changes. */
struct decision {
    void *state; /* in the arena; changes are kept. A new instance starts with the message's defaults */
    bool is_new;
    const struct event *event; /* NULL when it was a timer */
    int64_t now_ms;            /* when it arrived */
    struct arena *arena;
    struct str key; /* as fold.key gave it: among those of its tenant */
    struct str tenant;
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
/* As given; what is left out of the envelope is filled in: id, source, subject, tenant, the instance's key.
 */
void decide_to_tell(struct decision *d, const struct topic *topic, const struct event *event);
/* The same for what fold.tell_again can make from the record of that id: it is stored only once. */
void decide_to_tell_kept(struct decision *d, const struct topic *topic, const struct event *event,
                         struct str record_id);
/* Published after the commit, once, from memory: nothing of it is stored, and a crash, a full queue or a lost
 * connection loses it. For what is durable elsewhere and only worth knowing at once. Given its own id. */
void decide_to_mention(struct decision *d, const struct topic *topic, const struct event *event);
void decide_to_wake(struct decision *d, int64_t at_ms); /* one timer per state; 0: not any more */
/* For good, under its own id, which is its tenant's as the key is; a later one replaces it. NULL: only notes
 * that the id is this instance's. */
void decide_to_keep(struct decision *d, struct str id, const ProtobufCMessage *record);
/* What was kept of the instance goes, with what it waits for and its timer. Its state is the transition's to
 * empty. */
void decide_to_forget(struct decision *d);
void decide_to_drop(struct decision *d,
                    const char *why); /* before changing anything; counted under `why` (static) */
struct str decision_id(struct decision *d,
                       const char *purpose); /* follows from this event: always the same */
