/* What a browser is told of the page's files. */
#include "base/mem.h"
#include "service/rules_files.h"
#include "unit.h"

#define BR  (1u << CODING_BROTLI)
#define GZ  (1u << CODING_GZIP)
#define RAW (1u << CODING_PLAIN)
#define ALL (BR | GZ | RAW)

static void codings_are_chosen_by_what_is_accepted(void **state)
{
    static const struct {
        const char *accepted;
        unsigned there;
        enum coding coding;
    } cases[] = {
        {"", ALL, CODING_PLAIN},
        {"gzip, deflate, br, zstd", ALL, CODING_BROTLI},
        {"gzip, deflate", ALL, CODING_GZIP},
        {"x-gzip", ALL, CODING_GZIP},
        {"GZIP", ALL, CODING_GZIP},
        {"br", GZ | RAW, CODING_PLAIN},
        {"br, gzip", GZ | RAW, CODING_GZIP},
        {"br, gzip", RAW, CODING_PLAIN},
        {"*", ALL, CODING_BROTLI},
        {"*;q=0", ALL, CODING_PLAIN},
        {"identity", ALL, CODING_PLAIN},
        {"identity, br", ALL, CODING_BROTLI},
        {"identity;q=0.5, gzip;q=0.4", ALL, CODING_PLAIN},
        {"br;q=0, *", ALL, CODING_GZIP},
        {"br;q=0.1, gzip;q=0.9", ALL, CODING_GZIP},
        {"br;q=0", ALL, CODING_PLAIN},
        {"identity;q=0", ALL, CODING_PLAIN},
        {" br ; q = 1 ", ALL, CODING_BROTLI},
        {"br;Q=0.001", ALL, CODING_BROTLI},
        {"br;q=2", ALL, CODING_PLAIN},
        {"br;q=x", ALL, CODING_PLAIN},
        {"br;q=-1", ALL, CODING_PLAIN},
        {"brotli", ALL, CODING_PLAIN},
        {",,;;,q=1", ALL, CODING_PLAIN},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum coding coding = coding_for(str_of(cases[i].accepted), cases[i].there);

        if (coding != cases[i].coding)
            fail_msg("\"%s\": %d", cases[i].accepted, coding);
    }
    assert_int_equal(coding_for(STR_NONE, ALL), CODING_PLAIN);
}

static void types_are_those_of_the_endings(void **state)
{
    assert_string_equal(file_content_type(STR("index.html")), "text/html; charset=utf-8");
    assert_string_equal(file_content_type(STR("index-BTUmkZ7-.js")), "text/javascript; charset=utf-8");
    assert_string_equal(file_content_type(STR("a.css")), "text/css; charset=utf-8");
    assert_string_equal(file_content_type(STR("a.svg")), "image/svg+xml");
    assert_string_equal(file_content_type(STR("a.js.br")), "");
    assert_string_equal(file_content_type(STR("a.map")), "");
    assert_string_equal(file_content_type(STR(".html")), "");
    assert_string_equal(file_content_type(STR("html")), "");
    assert_string_equal(file_content_type(STR("")), "");
}

static void names_lead_nowhere_else(void **state)
{
    static const char *const bad[] = {"",     ".",   "..",   ".hidden",  "a/b",
                                      "a\\b", "a b", "a%2e", "\xc3\xa4", "a:b"};

    assert_true(file_name_is_good(STR("index-BTUmkZ7-.js")));
    assert_true(file_name_is_good(STR("a..b")));
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(file_name_is_good(str_of(bad[i])));
    assert_false(file_name_is_good(str_n("a\0b", 3)));
}

static void names_with_a_hash_are_forever(void **state)
{
    static const char *const forever[] = {"index-BTUmkZ7-.js", "index-DBZPHNzl.css", "a-01234567.svg",
                                          "a-b-____---0.woff2"};
    static const char *const changing[] =
        {"index.html", "index-BTUmkZ7.js", "-BTUmkZ7-",    "BTUmkZ7-.js",  "x",
         "",           "-01234567.js",     "long-name.js", "a-0123.567.js"};

    for (size_t i = 0; i < COUNT_OF(forever); i++)
        if (!file_is_forever(str_of(forever[i])))
            fail_msg("%s", forever[i]);
    for (size_t i = 0; i < COUNT_OF(changing); i++)
        if (file_is_forever(str_of(changing[i])))
            fail_msg("%s", changing[i]);
}

static void what_is_known_is_not_sent_again(void **state)
{
    static const struct {
        const char *header;
        bool is_known;
    } cases[] = {
        {"\"a\"", true},         {"W/\"a\"", true},  {"\"b\", \"a\"", true}, {"*", true},
        {"\"b\",W/\"a\"", true}, {"", false},        {"\"b\"", false},       {"a", false},
        {"\"a", false},          {"w/\"a\"", false}, {"\"A\"", false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (etag_is_known(str_of(cases[i].header), STR("\"a\"")) != cases[i].is_known)
            fail_msg("%s", cases[i].header);
    assert_false(etag_is_known(STR_NONE, STR("\"a\"")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codings_are_chosen_by_what_is_accepted),
        cmocka_unit_test(types_are_those_of_the_endings),
        cmocka_unit_test(names_lead_nowhere_else),
        cmocka_unit_test(names_with_a_hash_are_forever),
        cmocka_unit_test(what_is_known_is_not_sent_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
