/* orchestrator: the public edge, sessions, and the workflow of every request. */
#include "base/log.h"
#include "fold_session.h"
#include "orchestrator.h"
#include "waiters.h"

extern const struct migration service_migrations[];

static const struct setting settings[] = {
    {"STEWARD_MAX_IN_FLIGHT", SETTING_INT, "500", 1, 1000000,
     "requests that may wait for their answer over HTTP; past it the edge says 503"},
    {0},
};

static const struct route routes[] = {
    {HTTP_POST, "/api/v1/search", search_post, .in = &steward__v1__search_body__descriptor,
     .out = &steward__v1__response__descriptor, .summary = "Search for products.",
     .max_body_bytes = 64 << 10},
    {HTTP_GET, "/api/v1/requests/{id}", request_get, .out = &steward__v1__response__descriptor,
     .summary = "What became of a request."},
    {HTTP_GET, "/api/v1/sessions/{session_id}", session_get, .out = &steward__v1__session_view__descriptor,
     .summary = "A session and its requests."},
    {0},
};

static bool may_be_mine(struct process *process, const struct record *record)
{
    const struct orchestrator *own = process_own(process);

    return (own && own->named_waiters) ||
           str_is(event_header(record, "steward-reply-to"), process_copy_id(process));
}

static void on_response(struct process *process, const struct event *event)
{
    struct orchestrator *own = process_own(process);

    if (own)
        waiters_answer(own->waiters, (const Steward__V1__Response *)event->message);
}

static const struct subscription reads[] = {
    {&topic_requests, .fold = &fold_session},
    {&topic_catalog_events, .fold = &fold_session},
    {&topic_composer_events, .fold = &fold_session},
    {&topic_responses, .feed = on_response, .wants = may_be_mine},
    {0},
};

static bool start(struct process *process, bool *ret_later, struct error *err)
{
    struct orchestrator *own = mem_new(struct orchestrator);

    own->process = process;
    own->waiters = waiters_new(process_loop(process));
    own->in_flight_max = (size_t)config_int(process_config(process), "STEWARD_MAX_IN_FLIGHT");
    process_set_own(process, own);
    return true;
}

static void stop(struct process *process)
{
    struct orchestrator *own = process_own(process);

    process_set_own(process, NULL);
    waiters_free(own->waiters);
    mem_free(own);
}

static void health(struct process *process, struct buf *out)
{
    const struct orchestrator *own = process_own(process);

    buf_printf(out, ",\"waiting_clients\":%zu,\"backlog\":%zu", waiters_count(own->waiters),
               process_backlog(process));
}

int main(int argc, char **argv)
{
    static const struct service orchestrator = {
        .name = "orchestrator",
        .role = "the public edge, sessions, and the workflow of every request",
        .port = 8000,
        .settings = settings,
        .routes = routes,
        .reads = reads,
        .migrations = service_migrations,
        .start = start,
        .stop = stop,
        .health = health,
        .unreadable = tell_unreadable,
    };

    return service_main(&orchestrator, argc, argv);
}
