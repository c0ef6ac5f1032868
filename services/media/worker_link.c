/* worker_link: one word at a time is read, never more, so that what comes unasked stays in the socket and is
 * seen as that. */
#include "worker_link.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

struct worker_link {
    int socket;
    struct watch *watch;
    struct buf in; /* the word so far */
    const struct worker_link_events *events;
    void *owner;
};

/* How much of the word is still to come; 0: it is whole. False: it is none. */
static bool still_to_come(const struct worker_link *link, size_t *ret_bytes)
{
    struct worker_head head;

    if (link->in.len < sizeof(head)) {
        *ret_bytes = sizeof(head) - link->in.len;
        return true;
    }
    memcpy(&head, link->in.data, sizeof(head));
    if (head.word < WORKER_READY || head.word > WORKER_ERROR || head.bytes > WORK_ANSWER_BYTES ||
        head.policy > ERROR_FATAL)
        return false;
    *ret_bytes = sizeof(head) + head.bytes - link->in.len;
    return true;
}

static void pass_on(struct worker_link *link)
{
    struct buf in = link->in; /* whoever hears it may close the link */
    struct worker_head head;

    link->in = (struct buf){0};
    memcpy(&head, in.data, sizeof(head));
    link->events->says(link->owner,
                       &(struct worker_says){(enum worker_word)head.word, (enum error_policy)head.policy,
                                             str_n(in.data + sizeof(head), head.bytes)});
    buf_free(&in);
}

static void end(struct worker_link *link, bool is_nonsense)
{
    watch_want(link->watch, 0);
    link->events->ended(link->owner, is_nonsense);
}

static void on_readable(void *owner, int fd, unsigned events)
{
    struct worker_link *link = owner;
    size_t wanted = 0;
    ssize_t got;

    if (!still_to_come(link, &wanted)) {
        end(link, true);
        return;
    }
    got = recv(fd, buf_reserve(&link->in, wanted), wanted, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got <= 0) {
        end(link, false);
        return;
    }
    link->in.len += (size_t)got;
    if (!still_to_come(link, &wanted))
        end(link, true);
    else if (!wanted)
        pass_on(link);
}

struct worker_link *worker_link_open(struct loop *loop, struct nursery *nursery, uint32_t work,
                                     uint64_t ticket, const struct worker_link_events *events, void *owner)
{
    struct worker_link *link;
    int ends[2];
    bool ok;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
        return NULL;
    ok = nursery_fork(nursery, work, ticket, ends[1]);
    close(ends[1]);
    if (!ok) {
        close(ends[0]);
        return NULL;
    }
    link = mem_new(struct worker_link);
    link->socket = ends[0];
    link->events = events;
    link->owner = owner;
    link->watch = watch_new(loop, link->socket, on_readable, link);
    watch_want(link->watch, WATCH_READ);
    return link;
}

bool worker_link_send(struct worker_link *link, int bytes_fd, size_t bytes, struct str ask)
{
    struct piece_head head = {.bytes = bytes, .ask_bytes = (uint32_t)ask.len};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.room = {0}};
    struct iovec parts[] = {{&head, sizeof(head)}, {(void *)(uintptr_t)ask.data, ask.len}};
    struct msghdr message = {.msg_iov = parts,
                             .msg_iovlen = COUNT_OF(parts),
                             .msg_control = control.room,
                             .msg_controllen = sizeof(control.room)};

    control.head = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)),
                                    .cmsg_level = SOL_SOCKET,
                                    .cmsg_type = SCM_RIGHTS};
    memcpy(CMSG_DATA(&control.head), &bytes_fd, sizeof(bytes_fd));
    return sendmsg(link->socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)(sizeof(head) + ask.len);
}

void worker_link_close(struct worker_link *link)
{
    if (!link)
        return;
    watch_free(link->watch);
    close(link->socket);
    buf_free(&link->in);
    mem_free(link);
}
