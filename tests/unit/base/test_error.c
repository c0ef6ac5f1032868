/* error: filled in whole characters, and never a crash. */
#include "base/error.h"

#include <string.h>

#include "base/str.h"
#include "unit.h"

static void says_what_happened(void **state)
{
    struct error err = {0};

    assert_false(error_set(&err, ERROR_RETRY, "postgres", "no answer in %d ms", 500));
    assert_int_equal(err.policy, ERROR_RETRY);
    assert_string_equal(err.origin, "postgres");
    assert_string_equal(err.text, "no answer in 500 ms");
    assert_false(error_set(NULL, ERROR_FATAL, "x", "y"));
    assert_string_equal(error_policy_name(ERROR_SKIP), "skip");
}

static void may_quote_itself(void **state)
{
    struct error err = {0};

    error_set(&err, ERROR_SKIP, "json", "bad");
    error_set(&err, ERROR_SKIP, "json", "line 3: %s", err.text);
    assert_string_equal(err.text, "line 3: bad");
}

static void is_clipped_between_characters(void **state)
{
    char text[1000] = "x";
    struct error err = {0};

    while (strlen(text) < 900)
        strcat(text, "\xe2\x82\xac");
    error_set(&err, ERROR_SKIP, "json", "%s", text);
    assert_true(strlen(err.text) < sizeof(err.text));
    assert_true(strlen(err.text) > sizeof(err.text) - 5);
    assert_true(utf8_valid(str_of(err.text)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_happened),
        cmocka_unit_test(may_quote_itself),
        cmocka_unit_test(is_clipped_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
