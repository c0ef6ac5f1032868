/* synonyms: rules, and who is found by them. */
#include "synonyms.h"

#include "base/mem.h"
#include "index.h"
#include "search.h"
#include "shop.h"
#include "unit.h"

static void reads_rules(void **state)
{
    static const char text[] = "# comment\n"
                               "sofa, couch, settee # all the same\n"
                               "laptop => notebooks, portable computer\n"
                               "\n"
                               "lonely\n"
                               "x =>\n"
                               "one two three four five => six\n";
    static const struct {
        const char *stems;
        size_t count;
    } cases[] = {{"sofa", 2},           {"couch", 2}, {"laptop", 2}, {"notebook", 0},
                 {"portabl comput", 0}, {"lone", 0},  {"x", 0}};
    struct tokeniser *t = tokeniser_new();
    struct synonyms *s;
    size_t left_out, count;

    s = synonyms_read(str_of(text), t, &left_out);
    assert_int_equal(left_out, 3);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        synonyms_find(s, str_of(cases[i].stems), &count);
        assert_int_equal(count, cases[i].count);
    }
    assert_true(str_is(synonyms_find(s, STR("laptop"), &count)[0].stems[0], "notebook"));
    synonyms_free(s);
    assert_null(synonyms_find(NULL, STR("sofa"), &count));
    tokeniser_free(t);
}

static const char *first_for(struct index *shop, const char *query, struct arena *arena)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    const Steward__V1__SearchResult *result;

    command.query = str_c(arena, str_of(query));
    result = search_run(shop, &command, arena);
    return result->nothing_relevant ? "" : result->candidates[0]->product_id;
}

static void finds_by_synonyms(void **state)
{
    struct index *shop = shop_open();
    struct arena *arena = arena_new(8 << 20);
    size_t left_out;

    assert_string_equal(first_for(shop, "trainers", arena), "");
    index_use_synonyms(shop, synonyms_read(STR("trainers => running shoes\nusb stick, memory stick\n"),
                                           index_tokeniser(shop), &left_out));
    assert_int_equal(left_out, 0);
    assert_string_equal(first_for(shop, "trainers", arena), "s1");
    assert_string_equal(first_for(shop, "usb stick", arena), "m1");
    index_free(shop);
    arena_free(arena);
}

static void the_default_file_is_good(void **state)
{
    struct tokeniser *t = tokeniser_new();
    struct synonyms *s = NULL;
    struct error err;
    size_t count;

    assert_true(synonyms_load("services/catalog/synonyms.txt", t, &s, &err));
    assert_non_null(synonyms_find(s, STR("sofa"), &count));
    synonyms_free(s);
    assert_false(synonyms_load("services/catalog/no-such-file.txt", t, &s, &err));
    tokeniser_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rules),
        cmocka_unit_test(finds_by_synonyms),
        cmocka_unit_test(the_default_file_is_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
