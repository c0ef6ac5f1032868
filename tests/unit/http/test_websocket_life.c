/* websocket: how one begins, what happens to slow and silent ones, and all the ways in which one ends. */
#include <stdio.h>

#include "frames.h"

enum { TEXT = 0x81, CLOSE = 0x88 };

static void test_handshakes(void **state)
{
    static const struct {
        const char *request;
        const char *says;
    } cases[] = {
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY "\r\n",
         "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"},
        {"GET / HTTP/1.1\r\nHost: a\r\nUPGRADE: WebSocket\r\nConnection: keep-alive, "
         "upgrade\r\n" SOCKET_VERSION SOCKET_KEY "\r\n",
         " 101 Switching Protocols\r\n"},
        {"POST / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY "\r\n", "begins with GET"},
        {"GET / HTTP/1.0\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY "\r\n", "begins with GET"},
        {"GET / HTTP/1.1\r\nContent-Length: 1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY "\r\na",
         "no body"},
        {"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n" SOCKET_VERSION SOCKET_KEY "\r\n",
         "not an upgrade"},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\n" SOCKET_VERSION SOCKET_KEY "\r\n",
         "not an upgrade"},
        {"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: upgrade\r\n" SOCKET_VERSION SOCKET_KEY
         "\r\n",
         "not an upgrade"},
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_KEY "\r\n", "version"},
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE "Sec-WebSocket-Version: 8\r\n" SOCKET_KEY "\r\n", "version"},
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_VERSION SOCKET_KEY "\r\n", "version"},
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION "\r\n", "Sec-WebSocket-Key"},
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY SOCKET_KEY "\r\n",
         "Sec-WebSocket-Key"},
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION "Sec-WebSocket-Key: dGhl\r\n\r\n",
         "Sec-WebSocket-Key"},
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=!\r\n\r\n",
         "Sec-WebSocket-Key"},
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY "Origin: https://evil.example\r\n\r\n",
         "Pages of this origin"},
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY "Origin: https://shop.example\r\n\r\n",
         " 101 "},
        {"GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY
         "Sec-WebSocket-Protocol: other, steward.v1\r\n\r\n",
         "Sec-WebSocket-Protocol: steward.v1\r\n"},
    };

    sockets.origins = "https://shop.example";
    sockets.protocol = "steward.v1";
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf seen = {0};

        wire_ask(str_of(cases[i].request), cases[i].says, &seen);
        assert_true(wire_has(&seen, " 101 ") || wire_has(&seen, " 400 "));
        buf_free(&seen);
    }
}

static void test_protocol_is_not_forced_on_anybody(void **state)
{
    struct buf seen = {0};

    sockets.protocol = "steward.v1";
    wire_ask(STR("GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY "\r\n"), "\r\n\r\n", &seen);
    assert_true(wire_has(&seen, " 101 ") && !wire_has(&seen, "Sec-WebSocket-Protocol"));
    buf_free(&seen);
}

static void add_text(struct buf *to, const char *text)
{
    frame_add(to, TEXT, str_of(text), true);
}

/* Reads on until frames say `expected`. */
static void expect(int fd, struct buf *seen, const char *expected)
{
    struct buf text = {0};

    if (!wire_wait(
            (wire_take(fd, seen), buf_clear(&text), frames_read(seen, &text), wire_has(&text, expected))))
        fail_msg("no %s in %s", expected, text.data ? text.data : "nothing");
    buf_free(&text);
}

static void test_frames_behind_the_handshake_are_read(void **state)
{
    struct buf frames = {0}, seen = {0};
    int fd;

    add_text(&frames, "early");
    fd = socket_connect_with(0, buf_as_str(&frames));
    expect(fd, &seen, "text early;");
    close(fd);
    buf_free(&frames);
    buf_free(&seen);
}

static void close_from_message(struct websocket *socket, struct str message)
{
    assert_true(websocket_send(socket, true, STR("last words")));
    websocket_close(socket, 4000, STR("enough"));
    assert_false(websocket_send(socket, true, STR("more")));
    assert_int_equal(sockets.closed, 0);
}

static void test_closing_first(void **state)
{
    struct buf frames = {0}, seen = {0};
    int fd = socket_connect("");

    sockets.on_message = close_from_message;
    add_text(&frames, "a");
    add_text(&frames, "b");
    wire_send(fd, buf_as_str(&frames));
    expect(fd, &seen, "text last words;close 4000 enough;");
    assert_int_equal(sockets.messages, 1);
    assert_int_equal(sockets.closed, 0); /* the peer has not answered */
    buf_clear(&frames);
    frame_add(&frames, CLOSE, STR("\x0f\xa0"), true);
    wire_send(fd, buf_as_str(&frames));
    assert_true(wire_until_end(fd, &seen));
    assert_int_equal(sockets.closed, 1);
    assert_int_equal(sockets.code, 4000);
    close(fd);
    buf_free(&frames);
    buf_free(&seen);
}

static void test_peer_that_does_not_answer_a_close(void **state)
{
    struct buf seen = {0};
    int fd = socket_connect("");

    websocket_close(sockets.last, 1000, STR(""));
    expect(fd, &seen, "close 1000;");
    wire_pass(WEBSOCKET_CLOSING_MS - HTTP_TICK_MS);
    assert_int_equal(sockets.closed, 0);
    wire_pass(2 * HTTP_TICK_MS);
    assert_int_equal(sockets.closed, 1);
    assert_int_equal(sockets.code, 1000);
    assert_int_equal(wire_connections(), 0);
    close(fd);
    buf_free(&seen);
}

static void test_codes_are_told(void **state)
{
    static const struct {
        const char *bytes;
        size_t len;
        int code;
    } cases[] = {
        {"\x03\xe8", 2, 1000}, {"\x0b\xb8", 2, 3000}, {"", 0, 1005}, {"\x03", 1, 1002}, {"\x03\xed", 2, 1002},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf frames = {0}, seen = {0};
        int fd = socket_connect("");

        sockets.closed = 0;
        frame_add(&frames, CLOSE, str_n(cases[i].bytes, cases[i].len), true);
        wire_send(fd, buf_as_str(&frames));
        assert_true(wire_until_end(fd, &seen));
        assert_int_equal(sockets.closed, 1);
        assert_int_equal(sockets.code, cases[i].code);
        close(fd);
        buf_free(&frames);
        buf_free(&seen);
    }
}

static void test_leaving_without_a_word(void **state)
{
    for (int way = 0; way < 3; way++) {
        for (int half_a_frame = 0; half_a_frame < 2; half_a_frame++) {
            int fd = socket_connect("");

            sockets.closed = 0;
            if (half_a_frame)
                wire_send(fd, str_n("\x81\x85\0\0\0\0ab", 8));
            if (way == 0)
                close(fd);
            else if (way == 1)
                wire_reset(fd);
            else
                shutdown(fd, SHUT_WR);
            assert_true(wire_wait(sockets.closed == 1 && wire_connections() == 0));
            assert_int_equal(sockets.code, 1006);
            if (way == 2)
                close(fd);
        }
    }
}

static void test_sending_to_one_who_has_left(void **state)
{
    int fd = socket_connect("");

    wire_reset(fd);
    for (int i = 0; i < 3; i++)
        (void)!websocket_send(sockets.last, true, STR("a")); /* before the loop has seen it */
    assert_int_equal(sockets.closed, 0);
    assert_true(wire_wait(sockets.closed == 1));
}

static void test_silent_peer_is_pinged_then_cut(void **state)
{
    struct buf seen = {0};
    int fd = socket_connect("");

    wire_pass(WEBSOCKET_PING_MS + HTTP_TICK_MS);
    expect(fd, &seen, "ping ;");
    wire_pass(WEBSOCKET_IDLE_MS - 2 * HTTP_TICK_MS);
    assert_int_equal(sockets.closed, 0);
    wire_pass(3 * HTTP_TICK_MS);
    assert_int_equal(sockets.closed, 1);
    assert_int_equal(sockets.code, 1006);
    close(fd);
    buf_free(&seen);
}

static void test_pong_keeps_it_alive(void **state)
{
    struct buf seen = {0}, pong = {0};
    int fd = socket_connect("");

    frame_add(&pong, 0x8a, STR(""), true);
    for (int i = 0; i < 5; i++) {
        wire_pass(WEBSOCKET_PING_MS + HTTP_TICK_MS);
        expect(fd, &seen, "ping ;");
        buf_clear(&seen);
        wire_send(fd, buf_as_str(&pong));
    }
    assert_int_equal(sockets.closed, 0);
    close(fd);
    buf_free(&seen);
    buf_free(&pong);
}

static void test_push_to_a_slow_reader_ends_with_1013(void **state)
{
    struct buf large = {0};
    int fd = socket_connect_with(4096, STR_NONE), sent = 0;

    while (large.len < 50000)
        buf_char(&large, 'x');
    while (sent < 1000 && websocket_send(sockets.last, false, buf_as_str(&large))) {
        sent++;
        wire_turns(1);
    }
    assert_in_range(sent, WEBSOCKET_QUEUE_MAX_BYTES / 50000, 200); /* the kernel took some of it */
    assert_false(websocket_send(sockets.last, true, STR("a")));
    assert_int_equal(sockets.closed, 0);
    wire_pass(WEBSOCKET_CLOSING_MS + HTTP_TICK_MS);
    assert_int_equal(sockets.closed, 1);
    assert_int_equal(sockets.code, 1013);
    close(fd);
    buf_free(&large);
}

static void test_large_message_may_wait_alone(void **state)
{
    static char large[WEBSOCKET_QUEUE_MAX_BYTES * 4];
    struct buf seen = {0};
    int fd = socket_connect_with(4096, STR_NONE);

    memset(large, 'x', sizeof(large));
    assert_true(websocket_send(sockets.last, true, str_n(large, sizeof(large))));
    assert_true(wire_wait((wire_take(fd, &seen), seen.len >= sizeof(large))));
    assert_true(websocket_send(sockets.last, true, str_n(large, sizeof(large)))); /* it is out: another one */
    assert_false(websocket_send(sockets.last, true, STR("behind it")));
    wire_pass(WEBSOCKET_CLOSING_MS + HTTP_TICK_MS);
    assert_int_equal(sockets.code, 1013);
    close(fd);
    buf_free(&seen);
}

static void test_slow_reader_that_reads_is_told_1013(void **state)
{
    struct buf large = {0}, seen = {0}, text = {0};
    int fd = socket_connect_with(4096, STR_NONE);

    while (large.len < 50000)
        buf_char(&large, 'x');
    while (websocket_send(sockets.last, false, buf_as_str(&large)))
        wire_turns(1);
    assert_true(wire_wait((wire_take(fd, &seen), buf_clear(&text), frames_read(&seen, &text),
                           str_ends(buf_as_str(&text), STR("close 1013 reading too slowly;")))));
    close(fd);
    buf_free(&large);
    buf_free(&seen);
    buf_free(&text);
}

/* Echoes of a peer that never reads: we stop reading from it, so that neither side's memory grows. */
static void test_one_who_only_writes_is_not_read_for_ever(void **state)
{
    struct buf frame = {0}, message = {0};
    int fd = socket_connect_with(4096, STR_NONE);
    size_t taken = 0;

    while (message.len < 10000)
        buf_char(&message, 'x');
    frame_add(&frame, TEXT, buf_as_str(&message), true);
    for (int i = 0; i < 20000; i++) {
        ssize_t count = send(fd, frame.data + taken % frame.len, frame.len - taken % frame.len, MSG_NOSIGNAL);

        taken += count > 0 ? (size_t)count : 0;
        wire_turns(1);
    }
    assert_true(taken < 40 << 20); /* what the kernel keeps on both ways, and a little */
    assert_int_equal(sockets.closed, 0);
    wire_pass(WEBSOCKET_PING_MS + HTTP_TICK_MS);
    wire_pass(WEBSOCKET_IDLE_MS + HTTP_TICK_MS);
    assert_int_equal(sockets.closed, 1);
    close(fd);
    buf_free(&frame);
    buf_free(&message);
}

static void test_messages_share_the_bodies_budget(void **state)
{
    struct buf frame = {0}, large = {0}, seen = {0};
    int fds[20], refused = 0;

    while (large.len < 60000)
        buf_char(&large, 'x');
    frame_add(&frame, 0x01, buf_as_str(&large), true); /* the first of several fragments */
    for (int i = 0; i < 20; i++) {
        fds[i] = socket_connect("");
        wire_send(fds[i], buf_as_str(&frame));
    }
    wire_turns(5);
    refused = sockets.closed;
    assert_in_range(refused, 1, 15); /* 20 times 60,000 do not go into 1 MiB */
    assert_int_equal(sockets.code, 1013);
    for (int i = 0; i < 20; i++)
        close(fds[i]);
    assert_true(wire_wait(sockets.closed == 20));
    fds[0] = socket_connect("");
    buf_clear(&frame);
    frame_add(&frame, TEXT, buf_as_str(&large), true);
    wire_send(fds[0], buf_as_str(&frame));
    expect(fds[0], &seen, "text 60000 times x;");
    close(fds[0]);
    buf_free(&frame);
    buf_free(&large);
    buf_free(&seen);
}

static void note_drained(void *owner)
{
    *(int *)owner += 1;
}

static void test_drain_says_goodbye(void **state)
{
    struct buf seen = {0}, frames = {0};
    int drained = 0, fd = socket_connect("");

    http_server_drain(wire.server, 10000, note_drained, &drained);
    expect(fd, &seen, "close 1001 going away;");
    frame_add(&frames, CLOSE, STR("\x03\xe9"), true);
    wire_send(fd, buf_as_str(&frames));
    assert_true(wire_until_end(fd, &seen));
    close(fd);
    assert_true(wire_wait(drained == 1));
    assert_int_equal(sockets.closed, 1);
    assert_int_equal(sockets.code, 1001);
    buf_free(&seen);
    buf_free(&frames);
}

static void test_server_goes_first(void **state)
{
    int fd = socket_connect("");

    http_server_free(wire.server);
    wire.server = NULL;
    assert_int_equal(sockets.closed, 1);
    close(fd);
}

static void test_leaving_during_the_upgrade(void **state)
{
    for (int way = 0; way < 2; way++) {
        static const char request[] =
            "GET / HTTP/1.1\r\n" SOCKET_UPGRADE SOCKET_VERSION SOCKET_KEY "\r\n\x81\x81";
        int fd = wire_connect();

        sockets.closed = 0;
        send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL);
        if (way)
            wire_reset(fd);
        else
            close(fd);
        assert_true(wire_wait(wire_connections() == 0));
    }
}

int main(void)
{
#define SOCKET_TEST(test) cmocka_unit_test_setup_teardown(test, sockets_open, sockets_close)
    const struct CMUnitTest tests[] = {
        SOCKET_TEST(test_handshakes),
        SOCKET_TEST(test_protocol_is_not_forced_on_anybody),
        SOCKET_TEST(test_frames_behind_the_handshake_are_read),
        SOCKET_TEST(test_closing_first),
        SOCKET_TEST(test_peer_that_does_not_answer_a_close),
        SOCKET_TEST(test_codes_are_told),
        SOCKET_TEST(test_leaving_without_a_word),
        SOCKET_TEST(test_sending_to_one_who_has_left),
        SOCKET_TEST(test_silent_peer_is_pinged_then_cut),
        SOCKET_TEST(test_pong_keeps_it_alive),
        SOCKET_TEST(test_push_to_a_slow_reader_ends_with_1013),
        SOCKET_TEST(test_large_message_may_wait_alone),
        SOCKET_TEST(test_slow_reader_that_reads_is_told_1013),
        SOCKET_TEST(test_one_who_only_writes_is_not_read_for_ever),
        SOCKET_TEST(test_messages_share_the_bodies_budget),
        SOCKET_TEST(test_drain_says_goodbye),
        SOCKET_TEST(test_server_goes_first),
        SOCKET_TEST(test_leaving_during_the_upgrade),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
