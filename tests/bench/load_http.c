/* load_http.c: clients with one kept-alive connection each, on raw sockets: the generator must cost less than
 * what it measures. It understands just what Steward's server sends: a status line and a Content-Length. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "load.h"

struct client {
    int number;
    int fd; /* -1: not connected */
    struct watch *watch;
    struct buf in;
    bool is_asking;
};

static struct load *load;
static struct client *clients;
static struct sockaddr_in address;
static const struct load_options *options;
static struct buf out;

static void disconnect(struct client *client)
{
    watch_free(client->watch);
    client->watch = NULL;
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
    buf_clear(&client->in);
}

static void answered(struct client *client, int status)
{
    client->is_asking = false;
    load_answered(load, client->number, status);
}

/* The size of the whole answer; 0: its head is not complete, -1: it is not one. */
static ptrdiff_t answer_size(const struct buf *in, int *ret_status)
{
    const char *end = memmem(in->data, in->len, "\r\n\r\n", 4);
    const char *length;

    if (!end)
        return in->len > 65536 ? -1 : 0;
    if (in->len < 13 || memcmp(in->data, "HTTP/1.1 ", 9))
        return -1;
    *ret_status = atoi(in->data + 9);
    length = memmem(in->data, (size_t)(end - in->data), "\r\nContent-Length: ", 18);
    return end + 4 - in->data + (length ? atol(length + 18) : 0);
}

static bool says(const struct buf *in, const char *words)
{
    return memmem(in->data, in->len, words, strlen(words)) != NULL;
}

static void read_answer(struct client *client)
{
    char *room = buf_reserve(&client->in, 65536);
    ssize_t got = recv(client->fd, room, 65536, MSG_DONTWAIT);
    int status = 0;
    ptrdiff_t size;

    if (got < 0 && errno == EAGAIN)
        return;
    if (got > 0) {
        client->in.len += (size_t)got;
        size = answer_size(&client->in, &status);
        if (size == 0 || (size > 0 && client->in.len < (size_t)size))
            return;
        if (size > 0 && client->in.len == (size_t)size && client->is_asking) {
            bool closes = says(&client->in, "\r\nConnection: close");
            if (status == 503 && says(&client->in, "\r\nRetry-After: "))
                load_told_when(load);
            buf_clear(&client->in);
            if (closes)
                disconnect(client);
            answered(client, status);
            return;
        }
    }
    disconnect(client);
    if (client->is_asking)
        answered(client, 0);
}

static void on_readable(void *owner, int fd, unsigned events)
{
    read_answer(owner);
}

static bool connect_it(struct client *client)
{
    int one = 1;

    client->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->fd < 0 || connect(client->fd, (struct sockaddr *)&address, sizeof address)) {
        disconnect(client);
        return false;
    }
    setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    client->watch = watch_new(load_loop(load), client->fd, on_readable, client);
    watch_want(client->watch, WATCH_READ);
    return true;
}

static void ask(int number)
{
    struct client *client = &clients[number];
    struct str body = load_next_body(load);

    client->is_asking = true;
    if (client->fd < 0 && !connect_it(client)) {
        answered(client, 0);
        return;
    }
    buf_clear(&out);
    buf_printf(
        &out,
        "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n",
        options->path, options->host, options->port, body.len);
    buf_str(&out, body);
    if (send(client->fd, out.data, out.len, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)out.len) {
        disconnect(client);
        answered(client, 0);
    }
}

static bool start(struct load *of, const struct load_options *with, struct error *err)
{
    load = of;
    options = with;
    address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)with->port)};
    if (inet_pton(AF_INET, with->host, &address.sin_addr) != 1)
        return error_set(err, ERROR_FATAL, "load", "not an IPv4 address: %s", with->host);
    clients = mem_array((size_t)with->clients, sizeof *clients);
    for (int i = 0; i < with->clients; i++)
        clients[i] = (struct client){.number = i, .fd = -1};
    return true;
}

static bool is_ready(void)
{
    return true;
}

const struct load_kind load_http = {start, ask, is_ready, "{\"query\":\"%s\",\"limit\":10}"};
