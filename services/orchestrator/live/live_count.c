/* live_count.c: a command counts as a request of whoever opened its connection. Counting takes a while, so a
 * connection's commands stand in a line: one at a time is counted, and they stay in their order. */
#include "live/live_socket_parts.h"
#include "service/counting.h"

struct uncounted { /* in its command's arena */
    struct link link;
    struct live_socket *socket; /* NULL: gone */
    Steward__V1__LiveCommand *command;
    struct arena *arena;
};

static void refuse(const struct uncounted *uncounted, const struct live_fault *why)
{
    struct live_fault fault = *why;

    fault.status = 429;
    fault.session_id = uncounted->command->session_id;
    fault.request_id = uncounted->command->request_id;
    fault.is_retryable = true;
    live_socket_error(uncounted->socket, &fault);
    arena_free(uncounted->arena);
}

static struct uncounted *take_first(struct live_socket *socket)
{
    socket->uncounted_count--;
    return list_item(list_shift(&socket->uncounted), struct uncounted, link);
}

static void count_on(struct live_socket *socket);

static void on_counted(void *owner, const struct rate_rule *rule, const struct rate_verdict *verdict)
{
    struct uncounted *uncounted = owner;
    struct live_socket *socket = uncounted->socket;

    if (!socket) {
        arena_free(uncounted->arena);
        return;
    }
    take_first(socket);
    if (verdict->allowed) {
        live_command_take(socket, uncounted->command, uncounted->arena);
    } else {
        struct limits_refusal refusal = limits_refusal_of(rule, verdict, uncounted->arena);

        refuse(uncounted, &(struct live_fault){.type = refusal.type,
                                               .detail = refusal.detail,
                                               .retry_after_s = refusal.retry_after_s});
    }
    count_on(socket);
}

static void count_on(struct live_socket *socket)
{
    while (!list_is_empty(&socket->uncounted)) {
        struct uncounted *first = list_item(socket->uncounted.next, struct uncounted, link);

        if (count_request(socket->sockets->process, socket->principal, str_of(socket->address), first->arena,
                          on_counted, first))
            return;
        take_first(socket);
        live_command_take(socket, first->command, first->arena);
    }
}

void live_count(struct live_socket *socket, Steward__V1__LiveCommand *command, struct arena *arena)
{
    struct uncounted *uncounted = arena_new_of(arena, struct uncounted);

    uncounted->socket = socket;
    uncounted->command = command;
    uncounted->arena = arena;
    if (socket->uncounted_count == LIVE_UNCOUNTED_MAX) {
        refuse(uncounted,
               &(struct live_fault){.type = "too-many-in-flight",
                                    .detail = TEXT_OF(LIVE_UNCOUNTED_MAX) " commands of this connection have "
                                                                          "not been looked at yet",
                                    .retry_after_s = 1});
        return;
    }
    list_push(&socket->uncounted, &uncounted->link);
    if (++socket->uncounted_count == 1)
        count_on(socket);
}

/* The first one comes back to on_counted. */
void live_count_drop(struct live_socket *socket)
{
    if (!socket->uncounted_count)
        return;
    take_first(socket)->socket = NULL;
    while (socket->uncounted_count)
        arena_free(take_first(socket)->arena);
}
