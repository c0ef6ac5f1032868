/* store/redis_link: connecting, shaking hands, sending what waits, reading replies.
 *
 * The complication: whoever is told of a reply may close the link, so each of the functions that tell returns
 * whether it is still there. TLS may want to write in order to read, and the other way round: the watch
 * follows what was wanted last by each. */
#include "store/redis_link.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_SIZE = TLS_RECORD_MAX, READS_A_TURN = 16, UNSENT_MAX = 64 << 20, REPLY_MAX = 64 << 20 };

enum link_state { CONNECTING, SHAKING_HANDS, UP, DOWN };

struct redis_link {
    int fd;
    struct watch *watch;
    struct tls *tls; /* NULL: in the clear */
    redisReader *reader;
    struct buf unsent;
    size_t unread; /* bytes of a reply that is not complete */
    enum link_state state;
    bool reading_wants_write, writing_wants_read;
    struct redis_link_events events;
    void *owner;
    bool *is_gone; /* of the event that is dealt with: where to say that it was closed */
};

static void want(struct redis_link *link)
{
    unsigned events = 0;

    if (link->state == CONNECTING)
        events = WATCH_WRITE;
    else if (link->state != DOWN)
        events =
            WATCH_READ |
            (link->reading_wants_write || (link->unsent.len && !link->writing_wants_read) ? WATCH_WRITE : 0u);
    watch_want(link->watch, events);
}

/* False: the link is closed. */
static bool tell_up(struct redis_link *link)
{
    const bool *is_gone = link->is_gone;

    link->events.up(link->owner);
    return !*is_gone;
}

static bool tell_reply(struct redis_link *link, redisReply *reply)
{
    const bool *is_gone = link->is_gone;

    link->events.reply(link->owner, reply);
    freeReplyObject(reply);
    return !*is_gone;
}

/* The link may be closed when this returns. */
static void go_down(struct redis_link *link, const char *why)
{
    char text[200];

    snprintf(text, sizeof(text), "%s", why);
    link->state = DOWN;
    want(link);
    link->events.down(link->owner, text);
}

/* ---- bytes ---- */

static enum tls_verdict system_verdict(ssize_t got)
{
    return got > 0                             ? TLS_DONE
           : got == 0                          ? TLS_ENDED
           : errno == EAGAIN || errno == EINTR ? TLS_WANTS_READ
                                               : TLS_BROKEN;
}

static enum tls_verdict read_some(struct redis_link *link, char *room, size_t *ret_count)
{
    ssize_t got;

    if (link->tls)
        return tls_read(link->tls, room, READ_SIZE, ret_count);
    got = recv(link->fd, room, READ_SIZE, 0);
    *ret_count = got > 0 ? (size_t)got : 0;
    return system_verdict(got);
}

static enum tls_verdict write_some(struct redis_link *link, size_t *ret_count)
{
    ssize_t sent;
    enum tls_verdict verdict;

    if (link->tls)
        return tls_write(link->tls, link->unsent.data, link->unsent.len, ret_count);
    sent = send(link->fd, link->unsent.data, link->unsent.len, MSG_NOSIGNAL);
    *ret_count = sent > 0 ? (size_t)sent : 0;
    verdict = system_verdict(sent);
    return verdict == TLS_WANTS_READ ? TLS_WANTS_WRITE : verdict;
}

static const char *why_broken(const struct redis_link *link, enum tls_verdict verdict)
{
    return verdict == TLS_ENDED ? "connection closed" : link->tls ? tls_trouble(link->tls) : strerror(errno);
}

/* False, here and below: the link is down, and maybe closed. */
static bool stays_up(struct redis_link *link, enum tls_verdict verdict)
{
    if (verdict != TLS_ENDED && verdict != TLS_BROKEN)
        return true;
    go_down(link, why_broken(link, verdict));
    return false;
}

static bool send_waiting(struct redis_link *link)
{
    enum tls_verdict verdict = TLS_DONE;
    size_t sent;

    while (link->unsent.len && verdict == TLS_DONE) {
        verdict = write_some(link, &sent);
        buf_drop_front(&link->unsent, sent);
    }
    link->writing_wants_read = verdict == TLS_WANTS_READ;
    return stays_up(link, verdict);
}

static bool tell_replies(struct redis_link *link)
{
    void *reply;

    for (;;) {
        if (redisReaderGetReply(link->reader, &reply) != REDIS_OK) {
            go_down(link, link->reader->errstr);
            return false;
        }
        if (!reply)
            return true;
        link->unread = 0;
        if (!tell_reply(link, reply))
            return false;
    }
}

static bool read_waiting(struct redis_link *link)
{
    enum tls_verdict verdict = TLS_DONE;
    char room[READ_SIZE];
    size_t got;

    for (int i = 0; i < READS_A_TURN; i++) {
        verdict = read_some(link, room, &got);
        if (verdict != TLS_DONE)
            break;
        link->unread += got;
        if (link->unread > REPLY_MAX) {
            go_down(link, "an answer is too large");
            return false;
        }
        redisReaderFeed(link->reader, room, got); /* an error stays until a reply is asked for */
        if (!tell_replies(link))
            return false;
    }
    link->reading_wants_write = verdict == TLS_WANTS_WRITE;
    return stays_up(link, verdict);
}

/* ---- coming up ---- */

static bool come_up(struct redis_link *link)
{
    link->state = UP;
    return tell_up(link);
}

static bool shake_hands(struct redis_link *link)
{
    enum tls_verdict verdict = tls_shake_hands(link->tls);

    link->reading_wants_write = verdict == TLS_WANTS_WRITE;
    return verdict == TLS_DONE ? come_up(link) : stays_up(link, verdict);
}

static bool has_connected(struct redis_link *link)
{
    int failure = 0;
    socklen_t size = sizeof(failure);

    getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &failure, &size);
    if (failure) {
        go_down(link, strerror(failure));
        return false;
    }
    if (!link->tls)
        return come_up(link);
    link->state = SHAKING_HANDS;
    return shake_hands(link);
}

static void on_event(void *owner, int fd, unsigned events)
{
    struct redis_link *link = owner;
    bool is_there = true, is_gone = false;

    (void)fd, (void)events;
    link->is_gone = &is_gone;
    if (link->state == CONNECTING)
        is_there = has_connected(link);
    else if (link->state == SHAKING_HANDS)
        is_there = shake_hands(link);
    if (is_there && link->state == UP)
        is_there = send_waiting(link) && read_waiting(link) && send_waiting(link);
    if (is_there)
        want(link);
    if (!is_gone)
        link->is_gone = NULL;
}

static int connect_to(const struct addrinfo *to)
{
    int fd = socket(to->ai_family, to->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, to->ai_protocol);

    if (fd < 0)
        return -1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (connect(fd, to->ai_addr, to->ai_addrlen) == 0 || errno == EINPROGRESS)
        return fd;
    close(fd);
    return -1;
}

/* The resolver has been asked before (store/lookup.h): it knows the answer. */
static int dial(const struct redis_address *to, struct error *err)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char port[8];
    int failure, fd = -1;

    snprintf(port, sizeof(port), "%d", to->port);
    failure = getaddrinfo(to->host, port, &hints, &found);
    if (failure) {
        error_set(err, ERROR_RETRY, "redis", "cannot find %.100s: %s", to->host, gai_strerror(failure));
        return -1;
    }
    for (const struct addrinfo *at = found; at && fd < 0; at = at->ai_next)
        fd = connect_to(at);
    if (fd < 0)
        error_set(err, ERROR_RETRY, "redis", "%s", strerror(errno));
    freeaddrinfo(found);
    return fd;
}

struct redis_link *redis_link_open(struct loop *loop, const struct redis_address *to, struct tls_side *tls,
                                   const struct redis_link_events *events, void *owner, struct error *err)
{
    int fd = dial(to, err);
    struct redis_link *link;

    if (fd < 0)
        return NULL;
    link = mem_new(struct redis_link);
    *link = (struct redis_link){.fd = fd, .events = *events, .owner = owner};
    link->reader = redisReaderCreate();
    if (!link->reader)
        abort();
    if (tls)
        link->tls = tls_connect(tls, fd, to->host);
    link->watch = watch_new(loop, fd, on_event, link);
    want(link);
    return link;
}

bool redis_link_send(struct redis_link *link, const struct str *words, size_t count)
{
    char text[32];

    if (link->state == DOWN || link->unsent.len > UNSENT_MAX)
        return false;
    buf_printf(&link->unsent, "*%zu\r\n", count);
    for (size_t i = 0; i < count; i++) {
        snprintf(text, sizeof(text), "$%zu\r\n", words[i].len);
        buf_str(&link->unsent, str_of(text));
        buf_str(&link->unsent, words[i]);
        buf_str(&link->unsent, STR("\r\n"));
    }
    want(link);
    return true;
}

void redis_link_close(struct redis_link *link)
{
    if (!link)
        return;
    if (link->is_gone)
        *link->is_gone = true;
    watch_free(link->watch);
    tls_free(link->tls);
    close(link->fd);
    redisReaderFree(link->reader);
    buf_free(&link->unsent);
    mem_free(link);
}
