/* server: over real sockets: the corpus, and what replies look like. */
#include <stdio.h>

#include "corpus.h"
#include "wire.h"

#define GET(path)    STR("GET " path " HTTP/1.1\r\nHost: a\r\n\r\n")
#define EXPECTS(how) "Host: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n" how

static struct buf last_seen; /* method, path and body of the last request */
static const struct http_header *reply_headers;
static int reply_status;
static struct str reply_body;

static void echo(void *owner, struct http_request *request)
{
    buf_clear(&last_seen);
    buf_printf(&last_seen, "%s ", http_method_name(http_method(request)));
    buf_str(&last_seen, http_path(request));
    buf_char(&last_seen, ' ');
    corpus_add_body(&last_seen, http_body(request));
    http_reply(request, reply_status, reply_headers, reply_body);
}

static int open_server(void **state)
{
    struct http_server_options options = wire_options(echo);

    options.cors_origins = "https://shop.example https://b.example:8443";
    options.hsts_seconds = 600;
    reply_status = 200;
    reply_headers = NULL;
    reply_body = STR("fine");
    wire_open(&options);
    return 0;
}

static int close_server(void **state)
{
    wire_close();
    buf_free(&last_seen);
    return 0;
}

/* "ok ok 400" of the replies. */
static void outcome_of(const struct buf *seen, struct buf *ret_outcome)
{
    struct str rest = buf_as_str(seen);
    ptrdiff_t at;

    while (rest.len > 0 && (at = str_find(rest, STR("HTTP/1.1 "))) >= 0) {
        struct str status = str_sub(rest, (size_t)at + 9, (size_t)at + 12);

        rest = str_sub(rest, (size_t)at + 12, rest.len);
        if (str_is(status, "100") || status.data[0] > '9')
            continue; /* or the words of a refusal */
        if (ret_outcome->len > 0)
            buf_char(ret_outcome, ' ');
        buf_str(ret_outcome, str_is(status, "200") ? STR("ok") : status);
    }
    if (ret_outcome->len == 0)
        buf_str(ret_outcome, STR("..."));
}

static bool is_answered(const struct corpus_case *c, int fd, struct buf *seen)
{
    int answers = (int)(c->expected.len + 1) / 3; /* "ok ok" */

    if (str_is(c->expected, "..."))
        return true;
    if (!str_ends(c->expected, STR("ok")))
        return wire_until_end(fd, seen) && wire_has(seen, "application/problem+json") &&
               wire_has(seen, "Connection: close");
    return wire_wait((wire_take(fd, seen), wire_count(seen, "HTTP/1.1 200") == answers));
}

static void check_case(const struct corpus_case *c, size_t piece)
{
    struct buf seen = {0}, outcome = {0};
    int fd = wire_connect();

    for (size_t at = 0; at < c->text.len; at += piece) {
        if (!wire_send(fd, str_sub(buf_as_str(&c->text), at, at + piece)))
            break; /* cut off after a refusal */
    }
    if (!is_answered(c, fd, &seen))
        fail_msg("%.*s by %zu: seen %s", STR_ARGS(c->name), piece, seen.data);
    outcome_of(&seen, &outcome);
    if (!str_eq(buf_as_str(&outcome), c->expected))
        fail_msg("%.*s by %zu: expected %.*s, seen %s", STR_ARGS(c->name), piece, STR_ARGS(c->expected),
                 seen.data);
    if (!str_is(c->seen, "-") && !str_eq(buf_as_str(&last_seen), c->seen))
        fail_msg("%.*s by %zu: expected %.*s, seen %s", STR_ARGS(c->name), piece, STR_ARGS(c->seen),
                 last_seen.data);
    close(fd);
    wire_turns(3);
    buf_free(&seen);
    buf_free(&outcome);
}

static void test_corpus_over_sockets(void **state)
{
    struct corpus corpus = {0};

    corpus_load(&corpus);
    for (size_t i = 0; i < corpus.count; i++) {
        check_case(&corpus.cases[i], SIZE_MAX / 2);
        if (corpus.cases[i].text.len < 5000)
            check_case(&corpus.cases[i], 1);
    }
    corpus_free(&corpus);
}

static void test_reply_has_what_it_should(void **state)
{
    static const char *const lines[] = {
        "HTTP/1.1 200 OK\r\n",
        "X-Content-Type-Options: nosniff\r\n",
        "Cache-Control: no-store\r\n",
        "Referrer-Policy: no-referrer\r\n",
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n",
        "Cross-Origin-Resource-Policy: same-origin\r\n",
        "Strict-Transport-Security: max-age=600\r\n",
        "Vary: Origin\r\n",
        "Date: Tue, 14 Nov 2023 22:13:20 GMT\r\n",
        "Content-Length: 4\r\n",
        "\r\n\r\nfine",
    };
    struct buf seen = {0};

    wire_ask(GET("/"), "fine", &seen);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        assert_true(wire_has(&seen, lines[i]));
    assert_false(wire_has(&seen, "Server:") || wire_has(&seen, "Connection:"));
    buf_free(&seen);
}

static void test_handler_has_its_own_headers(void **state)
{
    static const struct http_header own[] = {
        {"Cache-Control", STR("max-age=60")},
        {"content-security-policy", STR("default-src 'self'")},
        {"Content-Length", STR("17")},
        {"Connection", STR("upgrade")},
        {"Transfer-Encoding", STR("chunked")},
        {"X-Empty", STR("")},
        {0},
    };
    struct buf seen = {0};

    reply_headers = own;
    wire_ask(GET("/"), "fine", &seen);
    assert_int_equal(wire_count(&seen, "Cache-Control:"), 1);
    assert_true(wire_has(&seen, "max-age=60") && wire_has(&seen, "default-src 'self'"));
    assert_true(wire_has(&seen, "X-Empty: \r\n"));
    assert_false(wire_has(&seen, "frame-ancestors"));
    assert_true(wire_has(&seen, "Content-Length: 4\r\n"));
    assert_false(wire_has(&seen, "17") || wire_has(&seen, "chunked") || wire_has(&seen, "Connection:"));
    buf_free(&seen);
}

static void test_headers_are_not_injected(void **state)
{
    static const struct http_header bad[] = {
        {"X", STR("a\r\nSet-Cookie: b")}, {"X", STR("a\nb")}, {"X", STR("a\rb")}, {"X", STR("a\0b")},
        {"X: y\r\nZ", STR("a")},          {"", STR("a")},     {"X Y", STR("a")},
    };

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct http_header headers[] = {bad[i], {0}};
        struct buf seen = {0};

        reply_headers = headers;
        wire_ask(GET("/"), "HTTP/1.1 500 ", &seen);
        assert_true(wire_has(&seen, "application/problem+json"));
        assert_false(wire_has(&seen, "Set-Cookie") || wire_has(&seen, "fine"));
        buf_free(&seen);
    }
}

static void test_no_body_where_none_belongs(void **state)
{
    static const struct {
        const char *method;
        int status;
        const char *length; /* NULL: no such header */
    } cases[] = {
        {"HEAD", 200, "Content-Length: 4\r\n"},
        {"HEAD", 404, "Content-Length: 4\r\n"},
        {"GET", 204, NULL},
        {"GET", 304, NULL},
        {"DELETE", 204, NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf seen = {0}, request = {0};

        reply_status = cases[i].status;
        buf_printf(&request, "%s / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", cases[i].method);
        wire_ask(buf_as_str(&request), "\r\n\r\n", &seen);
        assert_true(str_ends(buf_as_str(&seen), STR("\r\n\r\n")));
        assert_int_equal(wire_has(&seen, "Content-Length"), cases[i].length != NULL);
        if (cases[i].length)
            assert_true(wire_has(&seen, cases[i].length));
        buf_free(&seen);
        buf_free(&request);
    }
}

static void test_head_refused_has_no_body(void **state)
{
    struct buf seen = {0};

    wire_ask(STR("HEAD / HTTP/1.1\r\nX y: z\r\n\r\n"), "\r\n\r\n", &seen);
    assert_true(wire_has(&seen, "HTTP/1.1 400 ") && str_ends(buf_as_str(&seen), STR("\r\n\r\n")));
    buf_free(&seen);
}

static void test_refusal_names_the_limit(void **state)
{
    static const struct {
        const char *request;
        const char *says;
    } cases[] = {
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n",
         "{\"type\":\"/problems/body-too-large\",\"title\":\"Content Too Large\",\"status\":413,"},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n",
         "\"limit\":\"body_bytes\",\"max\":1000}"},
        {"GET / HTTP/1.1\r\n\r\n", "\"detail\":\"There is no Host header.\","},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf seen = {0};

        wire_ask(str_of(cases[i].request), cases[i].says, &seen);
        buf_free(&seen);
    }
}

static void test_connection_is_kept_or_closed(void **state)
{
    static const struct {
        const char *request;
        bool closes;
        const char *says;
    } cases[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", false, "HTTP/1.1 200"},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", true, "Connection: close\r\n"},
        {"GET / HTTP/1.0\r\nHost: a\r\n\r\n", true, "Connection: close\r\n"},
        {"GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", false, "Connection: keep-alive\r\n"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf seen = {0};
        int fd = wire_connect();

        wire_send(fd, str_of(cases[i].request));
        assert_true(wire_until(fd, &seen, "fine") && wire_has(&seen, cases[i].says));
        wire_turns(5);
        assert_int_equal(!wire_take(fd, &seen), cases[i].closes);
        if (!cases[i].closes) {
            wire_send(fd, GET("/again"));
            assert_true(wire_wait((wire_take(fd, &seen), wire_count(&seen, "fine") == 2)));
        }
        close(fd);
        buf_free(&seen);
    }
}

static void test_continue_is_said_only_when_it_helps(void **state)
{
    struct buf seen = {0};
    int fd = wire_connect();

    wire_send(fd, STR("POST / HTTP/1.1\r\n" EXPECTS("")));
    assert_true(wire_until(fd, &seen, "HTTP/1.1 100 Continue\r\n\r\n"));
    assert_false(wire_has(&seen, "200"));
    wire_send(fd, STR("ab"));
    assert_true(wire_until(fd, &seen, "fine"));
    close(fd);
    buf_clear(&seen);
    wire_ask(STR("POST / HTTP/1.1\r\n" EXPECTS("ab")), "fine", &seen);
    assert_false(wire_has(&seen, "100 Continue")); /* the body is there already */
    buf_clear(&seen);
    wire_ask(STR("POST / HTTP/1.0\r\n" EXPECTS("ab")), "fine", &seen);
    assert_false(wire_has(&seen, "100 Continue"));
    buf_free(&seen);
}

static void test_pages_of_other_origins(void **state)
{
    static const struct {
        const char *origin;
        bool is_allowed;
    } cases[] = {
        {"https://shop.example", true},
        {"https://b.example:8443", true},
        {"https://shop.example.evil", false},
        {"http://shop.example", false},
        {"https://shop.exampl", false},
        {"https://b.example", false},
        {"null", false},
        {"https://shop.example https://b.example:8443", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf seen = {0}, request = {0}, line = {0};

        buf_printf(&request, "GET / HTTP/1.1\r\nHost: a\r\nOrigin: %s\r\n\r\n", cases[i].origin);
        buf_printf(&line, "Access-Control-Allow-Origin: %s\r\n", cases[i].origin);
        wire_ask(buf_as_str(&request), "fine", &seen);
        assert_int_equal(wire_has(&seen, line.data), cases[i].is_allowed);
        assert_int_equal(wire_has(&seen, "Access-Control"), cases[i].is_allowed);
        assert_true(wire_has(&seen, "Vary: Origin\r\n"));
        buf_free(&seen);
        buf_free(&request);
        buf_free(&line);
    }
}

static void test_origins_are_as_browsers_send_them(void **state)
{
    static const struct {
        const char *origins;
        const char *says; /* NULL: good */
    } cases[] = {
        {"", NULL},
        {"https://shop.example", NULL},
        {"http://127.0.0.1:5173  https://[::1]:8443", NULL},
        {"*", "any origin"},
        {"https://shop.example *", "any origin"},
        {"null", "begins with"},
        {"shop.example", "begins with"},
        {"https://", "no host"},
        {"https://shop.example/", "nothing behind"},
        {"https://Shop.example", "small letters"},
        {"https://shop.example:443", "usual port"},
        {"http://shop.example:80", "usual port"},
        {"https://a.example,https://b.example", "small letters"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};

        assert_int_equal(http_origins_check(cases[i].origins, &err), cases[i].says == NULL);
        if (cases[i].says)
            assert_non_null(strstr(err.text, cases[i].says));
    }
}

static void test_refusals_have_the_clients_id(void **state)
{
    struct buf seen = {0};

    wire_ask(STR("POST / HTTP/1.1\r\nHost: a\r\nX-Request-Id: of-mine\r\nContent-Length: 1001\r\n\r\n"),
             "\"correlation_id\":\"of-mine\"", &seen);
    assert_true(wire_has(&seen, "X-Request-Id: of-mine\r\n"));
    buf_clear(&seen);
    wire_ask(STR("nonsense\r\n\r\n"), "\"retryable\":false}", &seen);
    assert_true(wire_has(&seen, "X-Request-Id: ") && wire_has(&seen, "\"correlation_id\":\""));
    assert_false(wire_has(&seen, "\"correlation_id\":\"\""));
    buf_free(&seen);
}

int main(void)
{
#define SERVER_TEST(test) cmocka_unit_test_setup_teardown(test, open_server, close_server)
    const struct CMUnitTest tests[] = {
        SERVER_TEST(test_corpus_over_sockets),
        SERVER_TEST(test_reply_has_what_it_should),
        SERVER_TEST(test_handler_has_its_own_headers),
        SERVER_TEST(test_headers_are_not_injected),
        SERVER_TEST(test_no_body_where_none_belongs),
        SERVER_TEST(test_head_refused_has_no_body),
        SERVER_TEST(test_refusal_names_the_limit),
        SERVER_TEST(test_connection_is_kept_or_closed),
        SERVER_TEST(test_continue_is_said_only_when_it_helps),
        SERVER_TEST(test_pages_of_other_origins),
        SERVER_TEST(test_origins_are_as_browsers_send_them),
        SERVER_TEST(test_refusals_have_the_clients_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
