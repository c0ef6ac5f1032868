/* flow/flow.h: work on the outside world or pure computation, as a list of steps.
 *
 * A flow takes one command and gives one answer. Its steps run in the table's order; each returns
 *   NEXT   go on with the next step,
 *   WAIT   an operation was started: go on with the next step when it has completed,
 *   DONE   by flow_done: the answer is there,
 *   FAIL   by flow_fail: with an error whose policy says what the driver does: RETRY goes back to the last
 * step that waited, as often as that step allows, after a growing pause with jitter; then, and for SKIP, the
 * flow has failed for good. What must survive a WAIT lives in the flow's state struct, never in locals. Every
 * operation completes exactly once (reply, deadline, shutdown), never inside the call that starts it; a late
 * one finds nobody. Retry, deadline and circuit breaker are the driver's: every wait has a deadline, and the
 * breaker that the kind names opens when its waits fail, and then fails the steps that have a deadline at
 * once, until a trial succeeds.
 *
 * From Kafka: the answer's id is derived from the command's id, so a command that is run again answers the
 * same; its offset advances over the completed prefix. A flow that failed for good answers with `failed`, and
 * the command is set aside as a dead letter. From HTTP: flow_start. Thread: the loop's. docs/flows.md has a
 * worked example. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/error.h"
#include "http/client.h"
#include "loop/loop.h"

struct flow;    /* one run */
struct process; /* service/service.h */

enum verdict { NEXT, WAIT, DONE, FAIL };

struct step {
    const char *name;
    enum verdict (*run)(struct flow *flow);
    int deadline_ms; /* of its wait; 0: it computes, and should it wait after all, FLOW_DEFAULT_PATIENCE_MS */
    int retries;
};

struct flow_kind {
    const char *name;
    const ProtobufCMessageDescriptor *takes;
    const ProtobufCMessageDescriptor *gives;
    size_t state_size;
    const struct step *steps; /* ends with a NULL name */
    /* The answer that says it failed for good; in the flow's arena. */
    const ProtobufCMessage *(*failed)(struct flow *flow, const struct error *why);
    const char *breaker; /* names what it calls, flows that call the same share it; NULL: none */
    size_t arena_bytes;  /* 0: 4 MiB */
};

#define FLOW_DEFAULT_PATIENCE_MS 2000

/* For steps. */
const void *flow_command(const struct flow *flow); /* the message, of kind->takes */
void *flow_state(struct flow *flow);               /* zeroed at the start */
struct arena *flow_arena(struct flow *flow);
struct process *flow_process(const struct flow *flow);
enum verdict flow_done(struct flow *flow, const ProtobufCMessage *answer); /* of kind->gives, in the arena */
enum verdict flow_fail(struct flow *flow, enum error_policy policy, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
enum verdict flow_again_from(struct flow *flow, const char *step);

/* Operations: started by a step that then returns WAIT; several may be pending at once. Results live in the
 * arena. */
struct flow_http_result {
    bool failed; /* no reply: `err` says why */
    struct error err;
    int status;
    struct str body;
    int retry_after_s; /* -1: not said */
};
void flow_http(struct flow *flow, struct flow_http_result *result, const struct http_ask *ask);

/* Any other asynchronous operation: take a handle, complete it exactly once, from the loop, never at once. A
 * flow that gave up is not there any more (NULL): its state must not be touched, the handle is completed all
 * the same. */
struct flow_pending;
struct flow_pending *flow_wait_for(struct flow *flow);
struct flow *flow_still_there(const struct flow_pending *pending);
void flow_complete(struct flow_pending *pending);

/* For those who run flows outside Kafka (HTTP routes, tests). `done` is called exactly once, never inside;
 * the answer lives until it returns: what the flow gave, or what `failed` made of the error (NULL if there is
 * no such function). `command` must live until then, too. */
typedef void flow_done_fn(void *owner, const ProtobufCMessage *answer, const struct error *err);
void flow_start(struct process *process, const struct flow_kind *kind, const ProtobufCMessage *command,
                flow_done_fn *done, void *owner);

/* What flows run on: one per process, made by common/service. Freeing it ends every flow with an error,
 * first. */
struct flows;
struct flows *flows_new(struct loop *loop, struct http_client *http, struct process *process);
void flows_free(struct flows *flows);
void flows_start(struct flows *flows, const struct flow_kind *kind, const ProtobufCMessage *command,
                 flow_done_fn *done, void *owner);
size_t flows_running(const struct flows *flows);
