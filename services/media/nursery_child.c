/* nursery: the process itself. It waits for orders and for the ends of its workers, and sees no foreign byte.
 *
 * Signals that are meant for the service (a terminal and a service manager send them to all of its processes)
 * are not for it and its workers: what is in hand is finished while the service drains, and then its end
 * ends them. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "nursery_parts.h"
#include "worker.h"

struct child {
    uint64_t ticket;
    pid_t pid;
};

struct home {
    const struct work *const *works;
    const struct setting *const *settings;
    struct config *config;
    int socket, deaths; /* deaths: a signalfd */
    struct child *children;
    size_t count, room;
};

/* Who cannot be told is gone. */
static void tell(struct home *home, const struct nursery_word *word)
{
    if (send(home->socket, word, sizeof(*word), MSG_NOSIGNAL) != (ssize_t)sizeof(*word))
        _exit(0);
}

static bool warm_one(struct home *home, const struct work *work, struct error *err)
{
    if (!home->config && !config_load(home->settings, ".env", &home->config, err))
        return false;
    return !work->warm || work->warm(home->config, err);
}

static void warm_all(struct home *home)
{
    for (uint32_t i = 0; home->works[i]; i++) {
        struct nursery_word word = {.what = NURSERY_WARMED, .work = i};
        struct error err = {.policy = ERROR_FATAL};

        word.is_able = warm_one(home, home->works[i], &err);
        if (!word.is_able)
            snprintf(word.text, sizeof(word.text), "%s", err.text);
        tell(home, &word);
    }
}

static _Noreturn void begin_worker(struct home *home, const struct work *work, pid_t parent, int socket)
{
    sigset_t none;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(0);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    worker_run(work, socket);
}

static void fork_worker(struct home *home, const struct nursery_order *order, int socket)
{
    pid_t parent = getpid(), pid = fork();

    if (pid == 0)
        begin_worker(home, home->works[order->work], parent, socket);
    if (pid < 0) {
        tell(home, &(struct nursery_word){.what = NURSERY_DIED, .ticket = order->ticket, .status = -1});
        return;
    }
    if (home->count == home->room) {
        home->room = home->room * 2 + 8;
        home->children = mem_grow(home->children, home->room, sizeof(*home->children));
    }
    home->children[home->count++] = (struct child){order->ticket, pid};
}

/* Only who was not waited for yet: its number is still its own. */
static void kill_worker(struct home *home, uint64_t ticket)
{
    for (size_t i = 0; i < home->count; i++)
        if (home->children[i].ticket == ticket)
            kill(home->children[i].pid, SIGKILL);
}

static void bury(struct home *home)
{
    struct signalfd_siginfo unused;
    int status;
    pid_t pid;

    while (read(home->deaths, &unused, sizeof(unused)) > 0)
        ;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        for (size_t i = 0; i < home->count; i++) {
            if (home->children[i].pid != pid)
                continue;
            tell(home, &(struct nursery_word){.what = NURSERY_DIED,
                                              .ticket = home->children[i].ticket,
                                              .status = status});
            home->children[i] = home->children[--home->count];
            break;
        }
    }
}

static int receive(struct home *home, struct nursery_order *ret_order)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = {ret_order, sizeof(*ret_order)};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof(control.room)};
    ssize_t got = recvmsg(home->socket, &message, MSG_CMSG_CLOEXEC);
    struct cmsghdr *rights = CMSG_FIRSTHDR(&message);
    int fd = -1;

    if (got != (ssize_t)sizeof(*ret_order)) /* the service has ended */
        _exit(0);
    if (rights && rights->cmsg_type == SCM_RIGHTS)
        memcpy(&fd, CMSG_DATA(rights), sizeof(fd));
    return fd;
}

static void obey(struct home *home)
{
    struct nursery_order order;
    int socket = receive(home, &order);

    switch (order.what) {
    case NURSERY_WARM:
        warm_all(home);
        break;
    case NURSERY_FORK:
        fork_worker(home, &order, socket);
        break;
    case NURSERY_KILL:
        kill_worker(home, order.ticket);
        break;
    }
    if (socket >= 0)
        close(socket);
}

static int watch_deaths(void)
{
    sigset_t deaths;

    for (int number = 1; number < SIGRTMIN; number++) /* a handler that was there is for the parent */
        signal(number, SIG_DFL);
    sigemptyset(&deaths);
    sigaddset(&deaths, SIGCHLD);
    sigprocmask(SIG_SETMASK, &deaths, NULL);
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    return signalfd(-1, &deaths, SFD_NONBLOCK | SFD_CLOEXEC);
}

void nursery_run(const struct work *const *works, const struct setting *const *settings, int socket)
{
    struct home home = {.works = works, .settings = settings, .socket = socket, .deaths = watch_deaths()};
    struct pollfd waits[] = {{.fd = home.socket, .events = POLLIN}, {.fd = home.deaths, .events = POLLIN}};

    if (home.deaths < 0)
        _exit(1);
    for (;;) {
        if (poll(waits, COUNT_OF(waits), -1) < 0 && errno != EINTR)
            _exit(1);
        if (waits[1].revents)
            bury(&home);
        if (waits[0].revents)
            obey(&home);
    }
}
