/* http/server.c: listening, accepting, draining. */
#include "http/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/server_parts.h"

static bool bind_address(const struct addrinfo *at, int fd)
{
    static const int on = 1;

    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
           setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0 && /* those accepted inherit it */
           bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, HTTP_BACKLOG) == 0;
}

static bool listen_at(struct http_server *server, const struct http_server_options *options,
                      struct error *err)
{
    struct addrinfo *at, hints = {.ai_family = AF_UNSPEC,
                                  .ai_socktype = SOCK_STREAM,
                                  .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
    char port[16];
    int fd;

    snprintf(port, sizeof(port), "%d", options->port);
    if (getaddrinfo(options->address, port, &hints, &at))
        return error_set(err, ERROR_FATAL, "http", "%s is not an address", options->address);
    fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || !bind_address(at, fd)) {
        error_set(err, ERROR_FATAL, "http", "cannot listen at %s port %d: %s", options->address,
                  options->port, strerror(errno));
        if (fd >= 0)
            close(fd);
        freeaddrinfo(at);
        return false;
    }
    freeaddrinfo(at);
    server->fd = fd;
    return true;
}

static int port_of(int fd)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } at = {0};
    socklen_t size = sizeof(at);

    getsockname(fd, &at.any, &size);
    return ntohs(at.any.sa_family == AF_INET6 ? at.v6.sin6_port : at.v4.sin_port);
}

static void sweep(void *owner)
{
    struct http_server *server = owner;
    struct link *link;

    connection_serve_ready(server);
    while ((link = list_shift(&server->ended)))
        websocket_finish(link);
    while ((link = list_shift(&server->ended_streams)))
        stream_finish(link);
    while ((link = list_shift(&server->dead)))
        mem_free(list_item(link, struct connection, in_queue));
}

void server_sweep_soon(struct http_server *server)
{
    loop_defer(server->loop, &server->sweep);
}

static void on_drained(void *owner)
{
    struct http_server *server = owner;
    loop_fn *drained = server->drained;

    server->drained = NULL;
    timer_stop(server->drain_timer);
    if (drained)
        drained(server->drained_owner);
}

void server_connection_ended(struct http_server *server, bool was_past_caps)
{
    if (was_past_caps)
        server->past_caps--;
    else
        server->connections--;
    metric_set(server->connections_now, server->connections);
    server_sweep_soon(server);
    if (server->is_draining && server->connections + server->past_caps == 0)
        loop_defer(server->loop, &server->drain_end);
}

static const struct refusal too_many = {
    .status = 503,
    .detail = "There are too many connections.",
    .limit = "connections",
    .retry_after_s = HTTP_RETRY_AFTER_S,
};

static const struct refusal too_many_of_address = {
    .status = 429,
    .detail = "There are too many connections from this address.",
    .limit = "connections_per_address",
    .retry_after_s = HTTP_RETRY_AFTER_S,
};

static void take_connection(struct http_server *server, int fd, struct peer *peer)
{
    const struct http_server_options *options = &server->options;
    struct refusal refusal = {0};

    if (server->connections >= options->max_connections) {
        refusal = too_many;
        refusal.max = options->max_connections;
    } else if (options->max_connections_per_address &&
               peer->connections > options->max_connections_per_address &&
               !proxies_know(options->proxies, str_of(peer->text))) {
        refusal = too_many_of_address;
        refusal.max = options->max_connections_per_address;
    }
    if (refusal.status && server->past_caps >= HTTP_REFUSED_MAX) {
        peer_release(server, peer);
        close(fd);
        return;
    }
    if (refusal.status)
        server->past_caps++;
    else
        server->connections++;
    metric_set(server->connections_now, server->connections);
    connection_open(server, fd, peer, refusal.status ? &refusal : NULL);
}

static void pause_accepting(struct http_server *server)
{
    metric_add(server->accept_pauses_total, 1);
    server->accepts_again_ms = clock_mono_ms() + HTTP_ACCEPT_PAUSE_MS;
    watch_want(server->accepting, 0);
}

void server_resume_accepting(struct http_server *server, int64_t now_ms)
{
    if (!server->accepting || !server->accepts_again_ms || now_ms < server->accepts_again_ms)
        return;
    server->accepts_again_ms = 0;
    watch_want(server->accepting, WATCH_READ);
}

/* False: none is waiting, or there is no descriptor for it. */
static bool accept_one(struct http_server *server)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof(address);
    int fd = accept4(server->fd, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    struct peer *peer;

    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM))
        pause_accepting(server);
    if (fd < 0)
        return errno == ECONNABORTED || errno == EINTR;
    peer = peer_of(server, &address);
    if (peer)
        take_connection(server, fd, peer);
    else
        close(fd);
    return true;
}

static void on_acceptable(void *owner, int fd, unsigned events)
{
    for (int i = 0; i < HTTP_ACCEPTS_PER_TURN && accept_one(owner); i++)
        ;
}

static void make_metrics(struct http_server *server)
{
    server->connections_now = metric_gauge("steward_http_connections", "Open connections.", "");
    server->refused_total =
        metric_counter("steward_http_refused_total", "Requests refused by the server itself.", "");
    server->handshakes_failed_total =
        metric_counter("steward_http_handshakes_failed_total",
                       "TLS handshakes that came to nothing, but for those too slow.", "");
    server->accept_pauses_total = metric_counter("steward_http_accept_pauses_total",
                                                 "Pauses of accepting for want of descriptors.", "");
}

bool http_server_start(struct loop *loop, const struct http_server_options *options,
                       struct http_server **ret_server, struct error *err)
{
    struct http_server *server = mem_new(struct http_server);

    if (!listen_at(server, options, err)) {
        mem_free(server);
        return false;
    }
    server->loop = loop;
    server->options = *options;
    server->cors_origins = mem_text(options->cors_origins ? options->cors_origins : "");
    if (options->hsts_seconds)
        snprintf(server->hsts, sizeof(server->hsts), "Strict-Transport-Security: max-age=%d\r\n",
                 options->hsts_seconds);
    server->port = port_of(server->fd);
    server->sweep = (struct deferred){.fn = sweep, .owner = server};
    server->drain_end = (struct deferred){.fn = on_drained, .owner = server};
    server->tls = options->tls;
    server->tell_more = (struct deferred){.fn = transport_tell_more, .owner = server};
    list_init(&server->more);
    list_init(&server->ready);
    list_init(&server->dead);
    list_init(&server->ended);
    list_init(&server->ended_streams);
    list_init(&server->requests);
    list_init(&server->spare_requests);
    make_metrics(server);
    deadlines_start(server);
    server->accepting = watch_new(loop, server->fd, on_acceptable, server);
    watch_want(server->accepting, WATCH_READ);
    *ret_server = server;
    return true;
}

int http_server_port(const struct http_server *server)
{
    return server->port;
}

void http_server_use_tls(struct http_server *server, struct tls_side *tls)
{
    server->tls = tls;
}

static void stop_listening(struct http_server *server)
{
    if (!server->accepting)
        return;
    watch_free(server->accepting);
    close(server->fd);
    server->accepting = NULL;
}

static void each_connection(struct http_server *server, void (*visit)(struct connection *connection))
{
    for (int class = 0; class < DEADLINES; class ++) {
        struct link all = server->classes[class], *link;

        if (list_is_empty(&server->classes[class]))
            continue;
        all.next->prev = all.prev->next = &all; /* a list of its own, as visiting moves them */
        list_init(&server->classes[class]);
        while (!list_is_empty(&all)) {
            link = all.next;
            list_remove(link);
            list_push(&server->classes[class], link);
            visit(list_item(link, struct connection, in_class));
        }
    }
}

void http_server_drain(struct http_server *server, int deadline_ms, loop_fn *drained, void *owner)
{
    server->is_draining = true;
    server->drained = drained;
    server->drained_owner = owner;
    for (int i = 0; server->accepting && i < HTTP_BACKLOG && accept_one(server); i++)
        ; /* who has been let in by the kernel is served */
    stop_listening(server);
    if (!server->drain_timer)
        server->drain_timer = timer_new(server->loop, on_drained, server);
    timer_set(server->drain_timer, deadline_ms);
    each_connection(server, connection_drain);
    if (server->connections + server->past_caps == 0)
        loop_defer(server->loop, &server->drain_end);
}

void http_server_free(struct http_server *server)
{
    if (!server)
        return;
    stop_listening(server);
    each_connection(server, connection_close);
    list_each(link, &server->requests)
    {
        list_item(link, struct http_request, in_server)->server =
            NULL; /* still to be answered, into the void */
        list_remove(link);
    }
    loop_cancel(server->loop, &server->sweep);
    loop_cancel(server->loop, &server->tell_more);
    loop_cancel(server->loop, &server->drain_end);
    sweep(server);
    request_free_spare(server);
    timer_free(server->tick);
    timer_free(server->drain_timer);
    map_free(&server->peers);
    buf_free(&server->reply_head);
    mem_free(server->cors_origins);
    mem_free(server);
}
