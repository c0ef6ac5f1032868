/* part: bodies that break off. Where a part counts, what came is a request; the rest never is. */
#include <stdio.h>

#include "http/limits.h"
#include "wire.h"

#define POST(path) "POST " path " HTTP/1.1\r\nHost: a\r\n"

static struct http_request *held;
static int served, gone;
static bool holds;
static char body[64];

static void note_gone(void *owner)
{
    gone++;
}

static void serve(void *owner, struct http_request *request)
{
    served++;
    snprintf(body, sizeof(body), "%.*s", STR_ARGS(http_body(request)));
    if (holds) {
        held = request;
        http_on_gone(request, note_gone, NULL);
    } else {
        http_reply(request, 200, NULL, http_body(request));
    }
}

static void rule_of(void *owner, enum http_method method, struct str path, struct http_body_rule *ret_rule)
{
    *ret_rule = (struct http_body_rule){.most = 1000, .part_counts = str_is(path, "/pieces")};
}

static int open_server(void **state)
{
    struct http_server_options options = wire_options(serve);

    options.body_rule = rule_of;
    served = gone = 0;
    held = NULL;
    holds = false;
    wire_open(&options);
    return 0;
}

static int close_server(void **state)
{
    wire_close();
    return 0;
}

static void leave_after(const char *text, enum way way)
{
    int fd = wire_connect();

    served = 0;
    body[0] = '\0';
    wire_send(fd, str_of(text));
    wire_turns(2);
    assert_int_equal(served, 0);
    wire_leave(fd, way);
    assert_true(wire_wait(wire_connections() == 0));
    if (way == HALF_CLOSE)
        close(fd);
}

static void test_what_came_is_served(void **state)
{
    static const struct {
        const char *text, *body; /* body NULL: not served */
    } cases[] = {
        {POST("/pieces") "Content-Length: 5\r\n\r\nab", "ab"},
        {POST("/pieces") "Content-Length: 5\r\n\r\nabcd", "abcd"},
        {POST("/pieces") "Transfer-Encoding: chunked\r\n\r\n5\r\nab", "ab"},
        {POST("/pieces") "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", "ab"},
        {POST("/pieces") "Content-Length: 5\r\n\r\n", NULL},
        {POST("/pieces") "Content-Length: 5\r\n", NULL},
        {POST("/pieces") "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", NULL},
        {POST("/whole") "Content-Length: 5\r\n\r\nab", NULL},
    };

    for (enum way way = FIN; way < WAYS; way++) {
        for (size_t i = 0; i < COUNT_OF(cases); i++) {
            leave_after(cases[i].text, way);
            assert_int_equal(served, cases[i].body != NULL);
            assert_string_equal(body, cases[i].body ? cases[i].body : "");
        }
    }
}

static void test_it_is_answered_into_the_void(void **state)
{
    for (enum way way = FIN; way < WAYS; way++) {
        holds = true;
        gone = 0;
        leave_after(POST("/pieces") "Content-Length: 5\r\n\r\nab", way);
        assert_int_equal(served, 1);
        assert_int_equal(gone, 1);
        http_reply(held, 200, NULL, STR("fine"));
        wire_turns(3);
    }
}

/* A line that is silent is no longer waited for; whoever is still there is told how much it was. */
static void test_what_came_in_time_is_served(void **state)
{
    struct buf seen = {0};
    int fd = wire_connect();

    wire_send(fd, STR(POST("/pieces") "Content-Length: 500\r\n\r\nab"));
    wire_pass(HTTP_BODY_MS - 1000);
    assert_int_equal(served, 0);
    wire_send(fd, STR("cd"));
    wire_pass(2000);
    assert_int_equal(served, 1);
    assert_true(wire_until(fd, &seen, "\r\n\r\nabcd"));
    assert_true(wire_has(&seen, "HTTP/1.1 200 ") && wire_has(&seen, "Connection: close"));
    wire_send(fd, STR("GET / HTTP/1.1\r\nHost: a\r\n\r\n")); /* it is body */
    assert_true(wire_until_end(fd, &seen));
    assert_int_equal(served, 1);
    close(fd);
    buf_free(&seen);
}

static void test_the_rest_is_no_request(void **state)
{
    struct buf seen = {0};
    int fd = wire_connect();

    holds = true;
    wire_send(fd, STR(POST("/pieces") "Content-Length: 500\r\n\r\nab"));
    wire_pass(HTTP_BODY_MS + 1000);
    assert_int_equal(served, 1);
    wire_send(fd, STR("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    wire_turns(3);
    http_reply(held, 200, NULL, STR("fine"));
    assert_true(wire_until(fd, &seen, "fine"));
    assert_true(wire_until_end(fd, &seen));
    assert_int_equal(served, 1);
    assert_int_equal(wire_count(&seen, "HTTP/1.1 "), 1);
    close(fd);
    buf_free(&seen);
}

int main(void)
{
#define PART_TEST(test) cmocka_unit_test_setup_teardown(test, open_server, close_server)
    const struct CMUnitTest tests[] = {
        PART_TEST(test_what_came_is_served),
        PART_TEST(test_it_is_answered_into_the_void),
        PART_TEST(test_what_came_in_time_is_served),
        PART_TEST(test_the_rest_is_no_request),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
