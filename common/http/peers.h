/* http/peers.h: who is connected, and how often. Inside of the server only. */
#pragma once

struct peer { /* an address with connections */
    int connections;
    char text[48];
};

struct peer *peer_of(struct http_server *server, const void *address); /* counted; NULL: not an address */
void peer_release(struct http_server *server, struct peer *peer);
