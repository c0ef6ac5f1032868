/* live_command.c: what a client says in a frame: whose it is, and whether it is to follow a session or asks
 * for something. */
#include "base/id.h"
#include "edge/edge.h"
#include "edge/given.h"
#include "edge/whose.h"
#include "live/live_socket_parts.h"
#include "session/rules_request.h"
#include "json/json.h"
#include "json/message.h"

/* ---- a session is to be followed ---- */

static const char *what_is_wrong_with_follow(const struct live_socket *socket,
                                             const Steward__V1__LiveCommand *command,
                                             struct live_fault *fault)
{
    const char *away = edge_away(socket->sockets->process);

    *fault = (struct live_fault){.status = 422, .type = "invalid-request", .session_id = command->session_id};
    if (!id_is_good(str_of(command->session_id))) {
        fault->field = "session_id";
        return "name the session to follow: " ID_SAID;
    }
    if (command->user_id[0] && !id_is_good(str_of(command->user_id))) {
        fault->field = "user_id";
        return ID_SAID;
    }
    if (away) {
        fault->status = 503;
        fault->type = "unavailable";
        fault->is_retryable = true;
    }
    return away;
}

static void follow_session_of(struct live_socket *socket, const Steward__V1__LiveCommand *command)
{
    struct live_fault fault;
    struct live_slot *slot = slot_of(socket, command->session_id);

    fault.detail = what_is_wrong_with_follow(socket, command, &fault);
    if (fault.detail) {
        live_socket_error(socket, &fault);
        return;
    }
    if (slot)
        slot_drop(socket, slot->follow); /* who follows again is sent again */
    slot = slot_add(socket, command->session_id, command->user_id);
    if (!slot) {
        live_socket_error(socket, &(struct live_fault){.status = 429,
                                                       .type = "too-many-sessions",
                                                       .session_id = command->session_id,
                                                       .field = "session_id",
                                                       .detail = "this connection follows " TEXT_OF(
                                                           LIVE_SESSIONS_MAX) " sessions already"});
        return;
    }
    slot->is_kept = true;
    follow_read(slot->follow, command->follow->after[0] ? FOLLOW_FROM_EVENT : FOLLOW_FROM_PRESENT,
                str_of(command->follow->after));
}

/* ---- something is asked ---- */

static Steward__V1__Request *request_of(const Steward__V1__LiveCommand *command, struct arena *arena)
{
    Steward__V1__Request *request = message_new(&steward__v1__request__descriptor, arena);
    char id[ID_SIZE];

    id_new(id);
    request->request_id = command->request_id[0] ? command->request_id : str_c(arena, str_of(id));
    request->session_id = command->session_id;
    request->user_id = command->user_id;
    request->live = true;
    if (command->ask_case == STEWARD__V1__LIVE_COMMAND__ASK_SEARCH) {
        request->ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
        request->search = command->search;
    } else if (command->ask_case != STEWARD__V1__LIVE_COMMAND__ASK__NOT_SET) {
        request->ask_case = STEWARD__V1__REQUEST__ASK_CHAT;
        request->chat =
            command->ask_case == STEWARD__V1__LIVE_COMMAND__ASK_CHAT ? command->chat : command->clarify;
    }
    return request;
}

/* True: *fault says why. */
static bool is_refused(struct live_socket *socket, const Steward__V1__LiveCommand *command,
                       const Steward__V1__Request *request, struct arena *arena, struct live_fault *fault)
{
    struct json_fault faults[LIMIT_FAULTS_MAX];
    struct edge_trouble trouble;

    *fault = (struct live_fault){.session_id = command->session_id, .request_id = command->request_id};
    if (request_faults(request, faults)) {
        fault->status = 422;
        fault->type = "invalid-request";
        fault->field = str_c(arena, str_of(faults->field));
        fault->detail = str_c(arena, str_of(faults->reason));
    } else if (command->ask_case == STEWARD__V1__LIVE_COMMAND__ASK_CLARIFY && !command->session_id[0]) {
        fault->status = 422;
        fault->type = "invalid-request";
        fault->field = "session_id";
        fault->detail = "say whose question is answered";
    } else if (given_any(request) && !principal_may(socket->principal, GIVEN_SCOPE, ROLE_NONE)) {
        fault->status = 403;
        fault->type = "missing-scope";
        fault->field = "media";
        fault->detail = GIVEN_SCOPE_SAID;
    } else if (live_asks_have(socket, request->request_id)) {
        fault->status = 409;
        fault->type = "in-flight";
        fault->field = "request_id";
        fault->detail = "this connection has asked that already, and the answer will come";
    } else if (socket->in_flight >= LIVE_IN_FLIGHT_MAX) {
        fault->status = 429;
        fault->type = "too-many-in-flight";
        fault->detail = TEXT_OF(LIVE_IN_FLIGHT_MAX) " requests of this connection are not answered yet";
        fault->is_retryable = true;
    } else if (!edge_can_take(socket->sockets->process, &trouble)) {
        fault->status = 503;
        fault->type = trouble.type;
        fault->detail = str_c(arena, str_of(trouble.detail));
        fault->is_retryable = true;
    }
    return fault->status != 0;
}

static void ask(struct live_socket *socket, const Steward__V1__LiveCommand *command, struct arena *arena)
{
    Steward__V1__Request *request = request_of(command, arena);
    struct live_fault fault;

    if (!is_refused(socket, command, request, arena, &fault)) {
        live_ask_begin(socket, request, command->request_id[0], arena);
        return;
    }
    live_socket_error(socket, &fault);
    arena_free(arena);
}

/* ---- whose it is, and what ---- */

/* False: it has been told, because one person names another. */
static bool take_user(struct live_socket *socket, Steward__V1__LiveCommand *command, struct arena *arena)
{
    struct str user = principal_user(socket->principal);

    if (!user.len || str_is(user, command->user_id))
        return true;
    if (!command->user_id[0]) {
        command->user_id = str_c(arena, user);
        return true;
    }
    live_socket_error(socket, &(struct live_fault){.status = 403,
                                                   .type = "user-not-yours",
                                                   .session_id = command->session_id,
                                                   .request_id = command->request_id,
                                                   .field = "user_id",
                                                   .detail = USER_NOT_YOURS});
    return false;
}

void live_command_take(struct live_socket *socket, Steward__V1__LiveCommand *command, struct arena *arena)
{
    if (!take_user(socket, command, arena)) {
        arena_free(arena);
    } else if (command->ask_case == STEWARD__V1__LIVE_COMMAND__ASK_FOLLOW) {
        follow_session_of(socket, command);
        arena_free(arena);
    } else if (command->ask_case == STEWARD__V1__LIVE_COMMAND__ASK_VOICE_START) {
        live_voice_start(socket, command);
        arena_free(arena);
    } else if (command->ask_case == STEWARD__V1__LIVE_COMMAND__ASK_VOICE_END) {
        live_voice_end(socket, command);
        arena_free(arena);
    } else {
        ask(socket, command, arena);
    }
}
