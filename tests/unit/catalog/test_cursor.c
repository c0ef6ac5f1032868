/* cursor: comes back as it went, and nothing else is taken for one. */
#include "search/cursor.h"

#include <math.h>

#include "base/mem.h"
#include "unit.h"

static void comes_back(void **state)
{
    static const struct {
        double key;
        const char *id;
        uint16_t skip;
    } cases[] = {{1.5, "p1", 0},
                 {-1e18, "", 20},
                 {INFINITY, "a-long-product-id-with-some-40-characters", 65535}};
    struct arena *arena = arena_new(1 << 16);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct cursor out = {.search = 42 + i,
                             .key = cases[i].key,
                             .id = str_of(cases[i].id),
                             .skip = cases[i].skip},
                      in;
        char *text = cursor_write(&out, arena);

        assert_true(cursor_read(str_of(text), &in, arena));
        assert_true(in.search == out.search && in.key == out.key && in.skip == out.skip &&
                    str_eq(in.id, out.id));
    }
    arena_free(arena);
}

static void takes_nothing_else(void **state)
{
    static const char *const bad[] = {"",
                                      "x",
                                      "AAAA",
                                      "not a cursor!",
                                      "AQ==",
                                      "\xff\xff\xff",
                                      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    struct arena *arena = arena_new(1 << 20);
    struct cursor cursor = {.search = 7, .key = 3, .id = STR("p7")}, in;
    char *good = cursor_write(&cursor, arena);
    struct buf long_text = {0};

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(cursor_read(str_of(bad[i]), &in, arena));
    for (size_t i = 0; good[i]; i++) {
        char was = good[i];

        good[i] = was == 'B' ? 'C' : 'B';
        assert_false(cursor_read(str_n(good, strlen(good)), &in, arena) && in.search == 7 && in.key == 3 &&
                     !str_is(in.id, "p7"));
        good[i] = was;
    }
    assert_false(cursor_read(str_n(good, strlen(good) - 4), &in, arena));
    for (size_t i = 0; i < 10000; i++)
        buf_char(&long_text, 'A');
    assert_false(cursor_read(buf_as_str(&long_text), &in, arena));
    buf_free(&long_text);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(comes_back), cmocka_unit_test(takes_nothing_else)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
