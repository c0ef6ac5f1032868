/* shown_text: what is not seen is not there. */
#include "text/shown_text.h"

#include "base/mem.h"
#include "unit.h"

static void what_is_not_seen_is_taken_out(void **state)
{
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"", ""},
        {" Tea\t\r\npot ", "Tea pot"},
        {"\u202eTea\u2069 p\u200bot\ufeff", "Tea pot"},
        {"Ac\u200dme\xc2\x85", "Acme"},
        {"so\u00adfa", "sofa"},
        {"\U0001f469\u200d\U0001f4bb \u0645\u06cc\u200c\u062e",
         "\U0001f469\u200d\U0001f4bb \u0645\u06cc\u200c\u062e"},
        {"Caf\xe9 au lait", "Caf au lait"},
        {"\xf0\x9f", ""},
    };
    struct arena *arena = arena_new(1 << 16);

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(shown_text(str_of(cases[i].text), arena), cases[i].shown);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_not_seen_is_taken_out)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
