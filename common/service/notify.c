/* service/notify.c: datagrams to NOTIFY_SOCKET. */
#include "service/notify.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

enum { STATUS_MS = 2000, STATUS_MAX = 512 };

struct notify {
    struct timer *again;
    notify_trouble_fn *trouble;
    void *owner;
    int fd;
    int pause_ms;
    bool has_watchdog;
    bool is_stopping;
    char said[STATUS_MAX];
};

static void say(const struct notify *notify, const char *text)
{
    /* Who does not read fast enough misses a line; the next one comes. */
    if (send(notify->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL) < 0 && errno != EAGAIN)
        log_debug("systemd was not told", {"error", LOG_TEXT(strerror(errno))});
}

static void say_status(struct notify *notify)
{
    struct buf trouble = {0};
    char text[STATUS_MAX];

    notify->trouble(notify->owner, &trouble);
    snprintf(text, sizeof(text), "STATUS=%s%.*s", trouble.len ? "not ready: " : "ready", STR_ARGS(trouble));
    buf_free(&trouble);
    text[strcspn(text, "\n")] = '\0';
    if (!strcmp(text, notify->said))
        return;
    memcpy(notify->said, text, sizeof(text));
    say(notify, text);
}

static void on_time(void *owner)
{
    struct notify *notify = owner;

    if (notify->has_watchdog)
        say(notify, "WATCHDOG=1");
    if (!notify->is_stopping)
        say_status(notify);
    timer_set(notify->again, notify->pause_ms);
}

/* A path, or @ and an abstract name. */
static bool connect_to(int fd, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t len = strlen(path);

    if ((path[0] != '/' && path[0] != '@') || len >= sizeof(address.sun_path))
        return false;
    memcpy(address.sun_path, path, len);
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    return connect(fd, (struct sockaddr *)&address,
                   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) == 0;
}

static int open_socket(const char *path)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd >= 0 && connect_to(fd, path))
        return fd;
    log_warn("systemd cannot be told how it is", {"NOTIFY_SOCKET", LOG_TEXT(path)});
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Milliseconds between two signs of life: a third of what WATCHDOG_USEC allows; 0: none are wanted of us. */
static int watchdog_pause(void)
{
    const char *micros = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
    int64_t allowed, wanted;

    if (!micros || !str_to_int64(str_of(micros), &allowed) || allowed <= 0)
        return 0;
    if (pid && (!str_to_int64(str_of(pid), &wanted) || wanted != getpid()))
        return 0;
    allowed /= 3000;
    return allowed < 1 ? 1 : allowed > STATUS_MS ? STATUS_MS : (int)allowed;
}

struct notify *notify_open(struct loop *loop, notify_trouble_fn *trouble, void *owner)
{
    const char *path = getenv("NOTIFY_SOCKET");
    int fd = path && *path ? open_socket(path) : -1, pause_ms = watchdog_pause();
    struct notify *notify = NULL;

    if (fd >= 0) {
        notify = mem_new(struct notify);
        notify->fd = fd;
        notify->trouble = trouble;
        notify->owner = owner;
        notify->has_watchdog = pause_ms != 0;
        notify->pause_ms = pause_ms ? pause_ms : STATUS_MS;
        notify->again = timer_new(loop, on_time, notify);
    }
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    return notify;
}

void notify_started(struct notify *notify)
{
    if (!notify)
        return;
    say(notify, "READY=1");
    on_time(notify);
}

void notify_stopping(struct notify *notify)
{
    if (!notify)
        return;
    notify->is_stopping = true;
    say(notify, "STOPPING=1\nSTATUS=finishing what is in hand");
}

void notify_close(struct notify *notify)
{
    if (!notify)
        return;
    timer_free(notify->again);
    close(notify->fd);
    mem_free(notify);
}
