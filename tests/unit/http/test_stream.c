/* stream: replies in pieces: their framing, their queue, their ends. */
#include "http/stream.h"

#include "http/limits.h"
#include "wire.h"

#define GET  "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define HEAD "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
#define OLD  "GET / HTTP/1.0\r\nHost: a\r\n\r\n"

static struct {
    struct http_stream *last;
    int opened, ended;
    enum http_stream_end how;
} streams;

static void on_ended(void *owner, enum http_stream_end how)
{
    streams.ended++;
    streams.how = how;
}

static void on_request(void *owner, struct http_request *request)
{
    static const struct http_header headers[] = {{"Content-Type", STR("text/event-stream")},
                                                 {"Bad", STR("a\r\nb")},
                                                 {0}};

    int before = streams.ended;

    streams.opened++;
    streams.last = http_stream_begin(request, 200, headers, on_ended, NULL);
    assert_int_equal(streams.ended, before); /* never inside the call */
}

static int open_server(void **state)
{
    struct http_server_options options = wire_options(on_request);

    memset(&streams, 0, sizeof(streams));
    wire_open(&options);
    return 0;
}

static int close_server(void **state)
{
    wire_close();
    assert_int_equal(streams.ended, streams.opened);
    return 0;
}

static int begin(const char *request, const char *until, struct buf *seen)
{
    int fd = wire_connect();

    wire_send(fd, str_of(request));
    assert_true(wire_until(fd, seen, until));
    return fd;
}

static void pieces_are_chunks_and_the_connection_stays(void **state)
{
    struct buf seen = {0};
    int fd = begin(GET, "\r\n\r\n", &seen);

    assert_true(wire_has(&seen, "Transfer-Encoding: chunked\r\n"));
    assert_false(wire_has(&seen, "Content-Length"));
    assert_false(wire_has(&seen, "Bad"));
    buf_clear(&seen);
    assert_true(http_stream_send(streams.last, STR("hello")));
    assert_true(http_stream_send(streams.last, STR(""))); /* which would be the end */
    assert_true(http_stream_send(streams.last, STR("0123456789abcdef")));
    http_stream_end(streams.last);
    assert_false(http_stream_send(streams.last, STR("too late")));
    http_stream_end(streams.last);
    assert_int_equal(streams.ended, 0);
    assert_true(wire_until(fd, &seen, "5\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"));
    assert_true(wire_wait(streams.ended == 1));
    assert_int_equal(streams.how, HTTP_STREAM_SENT);
    buf_clear(&seen);
    wire_send(fd, STR(GET)); /* on the same connection */
    assert_true(wire_until(fd, &seen, "\r\n\r\n"));
    assert_int_equal(streams.opened, 2);
    close(fd);
    buf_free(&seen);
}

static void a_pipelined_request_waits_for_the_end(void **state)
{
    struct buf seen = {0};
    int fd = begin(GET GET, "\r\n\r\n", &seen);

    wire_turns(5);
    assert_int_equal(streams.opened, 1);
    http_stream_end(streams.last);
    assert_true(wire_wait(streams.opened == 2));
    close(fd);
    buf_free(&seen);
}

static void an_old_client_reads_until_the_end(void **state)
{
    struct buf seen = {0};
    int fd = begin(OLD, "\r\n\r\n", &seen);

    assert_false(wire_has(&seen, "chunked"));
    assert_true(wire_has(&seen, "Connection: close"));
    assert_true(http_stream_send(streams.last, STR("all of it")));
    http_stream_end(streams.last);
    assert_true(wire_until_end(fd, &seen));
    assert_true(str_ends(buf_as_str(&seen), STR("\r\n\r\nall of it")));
    assert_int_equal(streams.how, HTTP_STREAM_SENT);
    close(fd);
    buf_free(&seen);
}

static void to_head_there_is_only_the_head(void **state)
{
    struct buf seen = {0};
    int fd = begin(HEAD, "\r\n\r\n", &seen);

    assert_true(wire_wait(streams.ended == 1));
    assert_int_equal(streams.how, HTTP_STREAM_SENT);
    assert_true(wire_has(&seen, "text/event-stream"));
    assert_true(str_ends(buf_as_str(&seen), STR("\r\n\r\n")));
    close(fd);
    buf_free(&seen);
}

static void a_peer_that_leaves_is_told_of(void **state)
{
    struct buf seen = {0};
    int fd = begin(GET, "\r\n\r\n", &seen);

    close(fd);
    assert_true(wire_wait(streams.ended == 1));
    assert_int_equal(streams.how, HTTP_STREAM_GONE);
    buf_free(&seen);
}

static void fill(struct http_stream *stream, size_t most)
{
    static char piece[16384];
    size_t sent = 0;

    while (sent < most && http_stream_send(stream, str_n(piece, sizeof(piece))))
        sent += sizeof(piece);
    assert_true(sent < most);
}

static void a_slow_reader_is_cut_off_when_its_queue_is_full(void **state)
{
    struct buf seen = {0};
    int fd = wire_connect_with(4096);

    wire_send(fd, STR(GET));
    assert_true(wire_wait(streams.opened == 1));
    fill(streams.last, 64 << 20);
    assert_true(wire_wait(streams.ended == 1));
    assert_int_equal(streams.how, HTTP_STREAM_TOO_SLOW);
    close(fd);
    buf_free(&seen);
}

static void a_reader_that_takes_nothing_is_cut_off_in_time(void **state)
{
    static char piece[200000];
    int fd = wire_connect_with(4096);

    wire_send(fd, STR(GET));
    assert_true(wire_wait(streams.opened == 1));
    for (int i = 0; i < 40 && http_stream_send(streams.last, str_n(piece, sizeof(piece))); i++)
        wire_turns(1);
    if (!streams.ended)
        wire_pass(HTTP_WRITE_STALLED_MS + HTTP_TICK_MS);
    assert_true(wire_wait(streams.ended == 1));
    assert_int_equal(streams.how, HTTP_STREAM_TOO_SLOW);
    close(fd);
}

static void a_large_piece_may_wait_alone(void **state)
{
    static char piece[HTTP_STREAM_QUEUE_MAX_BYTES * 4];
    struct buf seen = {0};
    int fd = wire_connect_with(4096);

    memset(piece, 'x', sizeof(piece));
    wire_send(fd, STR(GET));
    assert_true(wire_wait(streams.opened == 1));
    assert_true(http_stream_send(streams.last, str_n(piece, sizeof(piece))));
    http_stream_end(streams.last);
    assert_true(wire_until(fd, &seen, "x\r\n0\r\n\r\n"));
    assert_int_equal(streams.how, HTTP_STREAM_SENT);
    close(fd);
    buf_free(&seen);
}

static void a_silent_stream_ends_and_a_heartbeat_keeps_it(void **state)
{
    struct buf seen = {0};
    int fd = begin(GET, "\r\n\r\n", &seen);

    for (int i = 0; i < 4; i++) {
        wire_pass(HTTP_STREAM_SILENT_MS / 2);
        assert_true(http_stream_send(streams.last, STR(": there\n\n")));
    }
    assert_int_equal(streams.ended, 0);
    for (int i = 0; i < 4; i++)
        wire_pass(HTTP_STREAM_SILENT_MS / 2);
    assert_true(wire_wait(streams.ended == 1));
    assert_int_equal(streams.how, HTTP_STREAM_GONE);
    close(fd);
    buf_free(&seen);
}

static void draining_ends_it_properly(void **state)
{
    struct buf seen = {0};
    int fd = begin(GET, "\r\n\r\n", &seen);

    assert_true(http_stream_send(streams.last, STR("some")));
    http_server_drain(wire.server, 5000, NULL, NULL);
    assert_false(http_stream_send(streams.last, STR("more")));
    assert_true(wire_until_end(fd, &seen));
    assert_true(str_ends(buf_as_str(&seen), STR("4\r\nsome\r\n0\r\n\r\n")));
    assert_int_equal(streams.how, HTTP_STREAM_SENT);
    close(fd);
    buf_free(&seen);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_server, close_server)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pieces_are_chunks_and_the_connection_stays),
        TEST(a_pipelined_request_waits_for_the_end),
        TEST(an_old_client_reads_until_the_end),
        TEST(to_head_there_is_only_the_head),
        TEST(a_peer_that_leaves_is_told_of),
        TEST(a_slow_reader_is_cut_off_when_its_queue_is_full),
        TEST(a_reader_that_takes_nothing_is_cut_off_in_time),
        TEST(a_large_piece_may_wait_alone),
        TEST(a_silent_stream_ends_and_a_heartbeat_keeps_it),
        TEST(draining_ends_it_properly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
