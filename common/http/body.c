/* http/body.c: a body's memory, which grows as it is received and is charged to the server's budget. */
#include "http/server_parts.h"

static size_t room_wanted(const struct http_request *request, size_t needed)
{
    const struct parser *parser = &request->parser;
    size_t room = request->body.room * 2;

    if (room < needed)
        room = needed;
    if (parser->has_length && room > needed + parser->left)
        room = needed + parser->left;
    return room;
}

bool body_add(struct http_request *request, struct str piece)
{
    struct http_server *server = request->server;
    struct buf *body = &request->body;
    size_t needed = body->len + piece.len + 1; /* and the NUL */

    if (needed > body->room) {
        size_t room = room_wanted(request, needed), more = room - body->room;

        if (server->body_used + more > server->options.body_memory_bytes)
            return false;
        server->body_used += more;
        body->data = mem_grow(body->data, room, 1);
        body->room = room;
    }
    buf_str(body, piece);
    return true;
}

void body_free(struct http_request *request)
{
    if (request->server)
        request->server->body_used -= request->body.room;
    buf_free(&request->body);
}
