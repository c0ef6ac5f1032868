/* parser: what is accepted and what is refused, and that it does not depend on how the bytes are cut. */
#include "corpus.h"
#include "reading.h"
#include "unit.h"

enum { BODY_MAX = 1000, CUTS = 300 };

static struct corpus corpus;

static int load(void **state)
{
    corpus_load(&corpus);
    return 0;
}

static int unload(void **state)
{
    corpus_free(&corpus);
    return 0;
}

/* In pieces of `size`, the first of which ends at `first`. */
static void read_cut(struct str text, size_t first, size_t size, struct buf *ret_seen)
{
    struct reading reading = {0};

    parser_start(&reading.parser);
    for (size_t at = 0, end = first; at < text.len; at = end, end = at + size)
        reading_feed(&reading, str_sub(text, at, end), BODY_MAX);
    reading_end(&reading);
    *ret_seen = reading.seen;
}

/* "ok ok 400" of the lines. */
static void outcome_of(const struct buf *seen, struct buf *ret_outcome)
{
    struct str rest = buf_as_str(seen), line;

    while (str_split(&rest, '\n', &line)) {
        if (line.len == 0)
            continue;
        if (ret_outcome->len > 0)
            buf_char(ret_outcome, ' ');
        if (line.data[0] >= '1' && line.data[0] <= '9')
            buf_str(ret_outcome, str_sub(line, 0, 3));
        else
            buf_str(ret_outcome, str_is(line, "...") ? STR("...") : STR("ok"));
    }
}

static struct str last_line(const struct buf *seen)
{
    struct str all = str_sub(buf_as_str(seen), 0, seen->len - 1);
    const char *before = memrchr(all.data, '\n', all.len);

    return before ? str_sub(all, (size_t)(before + 1 - all.data), all.len) : all;
}

static void check_case(const struct corpus_case *c)
{
    struct buf whole = {0}, outcome = {0};

    read_cut(buf_as_str(&c->text), c->text.len, 1, &whole);
    outcome_of(&whole, &outcome);
    if (!str_eq(buf_as_str(&outcome), c->expected))
        fail_msg("%.*s: expected %.*s, seen %.300s", STR_ARGS(c->name), STR_ARGS(c->expected), whole.data);
    if (!str_is(c->seen, "-") && !str_eq(last_line(&whole), c->seen))
        fail_msg("%.*s: expected %.*s, seen %.300s", STR_ARGS(c->name), STR_ARGS(c->seen), whole.data);
    buf_free(&whole);
    buf_free(&outcome);
}

static void test_corpus(void **state)
{
    int framing = 0;

    for (size_t i = 0; i < corpus.count; i++) {
        framing += str_is(corpus.cases[i].class, "framing");
        if (!str_is(corpus.cases[i].class, "target"))
            check_case(&corpus.cases[i]);
    }
    assert_true(corpus.count >= 95 && framing >= 48);
}

static void check_cut(const struct corpus_case *c, const struct buf *whole, size_t first, size_t size)
{
    struct buf seen = {0};

    read_cut(buf_as_str(&c->text), first, size, &seen);
    if (!str_eq(buf_as_str(&seen), buf_as_str(whole)))
        fail_msg("%.*s, cut at %zu and by %zu: %.300s instead of %.300s", STR_ARGS(c->name), first, size,
                 seen.data, whole->data);
    buf_free(&seen);
}

static void test_cuts(void **state)
{
    for (size_t i = 0; i < corpus.count; i++) {
        const struct corpus_case *c = &corpus.cases[i];
        size_t step =
            1 + c->text.len / CUTS; /* long texts are not cut at every byte, but fed byte by byte, too */
        struct buf whole = {0};

        read_cut(buf_as_str(&c->text), c->text.len, 1, &whole);
        check_cut(c, &whole, 1, 1);
        check_cut(c, &whole, 1, 7);
        for (size_t at = 1; at < c->text.len; at += step)
            check_cut(c, &whole, at, c->text.len);
        buf_free(&whole);
    }
}

static void test_headers_are_counted(void **state)
{
    for (int count = HTTP_HEADERS_MAX - 1; count <= HTTP_HEADERS_MAX; count++) {
        struct buf text = {0}, seen = {0};

        buf_str(&text, STR("GET / HTTP/1.1\r\nHost: a\r\n"));
        for (int i = 0; i < count; i++)
            buf_printf(&text, "X-%d: %d\r\n", i, i);
        buf_str(&text, STR("\r\n"));
        read_cut(buf_as_str(&text), text.len, 1, &seen);
        if (count < HTTP_HEADERS_MAX)
            assert_string_equal(seen.data, "GET / \n");
        else
            assert_string_equal(seen.data, "431 There are too many headers.\n");
        buf_free(&text);
        buf_free(&seen);
    }
}

static void test_head_is_exactly_as_large_as_allowed(void **state)
{
    for (size_t over = 0; over <= 1; over++) {
        struct buf text = {0}, seen = {0};

        buf_str(&text, STR("GET / HTTP/1.1\r\nHost: a\r\nX: "));
        while (text.len < HTTP_HEAD_MAX_BYTES - 4 + over)
            buf_char(&text, 'x');
        buf_str(&text, STR("\r\n\r\n"));
        read_cut(buf_as_str(&text), text.len, 1, &seen);
        assert_string_equal(seen.data, over ? "431 The head of the request is too large.\n" : "GET / \n");
        buf_free(&text);
        buf_free(&seen);
    }
}

static void test_what_becomes_of_the_connection(void **state)
{
    static const struct {
        const char *head;
        bool keeps_alive;
    } cases[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n\r\n", false},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n", false},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n\r\n", true},
        {"GET / HTTP/1.0\r\nHost: a\r\n\r\n", false},
        {"GET / HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n", true},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct parser parser = {0};
        struct str input = str_of(cases[i].head), piece;

        parser_start(&parser);
        assert_int_equal(parser_feed(&parser, &input, &piece), PARSER_HEAD);
        assert_int_equal(parser_keeps_alive(&parser), cases[i].keeps_alive);
        parser_free(&parser);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corpus),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_headers_are_counted),
        cmocka_unit_test(test_head_is_exactly_as_large_as_allowed),
        cmocka_unit_test(test_what_becomes_of_the_connection),
    };

    return cmocka_run_group_tests(tests, load, unload);
}
