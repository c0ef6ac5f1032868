/* popular and rules_query_log: what is counted, and what of it is suggested. */
#include "index/popular.h"

#include "base/mem.h"
#include "index/suggest.h"
#include "rules_query_log.h"
#include "shop.h"
#include "unit.h"

static void what_is_counted(void **state)
{
    static const char *const cases[][2] = {
        {"Wireless  HEADPHONES", "wireless headphones"},
        {"caf\u00e9 cr\u00e8me!", "cafe creme"},
        {"usb-c cable", "usb c cable"},
        {"iphone 15 pro 256 gb", "iphone 15 pro 256gb"},
        {"me@example.org", ""},
        {"call 0664 123 4567", ""},
        {"4111-1111-1111-1111", ""},
        {"order 1234567", ""},
        {"123456", "123456"},
        {"", ""},
        {"?!", ""},
        {"one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
         ""},
    };
    struct tokeniser *tokeniser = tokeniser_new();
    struct arena *arena = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str text = query_log_text(str_of(cases[i][0]), tokeniser, arena);

        if (!str_is(text, cases[i][1]))
            fail_msg("%s is counted as %.*s", cases[i][0], STR_ARGS(text));
    }
    arena_free(arena);
    tokeniser_free(tokeniser);
}

static void what_is_found(void **state)
{
    static const char *const queries[] = {"wireless headphones", "gaming mouse", "wired headphones",
                                          "wool socks", "mouse pad"};
    static const struct {
        const char *typed, *found;
    } cases[] = {
        {"w", "wireless headphones|wired headphones|"},
        {"wire", "wireless headphones|wired headphones|"},
        {"mouse", "mouse pad|"},
        {"mouse pad", ""}, /* what is typed already */
        {"headp", "wireless headphones|wired headphones|"},
        {"wirless", "wireless headphones|"},
        {"gamign", "gaming mouse|"},
        {"gaminf", "gaming mouse|"},
        {"xyz", ""},
        {"", ""},
    };
    struct popular *popular = popular_new();

    for (size_t i = 0; i < COUNT_OF(queries); i++)
        popular_add(popular, str_of(queries[i]));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str found[2];
        size_t count = popular_find(popular, str_of(cases[i].typed), found, COUNT_OF(found));
        struct buf text = {0};

        for (size_t k = 0; k < count; k++)
            buf_printf(&text, "%.*s|", STR_ARGS(found[k]));
        if (!str_is(buf_as_str(&text), cases[i].found))
            fail_msg("%s finds %.*s", cases[i].typed, STR_ARGS(buf_as_str(&text)));
        buf_free(&text);
    }
    assert_int_equal(popular_find(NULL, STR("w"), NULL, 0), 0);
    popular_free(popular);
}

static void it_is_suggested_first(void **state)
{
    struct index *shop = shop_open();
    struct arena *arena = arena_new(4 << 20);
    struct popular *popular = popular_new();
    const Steward__V1__Suggestions *found;
    size_t times = 0;

    popular_add(popular, STR("headphones"));
    popular_add(popular, STR("headphones for running"));
    index_use_popular(shop, popular);
    found = suggest(shop, STR("headph"), SUGGEST_MAX, arena);
    assert_true(found->n_suggestions > 2);
    assert_string_equal(found->suggestions[0]->text, "headphones");
    assert_true(found->suggestions[0]->popular);
    assert_string_equal(found->suggestions[1]->text, "headphones for running");
    for (size_t i = 0; i < found->n_suggestions; i++)
        times += found->suggestions[i]->kind == STEWARD__V1__SUGGESTION__KIND__QUERY &&
                 !strcmp(found->suggestions[i]->text, "headphones");
    assert_int_equal(times, 1);
    assert_int_equal(suggest(shop, STR("headph"), 1, arena)->n_suggestions, 1);
    arena_free(arena);
    index_free(shop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_counted),
        cmocka_unit_test(what_is_found),
        cmocka_unit_test(it_is_suggested_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
