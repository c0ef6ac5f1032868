/* deadlines: who is late is told or cut off, however little by little it goes on. */
#include "wire.h"

#define HEAD(more) "POST / HTTP/1.1\r\nHost: a\r\n" more

static struct http_request *held;
static struct str answer;
static bool holds;
static int gone;

static void note_gone(void *owner)
{
    gone++;
}

static void serve(void *owner, struct http_request *request)
{
    if (!holds) {
        http_reply(request, 200, NULL, answer);
        return;
    }
    held = request;
    http_on_gone(request, note_gone, NULL);
}

static int open_server(void **state)
{
    struct http_server_options options = wire_options(serve);

    holds = false;
    held = NULL;
    gone = 0;
    answer = STR("fine");
    wire_open(&options);
    return 0;
}

static int close_server(void **state)
{
    wire_close();
    return 0;
}

/* A byte a second. Returns how many seconds it went on. */
static int drip(int fd, struct str begin, int patience_s, struct buf *ret_seen)
{
    int seconds = 0;

    wire_send(fd, begin);
    while (seconds < patience_s && wire_take(fd, ret_seen) && ret_seen->len == 0) {
        wire_pass(1000);
        wire_send(fd, STR("a"));
        seconds++;
    }
    return seconds;
}

static void test_drips(void **state)
{
    static const struct {
        struct str begin;
        int deadline_s;
        const char *limit;
    } cases[] = {
        {{"G", 1}, HTTP_HEAD_MS / 1000, "head_ms"},
        {{HEAD("X: "), sizeof(HEAD("X: ")) - 1}, HTTP_HEAD_MS / 1000, "head_ms"},
        {{HEAD("Content-Length: 900\r\n\r\n"), sizeof(HEAD("Content-Length: 900\r\n\r\n")) - 1},
         HTTP_BODY_MS / 1000,
         "body_ms"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf seen = {0};
        int fd = wire_connect();
        int seconds = drip(fd, cases[i].begin, 100, &seen);

        assert_in_range(seconds, cases[i].deadline_s, cases[i].deadline_s + 2);
        assert_true(wire_until(fd, &seen, cases[i].limit) && wire_has(&seen, "HTTP/1.1 408 "));
        close(fd);
        buf_free(&seen);
    }
}

static void test_chunks_drip(void **state)
{
    struct buf seen = {0};
    int fd = wire_connect();

    wire_send(fd, STR(HEAD("Transfer-Encoding: chunked\r\n\r\n")));
    for (int s = 0; s < HTTP_BODY_MS / 1000 - 1; s++) {
        wire_send(fd, STR("1\r\na\r\n"));
        wire_pass(1000);
    }
    assert_true(wire_take(fd, &seen) && seen.len == 0);
    wire_pass(2000);
    assert_true(wire_until(fd, &seen, "HTTP/1.1 408 "));
    close(fd);
    buf_free(&seen);
}

static void test_idle_is_closed_without_a_word(void **state)
{
    struct buf seen = {0};
    int fresh = wire_connect(), used = wire_connect();

    wire_send(used, STR("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_true(wire_until(used, &seen, "fine"));
    buf_clear(&seen);
    wire_pass(HTTP_IDLE_MS - HTTP_TICK_MS);
    assert_true(wire_take(fresh, &seen) && wire_take(used, &seen));
    wire_pass(2 * HTTP_TICK_MS);
    assert_true(wire_until_end(fresh, &seen) && wire_until_end(used, &seen));
    assert_int_equal(seen.len, 0);
    assert_int_equal(wire_connections(), 0);
    close(fresh);
    close(used);
    buf_free(&seen);
}

static void test_use_puts_idleness_off(void **state)
{
    struct buf seen = {0};
    int fd = wire_connect();

    for (int i = 1; i <= 4; i++) {
        wire_pass(HTTP_IDLE_MS - 2 * HTTP_TICK_MS);
        wire_send(fd, STR("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        assert_true(wire_wait((wire_take(fd, &seen), wire_count(&seen, "fine") == i)));
    }
    close(fd);
    buf_free(&seen);
}

static void test_handler_is_late(void **state)
{
    struct buf seen = {0};
    int fd = wire_connect();

    holds = true;
    wire_send(fd, STR("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_true(wire_wait(held != NULL));
    wire_pass(HTTP_ANSWER_MS + HTTP_TICK_MS);
    assert_true(wire_until_end(fd, &seen) && wire_has(&seen, "HTTP/1.1 504 ") &&
                wire_has(&seen, "answer_ms"));
    assert_int_equal(gone, 1);
    http_reply(held, 200, NULL, STR("too late"));
    wire_turns(3);
    assert_false(wire_has(&seen, "too late"));
    close(fd);
    buf_free(&seen);
}

static void test_refused_client_that_stays_is_cut(void **state)
{
    struct buf seen = {0};
    int fd = wire_connect();

    wire_send(fd, STR("nonsense\r\n"));
    assert_true(wire_until_end(fd, &seen) && wire_has(&seen, "HTTP/1.1 501 "));
    assert_int_equal(wire_connections(), 1);
    wire_pass(HTTP_LINGER_MS + HTTP_TICK_MS);
    assert_int_equal(wire_connections(), 0);
    close(fd);
    buf_free(&seen);
}

static void test_refused_client_that_sends_on_can_read_why(void **state)
{
    struct buf seen = {0}, flood = {0};
    int fd = wire_connect();

    for (int i = 0; i < 100000; i++)
        buf_str(&flood, STR("0123456789"));
    wire_send(fd, STR(HEAD("Content-Length: 999999\r\n\r\n")));
    assert_true(wire_send(fd, buf_as_str(&flood)));
    assert_true(wire_until_end(fd, &seen) && wire_has(&seen, "HTTP/1.1 413 "));
    close(fd);
    assert_true(wire_wait(wire_connections() == 0));
    buf_free(&seen);
    buf_free(&flood);
}

static void test_flood_after_a_refusal_is_cut(void **state)
{
    struct buf flood = {0};
    int fd = wire_connect();
    bool is_open = true;

    for (int i = 0; i < 100000; i++)
        buf_str(&flood, STR("0123456789"));
    wire_send(fd, STR("nonsense\r\n"));
    for (int i = 0; is_open && i < 12; i++)
        is_open = wire_send(fd, buf_as_str(&flood));
    assert_false(is_open);
    assert_int_equal(wire_connections(), 0);
    close(fd);
    buf_free(&flood);
}

static void ask_for_much(int fd, struct buf *large)
{
    while (large->len < HTTP_REPLY_BODY_MAX_BYTES)
        buf_str(large, STR("0123456789abcdef"));
    answer = buf_as_str(large);
    wire_send(fd, STR("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    wire_turns(3);
}

static void test_reader_that_stops_is_cut(void **state)
{
    struct buf large = {0};
    int fd = wire_connect_with(4096);

    ask_for_much(fd, &large);
    wire_pass(HTTP_WRITE_STALLED_MS - HTTP_TICK_MS);
    assert_int_equal(wire_connections(), 1);
    wire_pass(2 * HTTP_TICK_MS);
    assert_int_equal(wire_connections(), 0);
    close(fd);
    buf_free(&large);
}

/* Enough for the kernel to ask for more. */
static void read_some(int fd)
{
    static char some[65536];
    ssize_t left = 1500000;

    for (int turns = 0; left > 0 && turns < 2000; turns++) {
        ssize_t count = recv(fd, some, sizeof(some), 0);

        left -= count > 0 ? count : 0;
        wire_turns(1);
    }
}

static void test_reader_that_is_slow_in_all_is_cut(void **state)
{
    static const int step_ms = 25000;
    struct buf large = {0};
    int fd = wire_connect_with(4096), ms = 0;

    ask_for_much(fd, &large);
    for (; wire_connections() == 1 && ms < 1000000; ms += step_ms) {
        read_some(fd);
        wire_pass(step_ms);
    }
    assert_in_range(ms, HTTP_WRITE_MS, HTTP_WRITE_MS + HTTP_WRITE_STALLED_MS + step_ms);
    close(fd);
    buf_free(&large);
}

static void test_slow_reader_gets_all(void **state)
{
    struct buf large = {0}, seen = {0};
    int fd = wire_connect_with(4096);

    ask_for_much(fd, &large);
    assert_true(wire_wait((wire_take(fd, &seen), seen.len > large.len)));
    assert_true(str_ends(buf_as_str(&seen), buf_as_str(&large)));
    answer = STR("fine");
    wire_send(fd, STR("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_true(wire_wait((wire_take(fd, &seen), str_ends(buf_as_str(&seen), STR("fine")))));
    close(fd);
    buf_free(&large);
    buf_free(&seen);
}

int main(void)
{
#define DEADLINE_TEST(test) cmocka_unit_test_setup_teardown(test, open_server, close_server)
    const struct CMUnitTest tests[] = {
        DEADLINE_TEST(test_drips),
        DEADLINE_TEST(test_chunks_drip),
        DEADLINE_TEST(test_idle_is_closed_without_a_word),
        DEADLINE_TEST(test_use_puts_idleness_off),
        DEADLINE_TEST(test_handler_is_late),
        DEADLINE_TEST(test_refused_client_that_stays_is_cut),
        DEADLINE_TEST(test_refused_client_that_sends_on_can_read_why),
        DEADLINE_TEST(test_flood_after_a_refusal_is_cut),
        DEADLINE_TEST(test_reader_that_stops_is_cut),
        DEADLINE_TEST(test_reader_that_is_slow_in_all_is_cut),
        DEADLINE_TEST(test_slow_reader_gets_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
