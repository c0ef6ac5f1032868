/* buf: a buffer that grows and stays a C string. */
#include "base/mem.h"
#include "base/str.h"
#include "unit.h"

static void grows_and_ends_with_nul(void **state)
{
    struct buf buf = {0};

    buf_str(&buf, STR("ab"));
    buf_char(&buf, 'c');
    buf_printf(&buf, "-%d-", 12345);
    buf_add(&buf, NULL, 0);
    assert_string_equal(buf.data, "abc-12345-");
    for (int i = 0; i < 10000; i++)
        buf_printf(&buf, "%d,", i);
    assert_int_equal(strlen(buf.data), buf.len);
    assert_true(str_ends(buf_as_str(&buf), STR(",9998,9999,")));
    buf_free(&buf);
    assert_null(buf.data);
}

static void formats_what_just_fits_and_just_does_not(void **state)
{
    for (int len = 60; len < 68; len++) {
        struct buf buf = {0};

        buf_printf(&buf, "%*d", len, 7);
        assert_int_equal(buf.len, len);
        assert_int_equal(buf.data[len - 1], '7');
        buf_free(&buf);
    }
}

static void escapes_what_has_a_meaning_in_addresses(void **state)
{
    struct buf buf = {0};

    buf_escaped(&buf, STR("Az09-._~"));
    assert_string_equal(buf.data, "Az09-._~");
    buf_clear(&buf);
    buf_escaped(&buf, STR("a/b ?#%+&\xc3\xa9"));
    assert_string_equal(buf.data, "a%2Fb%20%3F%23%25%2B%26%C3%A9");
    buf_free(&buf);
}

static void drops_from_the_front(void **state)
{
    static const struct {
        size_t count;
        const char *left;
    } cases[] = {{0, "hello"}, {2, "llo"}, {5, ""}, {9, ""}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf buf = {0};

        buf_str(&buf, STR("hello"));
        buf_drop_front(&buf, cases[i].count);
        assert_string_equal(buf.data, cases[i].left);
        assert_int_equal(buf.len, strlen(cases[i].left));
        buf_free(&buf);
    }
}

static void reserves(void **state)
{
    struct buf buf = {0};
    char *end = buf_reserve(&buf, 100);

    memset(end, 'x', 100);
    buf.len += 100;
    buf_char(&buf, 'y');
    assert_int_equal(buf.len, 101);
    assert_int_equal(buf.data[101], '\0');
    buf_clear(&buf);
    assert_int_equal(buf.len, 0);
    assert_true(buf.room >= 101);
    buf_free(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_and_ends_with_nul),
        cmocka_unit_test(formats_what_just_fits_and_just_does_not),
        cmocka_unit_test(escapes_what_has_a_meaning_in_addresses),
        cmocka_unit_test(drops_from_the_front),
        cmocka_unit_test(reserves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
