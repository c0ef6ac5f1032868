/* limits: of connections, addresses, memory and descriptors; and how the server ends. */
#include <stdio.h>
#include <sys/resource.h>

#include "wire.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

static struct http_request *held[64];
static int held_count, gone, drained;
static bool holds;
static size_t body_max_of_path;

static void note_gone(void *owner)
{
    gone++;
}

static void note_drained(void *owner)
{
    drained++;
}

static void serve(void *owner, struct http_request *request)
{
    if (!holds) {
        http_reply(request, 200, NULL, http_peer(request));
        return;
    }
    held[held_count++] = request;
    http_on_gone(request, note_gone, NULL);
}

static void body_rule(void *owner, enum http_method method, struct str path, struct http_body_rule *ret_rule)
{
    *ret_rule = (struct http_body_rule){
        .most = method == HTTP_POST && str_is(path, "/small") ? body_max_of_path : SIZE_MAX,
        .larger = str_is(path, "/small") ? "Send it to /large." : NULL,
        .part_counts = str_is(path, "/pieces"),
    };
}

static void answer_held(void)
{
    while (held_count > 0)
        http_reply(held[--held_count], 200, NULL, STR("late"));
}

static struct http_server_options options(void)
{
    struct http_server_options options = wire_options(serve);

    options.body_rule = body_rule;
    return options;
}

static int start(void **state)
{
    holds = false;
    held_count = gone = drained = 0;
    return 0;
}

static int stop(void **state)
{
    wire_close();
    return 0;
}

static void expect(int fd, const char *text)
{
    struct buf seen = {0};

    if (!wire_until(fd, &seen, text))
        fail_msg("no %s in %s", text, seen.data ? seen.data : "nothing");
    buf_free(&seen);
}

static void test_connections_are_counted(void **state)
{
    struct http_server_options own = options();
    int fds[3], extra;

    own.max_connections = 3;
    wire_open(&own);
    for (int i = 0; i < 3; i++)
        fds[i] = wire_connect();
    extra = wire_connect();
    expect(extra, "\"limit\":\"connections\",\"max\":3}");
    close(extra);
    close(fds[0]);
    wire_turns(3);
    fds[0] = wire_connect();
    for (int i = 0; i < 3; i++) {
        wire_send(fds[i], STR(GET));
        expect(fds[i], "127.0.0.1");
        close(fds[i]);
    }
}

static int connect_from(const char *address)
{
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    inet_pton(AF_INET, address, &from.sin_addr);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    to.sin_port = htons((uint16_t)http_server_port(wire.server));
    assert_int_equal(bind(fd, (struct sockaddr *)&from, sizeof(from)), 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof(to)), 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    wire_turns(2);
    return fd;
}

static void test_connections_of_an_address_are_counted(void **state)
{
    struct http_server_options own = options();
    int first, second, other;

    own.max_connections_per_address = 1;
    wire_open(&own);
    first = connect_from("127.0.0.2");
    second = connect_from("127.0.0.2");
    other = connect_from("127.0.0.3");
    expect(second, "\"limit\":\"connections_per_address\",\"max\":1}");
    wire_send(first, STR(GET));
    expect(first, "127.0.0.2");
    wire_send(other, STR(GET));
    expect(other, "127.0.0.3");
    close(first);
    close(second);
    wire_turns(3);
    first = connect_from("127.0.0.2");
    wire_send(first, STR(GET));
    expect(first, "127.0.0.2");
    close(first);
    close(other);
}

static void test_refused_beyond_all_caps_are_just_closed(void **state)
{
    struct http_server_options own = options();
    struct buf seen = {0};
    int fds[HTTP_REFUSED_MAX + 2], last = HTTP_REFUSED_MAX + 1;

    own.max_connections = 1;
    wire_open(&own);
    for (int i = 0; i <= last; i++)
        fds[i] = wire_connect();
    assert_true(wire_until_end(fds[last], &seen));
    assert_int_equal(seen.len, 0);
    expect(fds[last - 1], "503");
    for (int i = 0; i <= last; i++)
        close(fds[i]);
    buf_free(&seen);
}

static void test_a_route_may_allow_less(void **state)
{
    struct http_server_options own = options();
    struct buf seen = {0};

    body_max_of_path = 3;
    wire_open(&own);
    wire_ask(STR("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd"), "\"max\":3}", &seen);
    assert_non_null(strstr(seen.data, "\"detail\":\"Send it to /large.\""));
    wire_ask(STR("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"), "127.0.0.1", &seen);
    wire_ask(STR("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd"), "127.0.0.1", &seen);
    wire_ask(STR("POST /large HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"), "\"max\":1000}", &seen);
    buf_free(&seen);
}

static int post_body(size_t size)
{
    struct buf text = {0};
    int fd = wire_connect();

    buf_printf(&text, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %zu\r\n\r\n", size);
    for (size_t i = 0; i < size; i++)
        buf_char(&text, 'b');
    wire_send(fd, buf_as_str(&text));
    buf_free(&text);
    return fd;
}

static void test_bodies_share_a_budget(void **state)
{
    struct http_server_options own = options();
    struct buf seen = {0};
    int first, second;

    own.max_body_bytes = 100000;
    own.body_memory_bytes = 150000;
    wire_open(&own);
    holds = true;
    first = post_body(100000);
    assert_true(wire_wait(held_count == 1));
    second = post_body(100000);
    assert_true(wire_until(second, &seen, "\"limit\":\"body_memory_bytes\",\"max\":150000}"));
    assert_true(wire_has(&seen, "HTTP/1.1 503 ") && wire_has(&seen, "Retry-After: 1\r\n"));
    close(second);
    close(first); /* the handler still has the body */
    assert_true(wire_wait(gone == 1));
    second = post_body(100000);
    expect(second, "body_memory_bytes");
    close(second);
    answer_held();
    second = post_body(100000);
    assert_true(wire_wait(held_count == 1));
    answer_held();
    expect(second, "late");
    close(second);
    buf_free(&seen);
}

static void test_no_memory_for_what_was_only_announced(void **state)
{
    struct http_server_options own = options();
    int fds[50];

    own.max_body_bytes = 1 << 20;
    own.body_memory_bytes = 1 << 20;
    wire_open(&own);
    for (int i = 0; i < 50; i++) {
        fds[i] = wire_connect();
        wire_send(fds[i], STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048576\r\n\r\nabc"));
    }
    wire_turns(5);
    for (int i = 0; i < 50; i++) {
        struct buf seen = {0};

        assert_true(wire_take(fds[i], &seen) && seen.len == 0);
        close(fds[i]);
        buf_free(&seen);
    }
}

static void test_accepting_pauses_without_descriptors(void **state)
{
    struct http_server_options own = options();
    struct metric *pauses = metric_counter("steward_http_accept_pauses_total", "", "");
    double before = metric_value(pauses);
    struct rlimit old, tight;
    int probe, fd;

    wire_open(&own);
    fd = socket(AF_INET, SOCK_STREAM, 0);
    probe = dup(0);
    close(probe);
    getrlimit(RLIMIT_NOFILE, &old);
    tight = (struct rlimit){(rlim_t)probe, old.rlim_max};
    setrlimit(RLIMIT_NOFILE, &tight);
    connect(fd,
            (struct sockaddr *)&(struct sockaddr_in){.sin_family = AF_INET,
                                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                                     .sin_port =
                                                         htons((uint16_t)http_server_port(wire.server))},
            sizeof(struct sockaddr_in));
    wire_turns(20);
    assert_true(metric_value(pauses) == before + 1); /* it does not go round and round */
    setrlimit(RLIMIT_NOFILE, &old);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    wire_pass(HTTP_ACCEPT_PAUSE_MS + HTTP_TICK_MS);
    wire_send(fd, STR(GET));
    expect(fd, "127.0.0.1");
    close(fd);
}

static bool can_connect(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                             .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool is_open = connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0;

    close(fd);
    return is_open;
}

static void test_drain(void **state)
{
    struct http_server_options own = options();
    struct buf seen = {0};
    int idle, busy, reading;

    wire_open(&own);
    idle = wire_connect();
    busy = wire_connect();
    reading = wire_connect();
    holds = true;
    wire_send(busy, STR(GET));
    wire_send(reading, STR("GET / HTTP/1.1\r\n"));
    assert_true(wire_wait(held_count == 1));
    http_server_drain(wire.server, 10000, note_drained, NULL);
    assert_true(wire_until_end(idle, &seen) && seen.len == 0);
    assert_false(can_connect(http_server_port(wire.server)));
    answer_held();
    assert_true(wire_until_end(busy, &seen) && wire_has(&seen, "late") &&
                wire_has(&seen, "Connection: close"));
    buf_clear(&seen);
    wire_send(reading, STR("Host: a\r\n\r\n"));
    assert_true(wire_wait(held_count == 1));
    answer_held();
    assert_true(wire_until_end(reading, &seen) && wire_has(&seen, "late"));
    assert_int_equal(drained, 0);
    close(idle);
    close(busy);
    close(reading);
    assert_true(wire_wait(drained == 1));
    wire_pass(20000);
    assert_int_equal(drained, 1);
    buf_free(&seen);
}

static void test_drain_answers_what_was_sent_before(void **state)
{
    struct http_server_options own = options();
    struct buf seen = {0};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int known, fresh = socket(AF_INET, SOCK_STREAM, 0);

    wire_open(&own);
    known = wire_connect();
    to.sin_port = htons((uint16_t)http_server_port(wire.server));
    assert_int_equal(connect(fresh, (struct sockaddr *)&to, sizeof(to)), 0);
    send(known, GET, strlen(GET), MSG_NOSIGNAL); /* neither is read, one is not even accepted */
    send(fresh, GET, strlen(GET), MSG_NOSIGNAL);
    fcntl(fresh, F_SETFL, O_NONBLOCK);
    http_server_drain(wire.server, 10000, note_drained, NULL);
    assert_true(wire_until_end(known, &seen) && wire_has(&seen, "127.0.0.1"));
    buf_clear(&seen);
    assert_true(wire_until_end(fresh, &seen) && wire_has(&seen, "127.0.0.1"));
    close(known);
    close(fresh);
    assert_true(wire_wait(drained == 1));
    buf_free(&seen);
}

static void test_drain_has_a_deadline(void **state)
{
    struct http_server_options own = options();
    int busy;

    wire_open(&own);
    busy = wire_connect();
    holds = true;
    wire_send(busy, STR(GET));
    assert_true(wire_wait(held_count == 1));
    http_server_drain(wire.server, 1000, note_drained, NULL);
    wire_pass(900);
    assert_int_equal(drained, 0);
    wire_pass(200);
    assert_int_equal(drained, 1);
    http_server_free(wire.server);
    wire.server = NULL;
    assert_int_equal(gone, 1);
    answer_held();
    close(busy);
}

static void test_drain_of_nothing(void **state)
{
    struct http_server_options own = options();

    wire_open(&own);
    http_server_drain(wire.server, 1000, note_drained, NULL);
    assert_int_equal(drained, 0); /* not inside the call */
    assert_true(wire_wait(drained == 1));
}

static void test_addresses_that_are_none(void **state)
{
    static const char *const bad[] = {"localhost.", "1.2.3", "", "192.0.2.1"};
    struct http_server_options own = options();

    wire_open(&own);
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct http_server_options other = options();
        struct http_server *server;
        struct error err = {0};

        other.address = bad[i];
        assert_false(http_server_start(wire.loop, &other, &server, &err));
        assert_true(err.text[0] != '\0');
    }
}

int main(void)
{
#define LIMIT_TEST(test) cmocka_unit_test_setup_teardown(test, start, stop)
    const struct CMUnitTest tests[] = {
        LIMIT_TEST(test_connections_are_counted),
        LIMIT_TEST(test_connections_of_an_address_are_counted),
        LIMIT_TEST(test_refused_beyond_all_caps_are_just_closed),
        LIMIT_TEST(test_a_route_may_allow_less),
        LIMIT_TEST(test_bodies_share_a_budget),
        LIMIT_TEST(test_no_memory_for_what_was_only_announced),
        LIMIT_TEST(test_accepting_pauses_without_descriptors),
        LIMIT_TEST(test_drain),
        LIMIT_TEST(test_drain_answers_what_was_sent_before),
        LIMIT_TEST(test_drain_has_a_deadline),
        LIMIT_TEST(test_drain_of_nothing),
        LIMIT_TEST(test_addresses_that_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
