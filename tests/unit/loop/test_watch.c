/* watch: what a descriptor tells, on real TCP connections over loopback. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "loop/loop.h"
#include "unit.h"

enum { PATIENCE_MS = 2000 };

static struct loop *loop;
static int near_end, far_end;
static unsigned seen;
static int calls;
static struct watch *watch;

static void connect_ends(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    assert_int_equal(bind(listener, (struct sockaddr *)&address, len), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &len), 0);
    far_end = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(far_end, (struct sockaddr *)&address, len), 0);
    near_end = accept(listener, NULL, NULL);
    assert_true(near_end >= 0);
    close(listener);
}

static void see(void *owner, int fd, unsigned events)
{
    assert_int_equal(fd, near_end);
    seen |= events;
    calls++;
}

static int open_all(void **state)
{
    loop = loop_new();
    connect_ends();
    seen = 0;
    calls = 0;
    watch = watch_new(loop, near_end, see, NULL);
    return 0;
}

static int close_all(void **state)
{
    watch_free(watch);
    close(near_end);
    if (far_end >= 0)
        close(far_end);
    loop_free(loop);
    return 0;
}

static void close_far_end(void)
{
    close(far_end);
    far_end = -1;
}

static void reset_far_end(void)
{
    struct linger at_once = {.l_onoff = 1};

    setsockopt(far_end, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    close_far_end();
}

static void write_far_end(void)
{
    assert_int_equal(write(far_end, "x", 1), 1);
}

static void write_and_close_far_end(void)
{
    write_far_end();
    close_far_end();
}

static void write_and_reset_far_end(void)
{
    write_far_end();
    reset_far_end();
}

static void nothing(void)
{
}

/* What is wanted, what the peer does, what must be seen. */
static const struct {
    unsigned wanted;
    void (*peer)(void);
    unsigned seen;
} cases[] = {
    {WATCH_READ, nothing, 0},
    {WATCH_READ, write_far_end, WATCH_READ},
    {WATCH_READ, close_far_end, WATCH_READ},
    {WATCH_READ, reset_far_end, WATCH_READ},
    {WATCH_WRITE, nothing, WATCH_WRITE},
    {WATCH_WRITE, reset_far_end, WATCH_WRITE},
    {WATCH_READ | WATCH_WRITE, write_far_end, WATCH_READ | WATCH_WRITE},
    {WATCH_READ | WATCH_CLOSED, write_far_end, WATCH_READ},
    {WATCH_READ | WATCH_CLOSED, close_far_end, WATCH_READ | WATCH_CLOSED},
    {WATCH_CLOSED, nothing, 0},
    {WATCH_CLOSED, write_far_end, 0},
    {WATCH_CLOSED, close_far_end, WATCH_CLOSED},
    {WATCH_CLOSED, reset_far_end, WATCH_CLOSED},
    {WATCH_CLOSED, write_and_close_far_end, WATCH_CLOSED},
    {WATCH_CLOSED, write_and_reset_far_end, WATCH_CLOSED},
    {WATCH_WRITE | WATCH_CLOSED, close_far_end, WATCH_WRITE | WATCH_CLOSED},
    {0, write_and_close_far_end, 0},
};

static void expect(size_t i)
{
    for (int turns = 0; (seen & cases[i].seen) != cases[i].seen && turns < 50; turns++)
        loop_run_once(loop, PATIENCE_MS);
    if (!cases[i].seen)
        loop_run_once(loop, 20);
    if (seen != cases[i].seen)
        fail_msg("case %zu: seen %u, not %u", i, seen, cases[i].seen);
}

static void sees_what_it_wants(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        open_all(state);
        watch_want(watch, cases[i].wanted);
        loop_run_once(loop, 0);
        seen = 0;
        cases[i].peer();
        expect(i);
        close_all(state);
    }
}

/* The same when the wish comes after the event, by way of every other wish. */
static void sees_it_after_changing_its_mind(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        for (unsigned before = 0; before < 8; before++) {
            open_all(state);
            watch_want(watch, before);
            loop_run_once(loop, 0);
            cases[i].peer();
            watch_want(watch, cases[i].wanted);
            seen = 0;
            expect(i);
            close_all(state);
        }
    }
}

static void waiting_input_does_not_spin_a_watch_for_closing(void **state)
{
    write_far_end();
    watch_want(watch, WATCH_CLOSED);
    for (int i = 0; i < 5; i++)
        assert_false(loop_run_once(loop, 10));
    watch_want(watch, WATCH_READ); /* the input is still told of */
    assert_true(loop_run_once(loop, PATIENCE_MS));
    assert_int_equal(seen, WATCH_READ);
}

static void wanting_nothing_is_silent_and_can_end(void **state)
{
    watch_want(watch, WATCH_READ);
    watch_want(watch, 0);
    write_far_end();
    assert_false(loop_run_once(loop, 10));
    watch_want(watch, WATCH_READ);
    assert_true(loop_run_once(loop, PATIENCE_MS));
}

static void free_itself(void *owner, int fd, unsigned events)
{
    calls++;
    watch_free(watch);
    watch = NULL;
}

static void may_free_itself(void **state)
{
    watch_free(watch);
    watch = watch_new(loop, near_end, free_itself, NULL);
    watch_want(watch, WATCH_READ | WATCH_WRITE);
    write_far_end();
    loop_run_once(loop, PATIENCE_MS);
    loop_run_once(loop, 10);
    assert_int_equal(calls, 1);
}

static void a_number_used_again_is_a_new_descriptor(void **state)
{
    int before = near_end;

    watch_want(watch, WATCH_READ);
    loop_run_once(loop, 0);
    watch_free(watch);
    close(near_end);
    close(far_end);
    connect_ends();
    watch = watch_new(loop, near_end, see, NULL);
    watch_want(watch, WATCH_READ);
    write_far_end();
    assert_true(loop_run_once(loop, PATIENCE_MS));
    assert_int_equal(seen, WATCH_READ);
    assert_true(before >= 0);
}

#define watch_test(name) cmocka_unit_test_setup_teardown(name, open_all, close_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sees_what_it_wants),
        cmocka_unit_test(sees_it_after_changing_its_mind),
        watch_test(waiting_input_does_not_spin_a_watch_for_closing),
        watch_test(wanting_nothing_is_silent_and_can_end),
        watch_test(may_free_itself),
        watch_test(a_number_used_again_is_a_new_descriptor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
