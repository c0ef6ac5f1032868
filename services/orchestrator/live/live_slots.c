/* live_slots.c: the sessions of a socket, in the order of their last use. */
#include "live/live_socket_parts.h"

#include "json/json.h"
#include "json/message.h"

static void on_event(void *owner, struct follow *follow, const struct live_sent *event)
{
    struct live_socket *socket = owner;

    live_socket_send(socket, event->json);
    if (event->is_answered)
        live_ask_answered(socket, event->request_id);
}

static void say_followed(struct live_socket *socket, const char *session_id)
{
    struct arena *arena = arena_new(LIVE_FRAME_ARENA_BYTES);
    Steward__V1__LiveFollowed *followed = message_new(&steward__v1__live_followed__descriptor, arena);
    struct buf json = {0};

    followed->type = str_c(arena, STR("session.followed"));
    followed->session_id = str_c(arena, str_of(session_id));
    json_from_message(&followed->base, &json);
    live_socket_send(socket, buf_as_str(&json));
    buf_free(&json);
    arena_free(arena);
}

static void on_caught_up(void *owner, struct follow *follow)
{
    struct live_socket *socket = owner;

    if (slot_of(socket, follow_session(follow))->is_kept)
        say_followed(socket, follow_session(follow));
    live_asks_go_on(socket, follow_session(follow));
}

static const struct live_fault faults[] = {
    [FOLLOW_UNKNOWN_EVENT] = {.status = 404, .type = "unknown-event", .field = "follow.after"},
    [FOLLOW_NOT_YOURS] = {.status = 403, .type = "not-your-session", .field = "session_id"},
    [FOLLOW_UNREADABLE] = {.status = 503, .type = "unavailable", .is_retryable = true},
};

static void on_trouble(void *owner, struct follow *follow, enum follow_trouble trouble, const char *detail)
{
    struct live_socket *socket = owner;
    struct live_fault fault = faults[trouble];

    fault.session_id = follow_session(follow);
    fault.detail = detail;
    if (trouble == FOLLOW_UNKNOWN_EVENT || !live_asks_fail(socket, fault.session_id, &fault))
        live_socket_error(socket, &fault);
    if (trouble != FOLLOW_UNKNOWN_EVENT)
        slot_drop(socket, follow);
}

static const struct follow_events events = {on_event, on_caught_up, on_trouble};

static void take_out(struct live_socket *socket, size_t which)
{
    socket->slot_count--;
    memmove(socket->slots + which, socket->slots + which + 1,
            (socket->slot_count - which) * sizeof(*socket->slots));
}

struct live_slot *slot_of(struct live_socket *socket, const char *session_id)
{
    for (size_t i = 0; i < socket->slot_count; i++) {
        struct live_slot slot = socket->slots[i];

        if (strcmp(follow_session(slot.follow), session_id) != 0)
            continue;
        take_out(socket, i);
        socket->slots[socket->slot_count] = slot;
        return &socket->slots[socket->slot_count++];
    }
    return NULL;
}

static bool make_room(struct live_socket *socket)
{
    for (size_t i = 0; socket->slot_count == LIVE_SESSIONS_MAX && i < socket->slot_count; i++) {
        struct follow *follow = socket->slots[i].follow;

        if (!socket->slots[i].is_kept && !live_asks_need(socket, follow_session(follow)))
            slot_drop(socket, follow);
    }
    return socket->slot_count < LIVE_SESSIONS_MAX;
}

struct live_slot *slot_add(struct live_socket *socket, const char *session_id, const char *user_id)
{
    struct live_slot *slot;

    if (!make_room(socket))
        return NULL;
    slot = &socket->slots[socket->slot_count++];
    *slot = (struct live_slot){.follow = follow_new(socket->sockets->live, str_of(socket->tenant), session_id,
                                                    user_id, NULL, &events, socket)};
    return slot;
}

void slot_drop(struct live_socket *socket, struct follow *follow)
{
    for (size_t i = 0; i < socket->slot_count; i++) {
        if (socket->slots[i].follow != follow)
            continue;
        take_out(socket, i);
        follow_free(follow);
        return;
    }
}

void slots_free(struct live_socket *socket)
{
    while (socket->slot_count)
        slot_drop(socket, socket->slots[0].follow);
}
