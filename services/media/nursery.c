/* nursery: the parent's side. One message of fixed size each way, over a socket that keeps them apart. */
#include "nursery.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nursery_parts.h"

struct nursery {
    const struct work *const *works;
    pid_t pid;
    int socket;
};

static _Noreturn void begin_child(const struct work *const *works, const struct setting *const *settings,
                                  pid_t parent, int socket)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) /* it ended before this was heard */
        _exit(0);
    nursery_run(works, settings, socket);
}

struct nursery *nursery_start(const struct work *const *works, const struct setting *const *settings,
                              struct error *err)
{
    struct nursery *nursery = NULL;
    pid_t parent = getpid(), pid;
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
        error_set(err, ERROR_FATAL, "nursery", "no socket: %s", strerror(errno));
        return NULL;
    }
    pid = fork();
    if (pid == 0) {
        close(ends[0]);
        begin_child(works, settings, parent, ends[1]);
    }
    close(ends[1]);
    if (pid < 0) {
        error_set(err, ERROR_FATAL, "nursery", "no process: %s", strerror(errno));
        close(ends[0]);
        return NULL;
    }
    nursery = mem_new(struct nursery);
    nursery->works = works;
    nursery->pid = pid;
    nursery->socket = ends[0];
    return nursery;
}

void nursery_free(struct nursery *nursery)
{
    if (!nursery)
        return;
    close(nursery->socket);
    kill(nursery->pid, SIGKILL); /* it may be warming, and not listen; its workers are told by the kernel */
    while (waitpid(nursery->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    mem_free(nursery);
}

const struct work *const *nursery_works(const struct nursery *nursery)
{
    return nursery->works;
}

int nursery_socket(const struct nursery *nursery)
{
    return nursery->socket;
}

static bool send_order(struct nursery *nursery, struct nursery_order order, int socket)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.room = {0}};
    struct iovec part = {&order, sizeof(order)};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};

    if (socket >= 0) {
        message.msg_control = control.room;
        message.msg_controllen = sizeof(control.room);
        control.head = (struct cmsghdr){.cmsg_len = CMSG_LEN(sizeof(int)),
                                        .cmsg_level = SOL_SOCKET,
                                        .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&control.head), &socket, sizeof(socket));
    }
    return sendmsg(nursery->socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof(order);
}

bool nursery_warm(struct nursery *nursery)
{
    return send_order(nursery, (struct nursery_order){.what = NURSERY_WARM}, -1);
}

bool nursery_fork(struct nursery *nursery, uint32_t work, uint64_t ticket, int socket)
{
    return send_order(nursery, (struct nursery_order){NURSERY_FORK, work, ticket}, socket);
}

bool nursery_kill(struct nursery *nursery, uint64_t ticket)
{
    return send_order(nursery, (struct nursery_order){.what = NURSERY_KILL, .ticket = ticket}, -1);
}

enum nursery_state nursery_read(struct nursery *nursery, struct nursery_word *ret_word)
{
    ssize_t got = recv(nursery->socket, ret_word, sizeof(*ret_word), MSG_DONTWAIT);

    if (got == (ssize_t)sizeof(*ret_word))
        return NURSERY_SAYS;
    return got < 0 && (errno == EAGAIN || errno == EINTR) ? NURSERY_SILENT : NURSERY_GONE;
}
