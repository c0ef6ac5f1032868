/* orchestrator: the public edge, sessions, and the workflow of every request. */
#include "base/log.h"
#include "edge/keys.h"
#include "edge/page.h"
#include "edge/sign_ins.h"
#include "edge/waiters.h"
#include "expiry.h"
#include "live/live_socket.h"
#include "live/recheck.h"
#include "orchestrator.h"
#include "session/fold_session.h"
#include "session/rules_request.h"

extern const struct migration service_migrations[];

static const struct setting settings[] = {
    {"STEWARD_SESSION_SECONDS", SETTING_INT, "2592000", 1, 315360000,
     "a session that nobody uses for so long is erased"},
    {"STEWARD_MAX_IN_FLIGHT", SETTING_INT, "500", 1, 1000000,
     "requests that may wait for their answer over HTTP; past it the edge says 503"},
    {"STEWARD_CATALOG_URL", SETTING_URL, "http://127.0.0.1:8002",
     .help = "where the catalogue is asked for suggestions"},
    {"STEWARD_MEDIA_URL", SETTING_URL, "http://127.0.0.1:8001",
     .help = "where photos and voice notes that people send are kept"},
    {"STEWARD_TENANT_TOPICS", SETTING_TEXT, "",
     .help =
         "topics of single tenants, TENANT=NAME, …: requests on NAME.requests, answers on NAME.responses"},
    {"STEWARD_LEARNING", SETTING_BOOL, "false",
     .help = "record clicks and saves, to learn the ranking from: docs/learning.md"},
    {"STEWARD_PARTIAL_MS", SETTING_INT, "300", 0, 60000,
     "a ranking that takes longer is preceded by what was found, for those who watch"},
    {"STEWARD_SIGN_IN_SECONDS", SETTING_INT, "43200", 60, 31536000, "after which somebody is signed out"},
    {"STEWARD_WEB", SETTING_PATH, "",
     .help = "folder of the built page, which is then served at /; empty: there is none"},
    {0},
};

static bool is_followed(struct process *process, const struct record *record)
{
    const struct orchestrator *own = process_own(process);

    return own && live_wants(own->live, record);
}

static bool may_be_mine(struct process *process, const struct record *record)
{
    const struct orchestrator *own = process_own(process);

    return (own && own->named_waiters) || is_followed(process, record) ||
           str_is(event_header(record, "steward-reply-to"), process_copy_id(process));
}

static void on_response(struct process *process, const struct event *event)
{
    struct orchestrator *own = process_own(process);

    if (!own)
        return;
    waiters_answer(own->waiters, event->tenant, (const Steward__V1__Response *)event->message);
    live_on_response(own->live, event->tenant, (const Steward__V1__Response *)event->message);
}

static void on_progress(struct process *process, const struct event *event)
{
    struct orchestrator *own = process_own(process);

    if (own)
        live_on_progress(own->live, event->tenant, (const Steward__V1__Progress *)event->message);
}

static const struct subscription reads[] = {
    {&topic_requests, .fold = &fold_session, .answers_to = &topic_responses},
    {&topic_catalog_events, .fold = &fold_session},
    {&topic_composer_events, .fold = &fold_session},
    {&topic_media_events, .fold = &fold_session},
    {&topic_responses, .feed = on_response, .wants = may_be_mine},
    {&topic_progress, .feed = on_progress, .wants = is_followed},
    {0},
};

static const struct topic *const writes[] = {
    &topic_interactions,
    &topic_requests,
    &topic_catalog_commands,
    &topic_composer_commands,
    &topic_media_commands,
    &topic_progress,
    NULL,
};

#define TYPES(...) ((const ProtobufCMessageDescriptor *const[]){__VA_ARGS__, NULL})

static const struct socket_kind sockets[] = {
    {"/api/v1/ws", LIVE_PROTOCOL, "A conversation as it happens: docs/live.md says what follows what.",
     .hears = TYPES(&steward__v1__live_command__descriptor),
     .says = TYPES(&steward__v1__live_event__descriptor, &steward__v1__live_followed__descriptor,
                   &steward__v1__live_error__descriptor, &steward__v1__live_voice__descriptor),
     .example = "{\"search\":{\"query\":\"usb c cable\",\"limit\":3}}"},
    {0},
};

static bool start(struct process *process, bool *ret_later, struct error *err)
{
    struct orchestrator *own = mem_new(struct orchestrator);

    if (!page_read(config_text(process_config(process), "STEWARD_WEB"), &own->page, err)) {
        mem_free(own);
        return false;
    }
    own->process = process;
    own->waiters = waiters_new(process_loop(process));
    own->expiry = expiry_start(process);
    own->key_uses = key_uses_start(process);
    own->in_flight_max = (size_t)config_int(process_config(process), "STEWARD_MAX_IN_FLIGHT");
    own->live = live_new(process, config_int(process_config(process), "STEWARD_PARTIAL_MS"));
    own->sockets = live_sockets_new(process, own->live);
    own->recheck = recheck_new(process);
    process_set_own(process, own);
    return true;
}

static void stop(struct process *process)
{
    struct orchestrator *own = process_own(process);

    process_set_own(process, NULL);
    expiry_stop(own->expiry);
    key_uses_stop(own->key_uses);
    waiters_free(own->waiters);
    live_sockets_free(own->sockets);
    live_free(own->live);
    recheck_free(own->recheck);
    files_free(own->page);
    mem_free(own);
}

/* They are told where their answer will be. */
static void drain(struct process *process, int within_ms)
{
    const struct orchestrator *own = process_own(process);

    waiters_hurry(own->waiters, within_ms);
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
        .routes = orchestrator_routes,
        .limits = request_limits,
        .reads = reads,
        .writes = writes,
        .sockets = sockets,
        .migrations = service_migrations,
        .keeps_audit = true,
        .has_tenant_topics = true,
        .start = start,
        .stop = stop,
        .drain = drain,
        .health = health,
        .find_key = key_find,
        .find_sign_in = sign_in_find,
        .unreadable = tell_unreadable,
    };

    return service_main(&orchestrator, argc, argv);
}
