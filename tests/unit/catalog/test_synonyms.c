/* synonyms: rules, and who is found by them. */
#include "words/synonyms.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "index/index.h"
#include "search/search.h"
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
    struct synonyms *s;
    struct buf text = {0};
    struct error err;
    size_t count, left_out;

    assert_true(synonyms_read_file("services/catalog/synonyms.txt", t, &text, &err));
    s = synonyms_read(buf_as_str(&text), t, &left_out);
    assert_int_equal(left_out, 0);
    assert_non_null(synonyms_find(s, STR("sofa"), &count));
    synonyms_free(s);
    buf_free(&text);
    tokeniser_free(t);
}

static void a_file_that_is_wrong_is_told(void **state)
{
    char path[] = "/tmp/steward-synonyms-XXXXXX";
    struct tokeniser *t = tokeniser_new();
    struct buf text = {0};
    struct error err;
    int fd = mkstemp(path);
    FILE *file;

    assert_true(fd >= 0);
    file = fdopen(fd, "w");
    assert_true(fputs("# furniture\nsofa, couch\nalone\n\nalone, too\n=> x\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_false(synonyms_read_file(path, t, &text, &err));
    assert_non_null(strstr(err.text, ": line 3 is no rule"));
    assert_non_null(strstr(err.text, "; 2 in all"));
    assert_int_equal(remove(path), 0);
    assert_false(synonyms_read_file(path, t, &text, &err));
    assert_non_null(strstr(err.text, path));
    assert_int_equal(text.len, 0);
    buf_free(&text);
    tokeniser_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rules),
        cmocka_unit_test(finds_by_synonyms),
        cmocka_unit_test(the_default_file_is_good),
        cmocka_unit_test(a_file_that_is_wrong_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
