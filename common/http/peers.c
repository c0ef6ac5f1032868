/* http/peers.c: the addresses that have connections here, and how many. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "http/server_parts.h"

static bool write_address(const struct sockaddr *address, char *to, size_t size)
{
    const char *text = NULL;

    if (address->sa_family == AF_INET)
        text = inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)address)->sin_addr, to,
                         (socklen_t)size);
    else if (address->sa_family == AF_INET6)
        text = inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, to,
                         (socklen_t)size);
    if (text && str_starts(str_of(text), STR("::ffff:")) && strchr(text, '.'))
        memmove(to, to + 7, strlen(to + 7) + 1); /* an IPv4 address on a socket for both */
    return text != NULL;
}

struct peer *peer_of(struct http_server *server, const void *address)
{
    char text[sizeof(((struct peer *)NULL)->text)];
    struct peer *peer;

    if (!write_address(address, text, sizeof(text)))
        return NULL;
    peer = map_get(&server->peers, str_of(text));
    if (!peer) {
        peer = mem_new(struct peer);
        memcpy(peer->text, text, strlen(text) + 1);
        map_put(&server->peers, str_of(peer->text), peer);
    }
    peer->connections++;
    return peer;
}

void peer_release(struct http_server *server, struct peer *peer)
{
    if (--peer->connections > 0)
        return;
    map_remove(&server->peers, str_of(peer->text));
    mem_free(peer);
}
