/* Which language an Accept-Language asks for. */
#include "base/mem.h"
#include "edge/rules_language.h"
#include "unit.h"

static void the_tag_that_is_wanted_most(void **state)
{
    static const struct {
        const char *header, *tag;
    } cases[] = {
        {"", ""},
        {"de", "de"},
        {"de-AT, de;q=0.8, en;q=0.5", "de-AT"},
        {"en;q=0.5, de;q=0.8", "de"},
        {"en , de", "en"},
        {"*", ""},
        {"*, de;q=0.3", "de"},
        {"de;q=0", ""},
        {"de;q=0, en;q=0.001", "en"},
        {" de ; q = 1.000 ", "de"},
        {"de;Q=0.4,en;q=0.3", "de"},
        {"de;", "de"},
        {"de;q=2, en;q=0.1", "en"},
        {"de;q=-1, en;q=0.1", "en"},
        {"de;q=, en;q=0.1", "en"},
        {"de;x=1, en;q=0.1", "en"},
        {"d\xc3\xa9, en;q=0.1", "en"},
        {"a-tag-that-is-longer-than-any-locale, en", "en"},
        {",,;q=1,", ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str tag = language_from(str_of(cases[i].header));

        if (!str_is(tag, cases[i].tag))
            fail_msg("%s: %.*s", cases[i].header, STR_ARGS(tag));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_tag_that_is_wanted_most)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
