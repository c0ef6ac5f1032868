/* websocket: frames of every kind, whole and byte by byte. The server echoes messages. */
#include <stdio.h>

#include "frames.h"

enum {
    TEXT = 0x81,
    BINARY = 0x82,
    CLOSE = 0x88,
    PING = 0x89,
    PONG = 0x8a,
    FIRST = 0x01,
    MORE = 0x00,
    LAST = 0x80
};

struct frame {
    int head; /* first byte; 0 with no payload: no frame */
    const char *payload;
    size_t len;
    bool is_unmasked;
    char fill; /* the payload is len times this */
};

#define F(head, text)                                                                                        \
    {                                                                                                        \
        head, text, sizeof(text) - 1                                                                         \
    }
#define FILL(head, len)                                                                                      \
    {                                                                                                        \
        head, NULL, len, false, 'x'                                                                          \
    }

static const struct {
    const char *name;
    struct frame frames[4];
    const char *expected;
} cases[] = {
    /* clang-format off */
    {"text", {F(TEXT, "hello")}, "text hello;"},
    {"empty text", {F(TEXT, "")}, "text ;"},
    {"binary", {F(BINARY, "a\xff")}, "binary a\xff;"},
    {"empty binary", {F(BINARY, "")}, "binary ;"},
    {"two in one go", {F(TEXT, "a"), F(TEXT, "b")}, "text a;text b;"},
    {"125 bytes", {FILL(TEXT, 125)}, "text 125 times x;"},
    {"126 bytes", {FILL(TEXT, 126)}, "text 126 times x;"},
    {"65535 bytes", {FILL(BINARY, 65535)}, "binary 65535 times x;"},
    {"as large as allowed", {FILL(TEXT, 65536)}, "text 65536 times x;"},
    {"larger", {FILL(TEXT, 65537)}, "close 1009;"},
    {"larger, in fragments", {FILL(FIRST, 65536), FILL(LAST, 1)}, "close 1009 message too big;"},
    {"two fragments", {F(FIRST, "he"), F(LAST, "llo")}, "text hello;"},
    {"an empty fragment", {F(FIRST, "he"), F(MORE, ""), F(LAST, "llo")}, "text hello;"},
    {"only empty fragments", {F(FIRST, ""), F(MORE, ""), F(LAST, "")}, "text ;"},
    {"ping between fragments", {F(FIRST, "he"), F(PING, "p"), F(LAST, "llo")}, "pong p;text hello;"},
    {"ping", {F(PING, "")}, "pong ;"},
    {"ping with data", {F(PING, "a\xff")}, "pong a\xff;"},
    {"ping of 125", {FILL(PING, 125)}, "pong 125 times x;"},
    {"ping of 126", {FILL(PING, 126)}, "close 1002;"},
    {"ping in fragments", {F(0x09, "a"), F(LAST, "b")}, "close 1002;"},
    {"pong nobody asked for", {F(PONG, "a"), F(TEXT, "b")}, "text b;"},
    {"close", {F(CLOSE, "\x03\xe8")}, "close 1000;"},
    {"close without a code", {F(CLOSE, "")}, "close 0;"},
    {"close with half a code", {F(CLOSE, "\x03")}, "close 1002 half a status code;"},
    {"close with a reason", {F(CLOSE, "\x03\xe9" "bye")}, "close 1001 bye;"},
    {"close with a bad reason", {F(CLOSE, "\x03\xe8\xff")}, "close 1007;"},
    {"close of 126", {FILL(CLOSE, 126)}, "close 1002;"},
    {"close in fragments", {F(0x08, "\x03\xe8")}, "close 1002;"},
    {"close 0", {F(CLOSE, "\0\0")}, "close 1002;"},
    {"close 999", {F(CLOSE, "\x03\xe7")}, "close 1002;"},
    {"close 1004", {F(CLOSE, "\x03\xec")}, "close 1002;"},
    {"close 1005", {F(CLOSE, "\x03\xed")}, "close 1002;"},
    {"close 1006", {F(CLOSE, "\x03\xee")}, "close 1002;"},
    {"close 1007", {F(CLOSE, "\x03\xef")}, "close 1007;"},
    {"close 1011", {F(CLOSE, "\x03\xf3")}, "close 1011;"},
    {"close 1015", {F(CLOSE, "\x03\xf7")}, "close 1002;"},
    {"close 1016", {F(CLOSE, "\x03\xf8")}, "close 1002;"},
    {"close 2999", {F(CLOSE, "\x0b\xb7")}, "close 1002;"},
    {"close 3000", {F(CLOSE, "\x0b\xb8")}, "close 3000;"},
    {"close 4999", {F(CLOSE, "\x13\x87")}, "close 4999;"},
    {"close 5000", {F(CLOSE, "\x13\x88")}, "close 1002;"},
    {"text behind a close", {F(CLOSE, "\x03\xe8"), F(TEXT, "a")}, "close 1000;"},
    {"ping behind a close", {F(CLOSE, "\x03\xe8"), F(PING, "a")}, "close 1000;"},
    {"reserved bit 1", {F(0xc1, "a")}, "close 1002;"},
    {"reserved bit 2", {F(0xa1, "a")}, "close 1002;"},
    {"reserved bit 3", {F(0x91, "a")}, "close 1002;"},
    {"reserved bit of a ping", {F(0xc9, "a")}, "close 1002;"},
    {"opcode 3", {F(0x83, "a")}, "close 1002;"},
    {"opcode 7", {F(0x87, "")}, "close 1002;"},
    {"opcode 11", {F(0x8b, "a")}, "close 1002;"},
    {"opcode 15", {F(0x8f, "")}, "close 1002;"},
    {"unmasked", {{TEXT, "a", 1, true}}, "close 1002;"},
    {"unmasked ping", {{PING, "a", 1, true}}, "close 1002;"},
    {"continuation of nothing", {F(LAST, "a")}, "close 1002;"},
    {"continuation of a whole message", {F(TEXT, "a"), F(LAST, "b")}, "text a;close 1002;"},
    {"text within a message", {F(FIRST, "a"), F(TEXT, "b")}, "close 1002;"},
    {"UTF-8", {F(TEXT, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80")}, "text \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80;"},
    {"UTF-8 cut by fragments", {F(FIRST, "\xe2"), F(MORE, "\x82"), F(LAST, "\xac")}, "text \xe2\x82\xac;"},
    {"not UTF-8", {F(TEXT, "a\xff")}, "close 1007;"},
    {"not UTF-8, in the second fragment", {F(FIRST, "a"), F(LAST, "\x80")}, "close 1007;"},
    {"UTF-8 without its end", {F(TEXT, "\xe2\x82")}, "close 1007;"},
    {"overlong", {F(TEXT, "\xc0\x80")}, "close 1007;"},
    {"surrogate", {F(TEXT, "\xed\xa0\x80")}, "close 1007;"},
    {"above U+10FFFF", {F(TEXT, "\xf4\x90\x80\x80")}, "close 1007;"},
    {"good after good", {F(TEXT, "\xc3\xa9"), F(TEXT, "b")}, "text \xc3\xa9;text b;"},
    /* clang-format on */
};

static const struct {
    const char *name;
    struct str bytes;
} broken[] = {
    {"16 bits for a length below 126", {"\x81\xfe\0\x01\0\0\0\0a", 9}},
    {"64 bits for a length below 2^16", {"\x81\xff\0\0\0\0\0\0\0\x01\0\0\0\0a", 15}},
    {"a length with the highest bit", {"\x82\xff\x80\0\0\0\0\0\0\x01\0\0\0\0a", 15}},
    {"an HTTP request", {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 27}},
};

static void add_frame(struct buf *to, const struct frame *frame)
{
    struct buf fill = {0};

    for (size_t i = 0; frame->fill && i < frame->len; i++)
        buf_char(&fill, frame->fill);
    frame_add(to, frame->head, frame->fill ? buf_as_str(&fill) : str_n(frame->payload, frame->len),
              !frame->is_unmasked);
    buf_free(&fill);
}

static void check(const char *name, struct str bytes, size_t piece, const char *expected)
{
    struct buf seen = {0}, text = {0};
    int fd = socket_connect("");
    bool ends = strstr(expected, "close") != NULL;

    sockets.closed = 0;
    for (size_t at = 0; at < bytes.len && wire_send(fd, str_sub(bytes, at, at + piece)); at += piece)
        ;
    if (ends)
        assert_true(wire_until_end(fd, &seen));
    else
        wire_wait(
            (wire_take(fd, &seen), buf_clear(&text), frames_read(&seen, &text), wire_has(&text, expected)));
    buf_clear(&text);
    frames_read(&seen, &text);
    if (!str_is(buf_as_str(&text), expected))
        fail_msg("%s by %zu: expected %.200s, seen %.200s", name, piece, expected, text.data);
    close(fd);
    assert_true(wire_wait(sockets.closed == 1));
    buf_free(&seen);
    buf_free(&text);
}

static void test_frames(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf bytes = {0};

        for (size_t f = 0; f < COUNT_OF(cases[i].frames) &&
                           (f == 0 || cases[i].frames[f].payload || cases[i].frames[f].fill);
             f++)
            add_frame(&bytes, &cases[i].frames[f]);
        check(cases[i].name, buf_as_str(&bytes), SIZE_MAX / 2, cases[i].expected);
        if (bytes.len < 1000)
            check(cases[i].name, buf_as_str(&bytes), 1, cases[i].expected);
        check(cases[i].name, buf_as_str(&bytes), 4099, cases[i].expected);
        buf_free(&bytes);
    }
}

static void test_what_is_no_frame(void **state)
{
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        check(broken[i].name, broken[i].bytes, SIZE_MAX / 2, "close 1002;");
        check(broken[i].name, broken[i].bytes, 1, "close 1002;");
    }
    check("a length of 2^40", str_n("\x82\xff\0\0\x01\0\0\0\0\0\0\0\0\0a", 15), 1, "close 1009;");
}

static void test_fragments_are_counted(void **state)
{
    for (int over = 0; over <= 1; over++) {
        struct buf bytes = {0}, expected = {0};

        for (int i = 1; i < WEBSOCKET_FRAGMENTS_MAX + over; i++)
            frame_add(&bytes, i == 1 ? FIRST : MORE, STR("x"), true);
        frame_add(&bytes, LAST, STR("x"), true);
        buf_printf(&expected, over ? "close 1008 too many fragments;" : "text %d times x;",
                   WEBSOCKET_FRAGMENTS_MAX);
        check("fragments", buf_as_str(&bytes), SIZE_MAX / 2, expected.data);
        buf_free(&bytes);
        buf_free(&expected);
    }
}

static void test_empty_continuations_end(void **state)
{
    struct buf bytes = {0};

    frame_add(&bytes, FIRST, STR(""), true);
    for (int i = 0; i < 60000; i++)
        frame_add(&bytes, MORE, STR(""), true);
    check("empty continuations", buf_as_str(&bytes), SIZE_MAX / 2, "close 1008 too many fragments;");
    buf_free(&bytes);
}

static void test_control_frames_have_a_rate(void **state)
{
    static const int heads[] = {PING, PONG};
    struct buf seen = {0}, text = {0};
    int fd;

    for (size_t h = 0; h < COUNT_OF(heads); h++) {
        struct buf bytes = {0};

        for (int i = 0; i <= WEBSOCKET_CONTROLS_BURST; i++)
            frame_add(&bytes, heads[h], STR(""), true);
        fd = socket_connect("");
        wire_send(fd, buf_as_str(&bytes));
        assert_true(wire_until_end(fd, &seen));
        frames_read(&seen, &text);
        assert_true(str_ends(buf_as_str(&text), STR("close 1008 too many control frames;")));
        buf_clear(&seen);
        buf_clear(&text);
        buf_free(&bytes);
        close(fd);
    }
    fd = socket_connect("");
    for (int i = 0; i < 200; i++) { /* within it, they may come for ever */
        struct buf ping = {0};

        frame_add(&ping, PING, STR(""), true);
        assert_true(wire_send(fd, buf_as_str(&ping)));
        wire_pass(1000 / WEBSOCKET_CONTROLS_PER_S);
        buf_free(&ping);
    }
    wire_take(fd, &seen);
    frames_read(&seen, &text);
    assert_int_equal(wire_count(&text, "pong ;"), 200);
    close(fd);
    buf_free(&seen);
    buf_free(&text);
}

int main(void)
{
#define SOCKET_TEST(test) cmocka_unit_test_setup_teardown(test, sockets_open, sockets_close)
    const struct CMUnitTest tests[] = {
        SOCKET_TEST(test_frames),
        SOCKET_TEST(test_what_is_no_frame),
        SOCKET_TEST(test_fragments_are_counted),
        SOCKET_TEST(test_empty_continuations_end),
        SOCKET_TEST(test_control_frames_have_a_rate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
