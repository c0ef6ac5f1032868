/* suggest: what goes on where the typed text ends. */
#include "index/suggest.h"

#include "base/mem.h"
#include "shop.h"
#include "unit.h"

#define KIND(name) STEWARD__V1__SUGGESTION__KIND__##name

static struct index *shop;
static struct arena *arena;

static int begin(void **state)
{
    shop = shop_open();
    arena = arena_new(16 << 20);
    return 0;
}

static int end(void **state)
{
    index_free(shop);
    arena_free(arena);
    return 0;
}

static bool suggests(const char *typed, Steward__V1__Suggestion__Kind kind, const char *text)
{
    const Steward__V1__Suggestions *found = suggest(shop, str_of(typed), SUGGEST_MAX, arena);

    for (size_t i = 0; i < found->n_suggestions; i++)
        if (found->suggestions[i]->kind == kind && !strcmp(found->suggestions[i]->text, text))
            return true;
    return false;
}

static void goes_on(void **state)
{
    static const struct {
        const char *typed;
        Steward__V1__Suggestion__Kind kind;
        const char *text;
    } cases[] = {
        {"headph", KIND(QUERY), "headphones"},
        {"HEADPH", KIND(QUERY), "headphones"},
        {"hedpho", KIND(QUERY), "headphones"},
        {"sony head", KIND(QUERY), "sony headphones"},
        {"wireles head", KIND(QUERY), "wireless headphones"},
        {"son", KIND(BRAND), "Sony"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (!suggests(cases[i].typed, cases[i].kind, cases[i].text))
            fail_msg("%s: no %s", cases[i].typed, cases[i].text);
}

static void names_each_product_once(void **state)
{
    const Steward__V1__Suggestions *found = suggest(shop, STR("sony headph"), SUGGEST_MAX, arena);
    size_t products = 0;

    for (size_t i = 0; i < found->n_suggestions; i++) {
        if (found->suggestions[i]->kind != KIND(PRODUCT))
            continue;
        products++;
        assert_true(found->suggestions[i]->product_id[0]);
        assert_true(str_find(str_of(found->suggestions[i]->text), STR("Sony")) >= 0);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(found->suggestions[k]->product_id, found->suggestions[i]->product_id);
    }
    assert_in_range(products, 1, 3);
}

static void says_nothing_about_what_nobody_knows(void **state)
{
    static const char *const typed[] = {"", "   ", "qqqqzzzz", "qqqqzzzz head", "\xff\xfe", "!?"};

    for (size_t i = 0; i < COUNT_OF(typed); i++)
        assert_int_equal(suggest(shop, str_of(typed[i]), SUGGEST_MAX, arena)->n_suggestions, 0);
    assert_int_equal(suggest(NULL, STR("head"), SUGGEST_MAX, arena)->n_suggestions, 0);
}

static void has_a_limit(void **state)
{
    char typed[1000];

    assert_int_equal(suggest(shop, STR("s"), 2, arena)->n_suggestions, 2);
    memset(typed, 'h', sizeof(typed));
    assert_int_equal(suggest(shop, str_n(typed, sizeof(typed)), 8, arena)->n_suggestions, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(goes_on, begin, end),
        cmocka_unit_test_setup_teardown(names_each_product_once, begin, end),
        cmocka_unit_test_setup_teardown(says_nothing_about_what_nobody_knows, begin, end),
        cmocka_unit_test_setup_teardown(has_a_limit, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
