/* live_socket.c: a client's connection: its frames, its errors, its end. */
#include "edge/whose.h"
#include "live/live_socket_parts.h"
#include "orchestrator.h"
#include "service/call.h"
#include "session/rules_request.h"
#include "json/json.h"

enum { CODE_POLICY = 1008, CODE_TRY_LATER = 1013 };

struct live_sockets *live_sockets_new(struct process *process, struct live *live)
{
    struct live_sockets *sockets = mem_new(struct live_sockets);

    sockets->process = process;
    sockets->live = live;
    list_init(&sockets->asks);
    list_init(&sockets->voices);
    sockets->dictates = dictates_new(process);
    sockets->due = timer_new(process_loop(process), live_asks_are_due, sockets);
    sockets->sockets = metric_gauge("steward_live_sockets", "Open WebSockets.", "");
    sockets->voices_now = metric_gauge("steward_live_voices", "Recordings that are being spoken.", "");
    sockets->slow = metric_counter("steward_live_slow_readers_total",
                                   "Clients that were let go because they read too slowly.", "");
    sockets->errors = metric_counter("steward_live_errors_total", "Errors told to clients.", "");
    sockets->commands = metric_counter("steward_live_commands_total", "Frames of clients.", "");
    return sockets;
}

void live_sockets_free(struct live_sockets *sockets)
{
    if (!sockets)
        return;
    timer_free(sockets->due);
    dictates_free(sockets->dictates);
    mem_free(sockets);
}

size_t live_sockets_in_flight(const struct live_sockets *sockets)
{
    return sockets->in_flight;
}

/* ---- out ---- */

void live_socket_send(struct live_socket *socket, struct str json)
{
    (void)!websocket_send(socket->websocket, true, json); /* else it is closing: on_closed comes */
}

void live_socket_error(struct live_socket *socket, const struct live_fault *fault)
{
    struct buf json = {0};

    live_fault_json(fault, &json);
    metric_add(socket->sockets->errors, 1);
    live_socket_send(socket, buf_as_str(&json));
    buf_free(&json);
}

/* ---- in ---- */

/* Who sends nothing but such frames is no client of ours. */
static void bad_frame(struct live_socket *socket, const char *field, const char *reason)
{
    live_socket_error(socket, &(struct live_fault){.status = 400,
                                                   .type = "invalid-body",
                                                   .field = field,
                                                   .detail = reason});
    if (++socket->bad_frames == LIVE_BAD_FRAMES_MAX)
        websocket_close(socket->websocket, CODE_POLICY, STR("nothing that was sent could be read"));
}

static void on_message(void *owner, bool is_text, struct str message)
{
    struct live_socket *socket = owner;
    struct arena *arena;
    ProtobufCMessage *decoded;
    struct json_fault fault;
    const char *reason;

    if (!is_text) {
        if (!live_voice_sound(socket, message, &reason))
            bad_frame(socket, NULL, reason);
        return;
    }
    metric_add(socket->sockets->commands, 1);
    arena = arena_new(LIVE_FRAME_ARENA_BYTES);
    if (!json_to_message(&steward__v1__live_command__descriptor, message, arena, &decoded, &fault)) {
        bad_frame(socket, fault.field, fault.reason);
        arena_free(arena);
        return;
    }
    socket->bad_frames = 0;
    live_count(socket, (Steward__V1__LiveCommand *)decoded, arena);
}

static void socket_free(struct live_socket *socket)
{
    recheck_remove(&socket->rechecked);
    mem_free(socket->tenant);
    mem_free(socket->address);
    mem_free(socket->principal);
    mem_free(socket);
}

static void on_closed(void *owner, int code)
{
    struct live_socket *socket = owner;
    struct live_sockets *sockets = socket->sockets;

    metric_set(sockets->sockets, (double)--sockets->open);
    metric_add(sockets->slow, code == CODE_TRY_LATER);
    live_count_drop(socket);
    live_voice_drop(socket);
    slots_free(socket);
    live_asks_drop(socket);
    socket_free(socket);
}

static void on_credential_ended(void *owner)
{
    struct live_socket *socket = owner;

    live_socket_error(socket, &(struct live_fault){.status = 401,
                                                   .type = "invalid-credential",
                                                   .detail = RECHECK_ENDED});
    websocket_close(socket->websocket, CODE_POLICY, STR("the credential has ended"));
}

/* ---- opening ---- */

void live_socket_open(struct live_sockets *sockets, struct call *call)
{
    static const struct websocket_events events = {on_message, on_closed};
    const struct orchestrator *own = process_own(sockets->process);
    struct live_socket *socket = mem_new(struct live_socket);
    struct error err;

    socket->sockets = sockets;
    socket->tenant = str_to_text(call_tenant(call));
    socket->principal = principal_copy(call_principal(call));
    socket->address = str_to_text(call_client(call));
    list_init(&socket->asks);
    list_init(&socket->uncounted);
    recheck_add(own->recheck, call, &socket->rechecked, on_credential_ended, socket);
    if (call_upgrade(call, LIVE_PROTOCOL, &events, socket, &socket->websocket, &err)) {
        metric_set(sockets->sockets, (double)++sockets->open);
        return;
    }
    socket_free(socket);
    if (err.policy == ERROR_RETRY) {
        call_fail(call, &err);
        return;
    }
    call_add_header(call, "Upgrade", STR("websocket"));
    call_problem(call, 426, "upgrade-required", NULL, "%s", err.text);
}
