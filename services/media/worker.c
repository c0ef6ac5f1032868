/* worker: pieces from its socket, one after another. Whatever goes wrong between the two ends it: it is
 * cheaper to have a new one. */
#include "worker.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include "cage.h"
#include "json/message.h"

#define ARENA_BYTES ((size_t)64 << 20)

enum worker_end { END_OF_WORK, END_NO_CAGE, END_BROKEN };

/* All of it, or the worker ends. */
static void send_all(const void *data, size_t size)
{
    const char *at = data;

    while (size) {
        ssize_t sent = send(CAGE_SOCKET, at, size, MSG_NOSIGNAL);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            _exit(END_BROKEN);
        at += sent;
        size -= (size_t)sent;
    }
}

static void say(enum worker_word word, enum error_policy policy, struct str text)
{
    struct worker_head head = {.word = word, .policy = policy, .bytes = (uint32_t)text.len};

    send_all(&head, sizeof(head));
    send_all(text.data, text.len);
}

/* The head and the descriptor that comes with its first byte. */
static int receive_head(struct piece_head *ret_head)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {ret_head, sizeof(*ret_head)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof(control.room)};
    ssize_t got = recvmsg(CAGE_SOCKET, &message, MSG_WAITALL | MSG_CMSG_CLOEXEC);
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    int fd;

    if (got == 0)
        _exit(END_OF_WORK);
    if (got != (ssize_t)sizeof(*ret_head) || !rights || rights->cmsg_type != SCM_RIGHTS)
        _exit(END_BROKEN);
    memcpy(&fd, CMSG_DATA(rights), sizeof(fd));
    return fd;
}

static const ProtobufCMessage *receive_ask(const struct work *work, size_t size, struct arena *arena)
{
    char *packed = arena_alloc(arena, size + 1);
    ProtobufCMessage *ask;
    struct error err;

    if (size && recv(CAGE_SOCKET, packed, size, MSG_WAITALL) != (ssize_t)size)
        _exit(END_BROKEN);
    if (!work->asks)
        return NULL;
    ask = message_unpack(work->asks, str_n(packed, size), arena, &err);
    if (!ask)
        _exit(END_BROKEN);
    return ask;
}

/* The pool ends a piece that takes too long; should nobody, this does. */
static void set_alarm(int seconds)
{
    const struct itimerval after = {.it_value.tv_sec = seconds};

    setitimer(ITIMER_REAL, &after, NULL);
}

static void run_piece(const struct work *work, struct str bytes, const ProtobufCMessage *ask,
                      struct arena *arena)
{
    ProtobufCMessage *answer = NULL;
    struct error err = {.policy = ERROR_SKIP};

    set_alarm(work->seconds + 1);
    if (work->run(bytes, ask, arena, &answer, &err))
        say(WORKER_ANSWER, ERROR_SKIP, message_pack(answer, arena));
    else
        say(WORKER_ERROR, err.policy, str_of(err.text));
    set_alarm(0);
}

static void serve_piece(const struct work *work, struct arena *arena)
{
    struct piece_head head;
    int fd = receive_head(&head);
    const ProtobufCMessage *ask = receive_ask(work, head.ask_bytes, arena);
    struct str bytes = STR("");

    if (head.bytes) {
        void *mapped = mmap(NULL, head.bytes, PROT_READ, MAP_PRIVATE, fd, 0);

        if (mapped == MAP_FAILED) {
            say(WORKER_ERROR, ERROR_SKIP, STR("it is larger than the memory for it"));
            close(fd);
            return;
        }
        bytes = str_n(mapped, head.bytes);
    }
    close(fd);
    run_piece(work, bytes, ask, arena);
    if (head.bytes)
        munmap((void *)(uintptr_t)bytes.data, bytes.len);
}

void worker_run(const struct work *work, int socket)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct error err;

    if (!cage_keep_only(socket, &err))
        _exit(END_NO_CAGE);
    if (!cage_enter(work, WORKER_PIECES, &err)) {
        say(WORKER_ERROR, ERROR_FATAL, str_of(err.text));
        _exit(END_NO_CAGE);
    }
    say(WORKER_READY, ERROR_SKIP, STR(""));
    for (;;) {
        serve_piece(work, arena);
        arena_reset(arena);
    }
}
