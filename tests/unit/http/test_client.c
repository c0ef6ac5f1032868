/* client: asking the module's own server, and addresses where nobody is. */
#include <stdio.h>

#include "http/client.h"
#include "wire.h"

static struct http_client *client;
static int held; /* requests that the server does not answer */
static int gone, calls;
static bool holds, is_asking;
static struct buf seen; /* what on_done was given */

/* What may stand behind Retry-After. */
static const struct {
    const char *said, *is;
} waits[] = {{"120", "120"},
             {"99999999999999999999999", "2147483647"},
             {"Fri, 31 Dec 9999 23:59:59 GMT", "2147483647"},
             {"Sunday, 06-Nov-94 08:49:37 GMT", "0"},
             {"-5", "-1"},
             {"1.5", "-1"},
             {"soon", "-1"}};

static void note_gone(void *owner)
{
    gone++;
    http_reply(owner, 200, NULL, STR_NONE);
}

static void serve(void *owner, struct http_request *request)
{
    struct http_header headers[] = {{"Content-Type", STR("text/plain")}, {"Retry-After", STR("7")}, {0}};
    struct buf body = {0};

    if (holds) {
        held++;
        http_on_gone(request, note_gone, request);
        return;
    }
    if (str_starts(http_path(request), STR("/wait/")))
        headers[1].value = str_of(waits[http_path(request).data[6] - '0'].said);
    if (str_is(http_path(request), "/redirect")) {
        headers[0] = (struct http_header){"Location", STR("/elsewhere")};
        headers[1].name = NULL;
    }
    buf_printf(&body, "%s %.*s %.*s %.*s", http_method_name(http_method(request)),
               STR_ARGS(http_path(request)), STR_ARGS(http_header(request, "Authorization")),
               STR_ARGS(http_header(request, "X-A")));
    if (http_body(request).len > 0)
        buf_printf(&body, " %.*s", STR_ARGS(http_body(request)));
    http_reply(request, str_is(http_path(request), "/redirect") ? 302 : 200, headers, buf_as_str(&body));
    buf_free(&body);
}

static void on_done(void *owner, const struct http_reply *reply, const struct error *err)
{
    assert_false(is_asking);
    assert_true((reply == NULL) != (err == NULL));
    calls++;
    if (err)
        buf_printf(&seen, "%s: %s", error_policy_name(err->policy), err->text);
    else
        buf_printf(&seen, "%d %d %.*s|%.*s", reply->status, reply->retry_after_s,
                   STR_ARGS(reply->content_type), STR_ARGS(reply->body));
}

static int open_both(void **state)
{
    struct http_server_options options = wire_options(serve);

    setenv("no_proxy", "127.0.0.1", 1);
    wire_open(&options);
    clock_set_for_test(-1, -1); /* curl has a clock of its own */
    client = http_client_new(wire.loop, 4);
    calls = gone = held = 0;
    holds = false;
    return 0;
}

static int close_both(void **state)
{
    http_client_free(client);
    wire_close();
    buf_free(&seen);
    return 0;
}

static struct http_exchange *ask_with(struct http_ask ask, const char *path)
{
    struct http_exchange *exchange;
    char url[100];

    snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", http_server_port(wire.server), path);
    ask.method = ask.method ? ask.method : "GET";
    ask.url = ask.url ? ask.url : url;
    ask.deadline_ms = ask.deadline_ms ? ask.deadline_ms : 5000;
    is_asking = true;
    exchange = http_client_ask(client, &ask, on_done, NULL);
    is_asking = false;
    return exchange;
}

static void expect(struct http_ask ask, const char *path, const char *expected)
{
    buf_clear(&seen);
    calls = 0;
    ask_with(ask, path);
    assert_true(wire_wait(calls == 1));
    if (!wire_has(&seen, expected))
        fail_msg("expected %s, seen %s", expected, seen.data);
}

static void test_replies(void **state)
{
    static const char *const headers[] = {"X-A: yes", NULL};

    expect((struct http_ask){0}, "/a", "200 7 text/plain|GET /a  ");
    expect((struct http_ask){.headers = headers, .bearer = "secret"}, "/a", "|GET /a Bearer secret yes");
    expect((struct http_ask){.method = "POST", .body = STR("hello")}, "/p", "|POST /p   hello");
    expect((struct http_ask){.method = "POST"}, "/p", "|POST /p  ");
    expect((struct http_ask){.method = "PUT", .body = STR("x")}, "/p", "|PUT /p   x");
    expect((struct http_ask){.method = "DELETE"}, "/p", "|DELETE /p  ");
    expect((struct http_ask){.method = "HEAD"}, "/p", "200 7 text/plain|");
    expect((struct http_ask){0}, "/redirect", "302 -1 ");
}

static void test_seconds_and_dates_to_wait_for(void **state)
{
    for (size_t i = 0; i < COUNT_OF(waits); i++) {
        char path[20], expected[40];

        snprintf(path, sizeof(path), "/wait/%zu", i);
        snprintf(expected, sizeof(expected), "200 %s text/plain", waits[i].is);
        expect((struct http_ask){0}, path, expected);
    }
}

static void test_errors(void **state)
{
    static const char *const bad[] = {"X-A: a\r\nB: c", NULL};

    expect((struct http_ask){.max_bytes = 5}, "/a", "skip: the reply is larger than 5 bytes");
    expect((struct http_ask){.url = "http://127.0.0.1:1/"}, "", "retry: ");
    expect((struct http_ask){.url = "file:///etc/passwd"}, "", "skip: ");
    expect((struct http_ask){.url = "http://"}, "", "skip: ");
    expect((struct http_ask){.headers = bad}, "/a", "skip: a header that cannot be sent");
    expect((struct http_ask){.bearer = "a\r\nB: c"}, "/a", "skip: a header that cannot be sent");
    expect((struct http_ask){.deadline_ms = -1}, "/a", "fatal: ");
}

static void test_deadline(void **state)
{
    holds = true;
    for (int deadline_ms = 30; !held; deadline_ms *= 2) /* a busy machine may not have asked yet */
        expect((struct http_ask){.deadline_ms = deadline_ms}, "/a", "retry: no reply in time");
    assert_true(wire_wait(gone == held));
}

static void test_cancelled_is_not_called(void **state)
{
    struct http_exchange *exchange;

    holds = true;
    exchange = ask_with((struct http_ask){0}, "/a");
    assert_true(wire_wait(held == 1));
    http_client_cancel(exchange);
    assert_true(wire_wait(gone == 1));
    assert_int_equal(calls, 0);
}

static void test_free_ends_what_is_open(void **state)
{
    holds = true;
    ask_with((struct http_ask){0}, "/a");
    assert_true(wire_wait(held == 1));
    ask_with((struct http_ask){0}, "/b");
    http_client_free(client);
    client = NULL;
    assert_int_equal(calls, 2);
    assert_true(wire_has(&seen, "shutting down"));
    assert_true(wire_wait(gone == 1));
}

static void test_many_at_once(void **state)
{
    for (int i = 0; i < 50; i++)
        ask_with((struct http_ask){0}, "/a");
    assert_true(wire_wait(calls == 50));
    assert_int_equal(wire_count(&seen, "200 7"), 50);
}

static void test_connections_are_kept(void **state)
{
    struct buf metrics = {0};

    http_client_free(client);
    client = http_client_new(wire.loop, 30);
    for (int i = 0; i < 30; i++)
        ask_with((struct http_ask){0}, "/a");
    assert_true(wire_wait(calls == 30));
    for (int i = 0; i < 5; i++)
        expect((struct http_ask){0}, "/a", "200");
    metrics_print(&metrics);
    assert_true(wire_has(&metrics, "steward_http_connections 30\n"));
    buf_free(&metrics);
}

int main(void)
{
#define CLIENT_TEST(test) cmocka_unit_test_setup_teardown(test, open_both, close_both)
    const struct CMUnitTest tests[] = {
        CLIENT_TEST(test_replies),
        CLIENT_TEST(test_seconds_and_dates_to_wait_for),
        CLIENT_TEST(test_errors),
        CLIENT_TEST(test_deadline),
        CLIENT_TEST(test_cancelled_is_not_called),
        CLIENT_TEST(test_free_ends_what_is_open),
        CLIENT_TEST(test_many_at_once),
        CLIENT_TEST(test_connections_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
