/* What systemd is told, by a socket of ours. */
#include "service/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "unit.h"

static struct loop *loop;
static const char *trouble;
static int fd;

static void tell(void *owner, struct buf *out)
{
    assert_ptr_equal(owner, &trouble);
    if (trouble)
        buf_str(out, str_of(trouble));
}

/* Listens at an abstract name that the kernel chooses, and gives it to the environment. */
static int listen_at(void **state)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    socklen_t len = sizeof(address);

    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address.sun_family)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    address.sun_path[0] = '@';
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    trouble = NULL;
    loop = loop_new();
    return 0;
}

static int leave(void **state)
{
    loop_free(loop);
    close(fd);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
    return 0;
}

static void assert_heard(const char *wanted)
{
    char text[1024] = "";

    assert_true(recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT) >= 0);
    assert_string_equal(text, wanted);
}

static void assert_silent(void)
{
    char byte;

    assert_int_equal(recv(fd, &byte, 1, MSG_DONTWAIT), -1);
}

static struct notify *opened(void)
{
    struct notify *notify = notify_open(loop, tell, &trouble);

    assert_non_null(notify);
    return notify;
}

static void says_ready_and_what_is_missing(void **state)
{
    struct notify *notify;

    trouble = "kafka: away\nsecond line";
    notify = opened();
    assert_silent();
    notify_started(notify);
    assert_heard("READY=1");
    assert_heard("STATUS=not ready: kafka: away");
    assert_silent();
    notify_stopping(notify);
    assert_heard("STOPPING=1\nSTATUS=finishing what is in hand");
    notify_close(notify);
    assert_null(getenv("NOTIFY_SOCKET"));
}

static void the_loop_feeds_the_watchdog_and_says_what_is_new(void **state)
{
    struct notify *notify;

    setenv("WATCHDOG_USEC", "30000", 1);
    notify = opened();
    notify_started(notify);
    assert_heard("READY=1");
    assert_heard("WATCHDOG=1");
    assert_heard("STATUS=ready");
    trouble = "postgres: away";
    while (!loop_run_once(loop, 1000))
        continue;
    assert_heard("WATCHDOG=1");
    assert_heard("STATUS=not ready: postgres: away");
    notify_stopping(notify);
    assert_heard("STOPPING=1\nSTATUS=finishing what is in hand");
    trouble = NULL;
    while (!loop_run_once(loop, 1000))
        continue;
    assert_heard("WATCHDOG=1");
    assert_silent();
    notify_close(notify);
}

static void the_watchdog_of_another_process_is_not_fed(void **state)
{
    struct notify *notify;

    setenv("WATCHDOG_USEC", "30000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    notify = opened();
    notify_started(notify);
    assert_heard("READY=1");
    assert_heard("STATUS=ready");
    notify_close(notify);
}

static void without_a_socket_nothing_is_said(void **state)
{
    static const char *const paths[] = {"", "relative", "/nowhere/at/all", NULL};

    unsetenv("NOTIFY_SOCKET");
    assert_null(notify_open(loop, tell, &trouble));
    for (size_t i = 0; paths[i]; i++) {
        setenv("NOTIFY_SOCKET", paths[i], 1);
        assert_null(notify_open(loop, tell, &trouble));
    }
    notify_started(NULL);
    notify_stopping(NULL);
    notify_close(NULL);
}

#define notify_test(name) cmocka_unit_test_setup_teardown(name, listen_at, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        notify_test(says_ready_and_what_is_missing),
        notify_test(the_loop_feeds_the_watchdog_and_says_what_is_new),
        notify_test(the_watchdog_of_another_process_is_not_fed),
        notify_test(without_a_socket_nothing_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
