/* disconnect: clients that leave, at any time and in any way. Worth most under the address sanitizer. */
#include <stdio.h>

#include "wire.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

static struct http_request *held[8];
static int held_count, gone, served;
static bool holds, answers_when_gone;
static struct str answer;

static void note_gone(void *owner)
{
    gone++;
    if (answers_when_gone)
        http_reply(owner, 200, NULL, answer);
}

static void serve(void *owner, struct http_request *request)
{
    served++;
    if (!holds) {
        http_reply(request, 200, NULL, answer);
        return;
    }
    held[held_count++] = request;
    http_on_gone(request, note_gone, request);
}

static void answer_held(void)
{
    while (held_count > 0)
        http_reply(held[--held_count], 200, NULL, answer);
}

static int open_server(void **state)
{
    struct http_server_options options = wire_options(serve);

    holds = answers_when_gone = false;
    held_count = gone = served = 0;
    answer = STR("fine");
    wire_open(&options);
    return 0;
}

static int close_server(void **state)
{
    wire_close();
    return 0;
}

static void test_leaving_in_the_middle_of_a_request(void **state)
{
    static const char *const parts[] = {
        "",
        "G",
        "GET / HTTP/1.1\r\nHost: a\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    };

    for (enum way way = FIN; way < WAYS; way++) {
        for (size_t i = 0; i < COUNT_OF(parts); i++) {
            int fd = wire_connect();

            wire_send(fd, str_of(parts[i]));
            wire_turns(2);
            wire_leave(fd, way);
            assert_true(wire_wait(wire_connections() == 0));
            if (way == HALF_CLOSE)
                close(fd);
        }
    }
    assert_int_equal(served, 0);
}

/* Answered never, when it is known that the client is gone, or later. Behind the request there is nothing,
 * more, or more than is read ahead. */
static void check_leaving_while_in_hand(enum way way, size_t behind, bool when_gone)
{
    struct buf text = {0};
    int fd = wire_connect();

    holds = true;
    answers_when_gone = when_gone;
    gone = served = 0;
    buf_str(&text, STR(GET));
    while (text.len < behind)
        buf_str(&text, STR(GET));
    send(fd, text.data, text.len, MSG_NOSIGNAL);
    assert_true(wire_wait(served == 1));
    wire_turns(10);
    wire_leave(fd, way);
    assert_true(wire_wait(gone == 1));
    assert_int_equal(wire_connections(), 0);
    if (when_gone)
        held_count = 0;
    answer_held();
    wire_turns(3);
    assert_int_equal(served, 1);
    assert_int_equal(gone, 1);
    if (way == HALF_CLOSE)
        close(fd);
    buf_free(&text);
}

static void test_leaving_while_in_hand(void **state)
{
    static const size_t behind[] = {0, 200, 100000};

    for (enum way way = FIN; way < WAYS; way++) {
        for (size_t i = 0; i < COUNT_OF(behind); i++) {
            check_leaving_while_in_hand(way, behind[i], false);
            check_leaving_while_in_hand(way, behind[i], true);
        }
    }
}

static void test_taken_back_is_not_called(void **state)
{
    int fd = wire_connect();

    holds = true;
    wire_send(fd, STR(GET));
    assert_true(wire_wait(held_count == 1));
    http_on_gone(held[0], NULL, NULL);
    close(fd);
    assert_true(wire_wait(wire_connections() == 0));
    assert_int_equal(gone, 0);
    answer_held();
}

static void test_leaving_while_a_reply_is_written(void **state)
{
    struct buf large = {0};

    while (large.len < 8 << 20)
        buf_str(&large, STR("0123456789abcdef"));
    for (enum way way = FIN; way < HALF_CLOSE; way++) {
        int fd = wire_connect_with(4096);

        holds = true;
        wire_send(fd, STR(GET GET));
        assert_true(wire_wait(held_count == 1));
        answer = buf_as_str(&large);
        answer_held();
        wire_turns(2);
        assert_int_equal(wire_connections(), 1);
        wire_leave(fd, way);
        assert_true(wire_wait(wire_connections() == 0));
        assert_int_equal(held_count, 0);
    }
    buf_free(&large);
}

static void test_leaving_right_behind_a_request(void **state)
{
    for (enum way way = FIN; way < WAYS; way++) {
        int fd = wire_connect();

        holds = false;
        send(fd, GET GET GET, 3 * strlen(GET), MSG_NOSIGNAL);
        wire_leave(fd, way);
        assert_true(wire_wait(wire_connections() == 0));
        if (way == HALF_CLOSE)
            close(fd);
    }
}

static void test_leaving_before_the_answer_is_sent(void **state)
{
    for (enum way way = FIN; way < HALF_CLOSE; way++) {
        int fd = wire_connect();

        holds = true;
        gone = 0;
        wire_send(fd, STR(GET GET));
        assert_true(wire_wait(held_count == 1));
        wire_leave(fd, way); /* which the loop has not seen yet */
        answer_held();
        assert_true(wire_wait(wire_connections() == 0));
        answer_held();
    }
}

static void test_pipelined_are_answered_in_order_later(void **state)
{
    struct buf seen = {0}, text = {0};
    int fd = wire_connect();

    holds = true;
    for (int i = 0; i < 2000; i++) /* more than is read ahead */
        buf_printf(&text, "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n", i);
    assert_true(send(fd, text.data, text.len, MSG_NOSIGNAL) == (ssize_t)text.len);
    for (int i = 0; i < 2000; i++) {
        char path[16];

        assert_true(wire_wait(held_count == 1));
        snprintf(path, sizeof(path), "/%d", i);
        assert_true(str_is(http_path(held[0]), path));
        answer_held();
        assert_int_equal(held_count, 0); /* the next one is not given inside the answer */
        wire_take(fd, &seen);
    }
    assert_true(wire_wait((wire_take(fd, &seen), wire_count(&seen, "HTTP/1.1 200 OK") == 2000)));
    close(fd);
    buf_free(&seen);
    buf_free(&text);
}

static void test_server_goes_first(void **state)
{
    int fd = wire_connect(), idle = wire_connect();

    holds = true;
    wire_send(fd, STR(GET));
    wire_send(idle, STR("GET"));
    assert_true(wire_wait(held_count == 1));
    http_server_free(wire.server);
    wire.server = NULL;
    assert_int_equal(gone, 1);
    answer_held();
    close(fd);
    close(idle);
}

int main(void)
{
#define DISCONNECT_TEST(test) cmocka_unit_test_setup_teardown(test, open_server, close_server)
    const struct CMUnitTest tests[] = {
        DISCONNECT_TEST(test_leaving_in_the_middle_of_a_request),
        DISCONNECT_TEST(test_leaving_while_in_hand),
        DISCONNECT_TEST(test_taken_back_is_not_called),
        DISCONNECT_TEST(test_leaving_while_a_reply_is_written),
        DISCONNECT_TEST(test_leaving_right_behind_a_request),
        DISCONNECT_TEST(test_leaving_before_the_answer_is_sent),
        DISCONNECT_TEST(test_pipelined_are_answered_in_order_later),
        DISCONNECT_TEST(test_server_goes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
