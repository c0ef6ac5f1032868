/* flow/flow.c: runs flows, a step after the other.
 *
 * The complication: a flow may give up (deadline, shutdown) while operations are under way. Those hold a
 * flow_pending, never the flow itself; giving up cuts the two apart, and the late completion finds nobody. A
 * flow that waits for nothing costs one deferred call and an arena that is used again. */
#include "flow/flow.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/list.h"
#include "base/log.h"
#include "base/map.h"
#include "flow/breaker.h"

#include <stdarg.h>
#include <stdio.h>

#define ARENA_BYTES (4 << 20)

struct flow {
    struct link link;
    struct flows *flows;
    const struct flow_kind *kind;
    const ProtobufCMessage *command;
    const ProtobufCMessage *answer;
    flow_done_fn *done;
    void *owner;
    struct arena *arena;
    void *state;
    size_t step;
    size_t waited; /* the last step that waited */
    size_t jump;   /* step + 1 to go on with; 0: the next */
    int attempts;
    bool has_waited;
    bool reports; /* the breaker awaits the outcome of the last wait */
    struct link pendings;
    struct timer *deadline; /* or the pause before a retry; NULL until first needed */
    bool is_pausing;
    struct deferred next;
    struct error why;
};

struct flow_pending {
    struct link link;
    struct flow *flow;
};

struct named_breaker {
    struct breaker breaker;
    const char *name;
};

struct flows {
    struct loop *loop;
    struct http_client *http;
    struct process *process;
    struct link running;
    size_t count;
    struct map breakers;
    struct arena_pool arenas;
};

static void run(void *owner);

/* ---- for steps ---- */

const void *flow_command(const struct flow *flow)
{
    return flow->command;
}

void *flow_state(struct flow *flow)
{
    return flow->state;
}

struct arena *flow_arena(struct flow *flow)
{
    return flow->arena;
}

struct process *flow_process(const struct flow *flow)
{
    return flow->flows->process;
}

enum verdict flow_done(struct flow *flow, const ProtobufCMessage *answer)
{
    flow->answer = answer;
    return DONE;
}

enum verdict flow_fail(struct flow *flow, enum error_policy policy, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    flow->why = (struct error){.policy = policy, .origin = flow->kind->name};
    vsnprintf(flow->why.text, sizeof(flow->why.text), format, args);
    va_end(args);
    return FAIL;
}

enum verdict flow_again_from(struct flow *flow, const char *step)
{
    for (size_t i = 0; flow->kind->steps[i].name; i++)
        if (!strcmp(flow->kind->steps[i].name, step)) {
            flow->jump = i + 1;
            return NEXT;
        }
    return flow_fail(flow, ERROR_SKIP, "no step %s", step);
}

/* ---- waiting ---- */

struct flow_pending *flow_wait_for(struct flow *flow)
{
    struct flow_pending *pending = mem_new(struct flow_pending);

    pending->flow = flow;
    list_push(&flow->pendings, &pending->link);
    return pending;
}

struct flow *flow_still_there(const struct flow_pending *pending)
{
    return pending->flow;
}

void flow_complete(struct flow_pending *pending)
{
    struct flow *flow = pending->flow;

    list_remove(&pending->link);
    mem_free(pending);
    if (flow && list_is_empty(&flow->pendings))
        loop_defer(flow->flows->loop, &flow->next);
}

static void cut_pendings(struct flow *flow)
{
    list_each(at, &flow->pendings)
    {
        struct flow_pending *pending = list_item(at, struct flow_pending, link);

        list_remove(at);
        pending->flow = NULL;
    }
}

struct http_wait {
    struct flow_pending *pending;
    struct flow_http_result *result;
};

static void on_http(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct http_wait *wait = owner;
    struct flow *flow = flow_still_there(wait->pending);

    if (flow && err) {
        wait->result->failed = true;
        wait->result->err = *err;
    } else if (flow) {
        wait->result->status = reply->status;
        wait->result->retry_after_s = reply->retry_after_s;
        wait->result->body = str_copy(flow->arena, reply->body);
    }
    flow_complete(wait->pending);
    mem_free(wait);
}

void flow_http(struct flow *flow, struct flow_http_result *result, const struct http_ask *ask)
{
    struct http_wait *wait = mem_new(struct http_wait);

    *result = (struct flow_http_result){0};
    *wait = (struct http_wait){flow_wait_for(flow), result};
    http_client_ask(flow->flows->http, ask, on_http, wait);
}

static void on_alarm(void *owner)
{
    struct flow *flow = owner;
    const struct step *step = &flow->kind->steps[flow->waited];

    if (flow->is_pausing) {
        flow->is_pausing = false;
    } else {
        cut_pendings(flow);
        flow_fail(flow, ERROR_RETRY, "no answer within %d ms in step %s",
                  step->deadline_ms ? step->deadline_ms : FLOW_DEFAULT_PATIENCE_MS, step->name);
    }
    loop_defer(flow->flows->loop, &flow->next);
}

static void set_alarm(struct flow *flow, int64_t delay_ms)
{
    if (!flow->deadline)
        flow->deadline = timer_new(flow->flows->loop, on_alarm, flow);
    timer_set(flow->deadline, delay_ms);
}

/* ---- the breaker ---- */

static struct breaker *breaker_of(struct flow *flow)
{
    struct named_breaker *named;

    if (!flow->kind->breaker)
        return NULL;
    named = map_get(&flow->flows->breakers, str_of(flow->kind->breaker));
    if (!named) {
        named = mem_new(struct named_breaker);
        named->name = flow->kind->breaker;
        map_put(&flow->flows->breakers, str_of(named->name), named);
    }
    return &named->breaker;
}

static void report(struct flow *flow, bool succeeded)
{
    if (flow->reports)
        breaker_report(breaker_of(flow), succeeded, clock_mono_ms());
    flow->reports = false;
}

static bool may_call(struct flow *flow, const struct step *step)
{
    struct breaker *breaker = step->deadline_ms ? breaker_of(flow) : NULL;

    if (!breaker)
        return true;
    report(flow, true); /* of the wait before, which the steps in between found good */
    flow->reports = breaker_allows(breaker, clock_mono_ms());
    return flow->reports;
}

/* ---- from step to step ---- */

static struct arena *take_arena(struct flows *flows, const struct flow_kind *kind)
{
    return kind->arena_bytes ? arena_new(kind->arena_bytes) : arena_take(&flows->arenas);
}

static void give_arena(struct flows *flows, const struct flow_kind *kind, struct arena *arena)
{
    if (kind->arena_bytes)
        arena_free(arena);
    else
        arena_give(&flows->arenas, arena);
}

static void end(struct flow *flow, const struct error *err)
{
    struct flows *flows = flow->flows;

    cut_pendings(flow);
    report(flow, !err || err->policy == ERROR_SKIP);
    timer_free(flow->deadline);
    loop_cancel(flows->loop, &flow->next);
    list_remove(&flow->link);
    flows->count--;
    if (err && flow->kind->failed)
        flow->answer = flow->kind->failed(flow, err);
    flow->done(flow->owner, flow->answer, err);
    give_arena(flows, flow->kind, flow->arena);
    mem_free(flow);
}

/* True: the flow goes on, after a pause, from the step that waited last. */
static bool tries_again(struct flow *flow)
{
    const struct step *step = &flow->kind->steps[flow->waited];

    report(flow, flow->why.policy != ERROR_RETRY);
    if (flow->why.policy != ERROR_RETRY || !flow->has_waited || flow->attempts >= step->retries)
        return false;
    flow->attempts++;
    flow->step = flow->waited;
    flow->why = (struct error){0};
    flow->is_pausing = true;
    set_alarm(flow, retry_pause_ms(flow->attempts, random_below(UINT64_MAX)));
    return true;
}

static void wait_after(struct flow *flow, const struct step *step)
{
    if (flow->waited != flow->step || !flow->has_waited)
        flow->attempts = 0;
    flow->waited = flow->step;
    flow->has_waited = true;
    flow->step++;
    set_alarm(flow, step->deadline_ms ? step->deadline_ms : FLOW_DEFAULT_PATIENCE_MS);
}

/* One step; false: the flow waits or is over (and then gone). */
static bool run_step(struct flow *flow)
{
    const struct step *step = &flow->kind->steps[flow->step];
    enum verdict verdict = FAIL;

    flow->jump = 0;
    if (!step->name)
        flow_fail(flow, ERROR_SKIP, "the steps ended without an answer");
    else if (!may_call(flow, step))
        flow_fail(flow, ERROR_RETRY, "%s does not answer at the moment", flow->kind->breaker);
    else
        verdict = step->run(flow);
    if (arena_failed(flow->arena))
        verdict = flow_fail(flow, ERROR_SKIP, "needs too much memory");
    if (verdict == NEXT || verdict == DONE)
        report(flow, true);
    if (verdict == NEXT) {
        flow->step = flow->jump ? flow->jump - 1 : flow->step + 1;
        return true;
    }
    if (verdict == WAIT)
        wait_after(flow, step);
    else if (verdict == DONE)
        end(flow, NULL);
    else if (!tries_again(flow))
        end(flow, &flow->why);
    return false;
}

static void run(void *owner)
{
    struct flow *flow = owner;

    if (flow->deadline)
        timer_stop(flow->deadline);
    if (flow->why.origin && !tries_again(flow)) {
        end(flow, &flow->why);
        return;
    }
    if (flow->is_pausing)
        return;
    while (run_step(flow))
        ;
}

/* ---- all of them ---- */

void flows_start(struct flows *flows, const struct flow_kind *kind, const ProtobufCMessage *command,
                 flow_done_fn *done, void *owner)
{
    struct flow *flow = mem_new(struct flow);

    *flow = (struct flow){.flows = flows, .kind = kind, .command = command, .done = done, .owner = owner};
    flow->arena = take_arena(flows, kind);
    flow->state = arena_alloc(flow->arena, kind->state_size ? kind->state_size : 1);
    flow->next = (struct deferred){.fn = run, .owner = flow};
    list_init(&flow->pendings);
    list_push(&flows->running, &flow->link);
    flows->count++;
    loop_defer(flows->loop, &flow->next);
}

size_t flows_running(const struct flows *flows)
{
    return flows->count;
}

struct flows *flows_new(struct loop *loop, struct http_client *http, struct process *process)
{
    struct flows *flows = mem_new(struct flows);

    *flows =
        (struct flows){.loop = loop, .http = http, .process = process, .arenas.limit_bytes = ARENA_BYTES};
    list_init(&flows->running);
    return flows;
}

void flows_free(struct flows *flows)
{
    struct error err;
    struct str name;
    void *named;

    if (!flows)
        return;
    error_set(&err, ERROR_RETRY, "flow", "the process is stopping");
    while (!list_is_empty(&flows->running))
        end(list_item(flows->running.next, struct flow, link), &err);
    for (size_t at = 0; map_next(&flows->breakers, &at, &name, &named);) {
        map_remove(&flows->breakers, name);
        mem_free(named);
    }
    map_free(&flows->breakers);
    arena_pool_free(&flows->arenas);
    mem_free(flows);
}
