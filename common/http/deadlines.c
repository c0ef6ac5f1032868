/* http/deadlines.c: who is late.
 *
 * Within a class all wait equally long, so whoever joins last is due last: a list per class is sorted by
 * itself, and each tick looks only at its first ones. */
#include "base/clock.h"
#include "http/server_parts.h"

static const int patience_ms[DEADLINES] = {
    [DEADLINE_HANDSHAKE] = HTTP_HANDSHAKE_MS,
    [DEADLINE_IDLE] = HTTP_IDLE_MS,
    [DEADLINE_HEAD] = HTTP_HEAD_MS,
    [DEADLINE_BODY] = HTTP_BODY_MS,
    [DEADLINE_ANSWER] = HTTP_ANSWER_MS,
    [DEADLINE_STALLED] = HTTP_WRITE_STALLED_MS,
    [DEADLINE_LINGER] = HTTP_LINGER_MS,
    [DEADLINE_STREAM] = HTTP_STREAM_SILENT_MS,
    [DEADLINE_PING] = WEBSOCKET_PING_MS,
    [DEADLINE_SILENT] = WEBSOCKET_IDLE_MS,
    [DEADLINE_CLOSING] = WEBSOCKET_CLOSING_MS,
};

void deadline_set(struct connection *connection, enum deadline class)
{
    connection->due_ms = clock_mono_ms() + patience_ms[class];
    list_remove(&connection->in_class);
    list_push(&connection->server->classes[class], &connection->in_class);
}

static void on_tick(void *owner)
{
    struct http_server *server = owner;
    int64_t now_ms = clock_mono_ms();

    for (int class = 0; class < DEADLINES; class ++) {
        struct link *waiting = &server->classes[class];

        while (!list_is_empty(waiting)) {
            struct connection *first = list_item(waiting->next, struct connection, in_class);

            if (first->due_ms > now_ms)
                break;
            connection_is_late(first, (enum deadline) class);
        }
    }
    server_resume_accepting(server, now_ms);
    timer_set(server->tick, HTTP_TICK_MS);
}

void deadlines_start(struct http_server *server)
{
    for (int class = 0; class < DEADLINES; class ++)
        list_init(&server->classes[class]);
    server->tick = timer_new(server->loop, on_tick, server);
    timer_set(server->tick, HTTP_TICK_MS);
}
