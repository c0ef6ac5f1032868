/* fetch: redirects are followed so far and no further, each looked at by the guard; told once, or never. */
#include "http/fetch.h"

#include <stdio.h>

#include "http/guard.h"
#include "wire.h"

static const struct setting settings[] = {GUARD_SETTINGS, {0}};
static const struct setting *const tables[] = {settings, NULL};

static struct http_client *client;
static struct http_guard *guard;
static int calls, served, gone, held;
static bool is_asking;
static struct buf seen;

static void note_gone(void *owner)
{
    gone++;
    http_reply(owner, 200, NULL, STR_NONE);
}

/* /5 leads to /4, and so on to /0; /hold never answers; all else is its status. */
static void serve(void *owner, struct http_request *request)
{
    struct http_header headers[] = {{NULL}, {0}};
    struct str path = http_path(request);
    char next[40];
    int64_t number = 0;

    served++;
    if (str_is(path, "/hold")) {
        held++;
        http_on_gone(request, note_gone, request);
        return;
    }
    assert_true(str_to_int64(str_sub(path, 1, path.len), &number));
    if (number > 0 && number < 100) {
        snprintf(next, sizeof(next), "/%d", (int)number - 1);
        headers[0] = (struct http_header){"Location", str_of(next)};
    }
    http_reply(request, number < 100 ? (number ? 302 : 200) : (int)number, headers, STR("found"));
}

static void on_done(void *owner, const struct http_reply *reply, const struct error *err)
{
    assert_false(is_asking);
    calls++;
    if (err)
        buf_printf(&seen, "%s: %s", error_policy_name(err->policy), err->text);
    else
        buf_printf(&seen, "%d %.*s", reply->status, STR_ARGS(reply->body));
}

static void guard_is(const char *inside)
{
    struct config *config;
    struct error err;

    http_guard_free(guard);
    setenv("STEWARD_FETCH_HTTP", "true", 1);
    setenv("STEWARD_FETCH_INSIDE", inside, 1);
    assert_true(config_load(tables, NULL, &config, &err));
    assert_true(http_guard_new(config, &guard, &err));
    config_free(config);
}

static int open_both(void **state)
{
    struct http_server_options options = wire_options(serve);

    wire_open(&options);
    clock_set_for_test(-1, -1); /* curl has a clock of its own */
    client = http_client_new(wire.loop, 4);
    guard_is("127.0.0.1");
    calls = served = gone = held = 0;
    buf_clear(&seen);
    return 0;
}

static int close_both(void **state)
{
    http_client_free(client);
    http_guard_free(guard);
    guard = NULL;
    wire_close();
    buf_free(&seen);
    return 0;
}

static struct http_fetch *fetch(const char *path)
{
    struct http_fetch *started;
    char url[100];

    snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", http_server_port(wire.server), path);
    is_asking = true;
    started = http_fetch_start(client,
                               &(struct fetch_ask){.url = url,
                                                   .guard = guard,
                                                   .max_bytes = 100,
                                                   .deadline_ms = 20000},
                               on_done, NULL);
    is_asking = false;
    return started;
}

static void expect(const char *path, const char *expected)
{
    calls = 0;
    buf_clear(&seen);
    fetch(path);
    assert_true(wire_wait(calls == 1));
    if (!wire_has(&seen, expected))
        fail_msg("%s: expected %s, seen %s", path, expected, seen.data);
}

static void it_is_followed_so_far(void **state)
{
    expect("/0", "200 found");
    served = 0;
    expect("/4", "200 found");
    assert_int_equal(served, 1 + FETCH_REDIRECTS_MAX);
    expect("/5", "skip: it is redirected too often");
    assert_int_equal(served, 2 * (1 + FETCH_REDIRECTS_MAX));
}

static void what_is_not_there_is_an_error(void **state)
{
    static const struct {
        const char *path, *expected;
    } cases[] = {{"/404", "skip: its server answers with 404"},
                 {"/500", "retry: "},
                 {"/429", "retry: "},
                 {"/408", "retry: "},
                 {"/204", "skip: "},
                 {"/403", "skip: "}};

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect(cases[i].path, cases[i].expected);
}

static void on_plain(void *owner, const struct http_reply *reply, const struct error *err)
{
    assert_non_null(reply);
    ++*(int *)owner;
}

static void a_connection_that_is_open_is_no_way_around_the_guard(void **state)
{
    int asked = 0;
    char url[100];

    snprintf(url, sizeof(url), "http://127.0.0.1:%d/0", http_server_port(wire.server));
    http_client_ask(client, &(struct http_ask){.method = "GET", .url = url, .deadline_ms = 20000}, on_plain,
                    &asked);
    assert_true(wire_wait(asked == 1));
    guard_is("");
    expect("/0", "skip: it is at an address or port where nothing is fetched from");
    assert_int_equal(served, 1);
}

static void cancelled_it_is_not_told(void **state)
{
    struct http_fetch *started = fetch("/hold");

    assert_true(wire_wait(held == 1));
    http_fetch_cancel(started);
    assert_true(wire_wait(gone == 1));
    assert_int_equal(calls, 0);
}

static void the_end_of_the_client_is_its_end(void **state)
{
    fetch("/hold");
    assert_true(wire_wait(held == 1));
    http_client_free(client);
    client = NULL;
    assert_int_equal(calls, 1);
    assert_true(wire_wait(gone == 1));
}

int main(void)
{
#define FETCH_TEST(test) cmocka_unit_test_setup_teardown(test, open_both, close_both)
    const struct CMUnitTest tests[] = {
        FETCH_TEST(it_is_followed_so_far),
        FETCH_TEST(what_is_not_there_is_an_error),
        FETCH_TEST(a_connection_that_is_open_is_no_way_around_the_guard),
        FETCH_TEST(cancelled_it_is_not_told),
        FETCH_TEST(the_end_of_the_client_is_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
