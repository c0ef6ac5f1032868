/* args: options and words of a command line. */
#include "args.h"

#include <string.h>

#include "unit.h"

static const struct option options[] = {{"limit", "N", ""}, {"yes", NULL, ""}, {0}};
static const struct option more[] = {{"json", NULL, ""}, {0}};
static const struct option *const tables[] = {options, more, NULL};

#define WORDS(...)                                                                                           \
    {                                                                                                        \
        __VA_ARGS__, NULL                                                                                    \
    }

static const struct {
    const char *argv[6];
    const char *error; /* a part of it; NULL: good */
    int words;
    const char *limit;
    bool yes, json;
} cases[] = {
    {WORDS("a", "b"), NULL, 2, NULL, false, false},
    {WORDS("a", "--limit", "5", "b", "--yes"), NULL, 2, "5", true, false},
    {WORDS("--limit=5", "--json"), NULL, 0, "5", false, true},
    {WORDS("--limit=5", "--limit", "6"), NULL, 0, "6", false, false},
    {WORDS("--limit=", "a"), NULL, 1, "", false, false},
    {WORDS("--limit", "--yes"), NULL, 0, "--yes", false, false},
    {WORDS("--", "--yes", "-x"), NULL, 2, NULL, false, false},
    {WORDS("-", "a"), NULL, 2, NULL, false, false},
    {WORDS("--limit"), "--limit needs a value: --limit N", 0, NULL, false, false},
    {WORDS("--yes=1"), "--yes takes no value", 0, NULL, false, false},
    {WORDS("--no"), "there is no option --no", 0, NULL, false, false},
    {WORDS("-x"), "there is no option -x", 0, NULL, false, false},
};

static void reads_options_and_words(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *argv[6];
        int argc = 0;
        struct error err = {0};
        struct args args;

        for (; cases[i].argv[argc]; argc++)
            argv[argc] = (char *)(uintptr_t)cases[i].argv[argc];
        if (args_read(argc, argv, tables, &args, &err) == (cases[i].error != NULL))
            fail_msg("case %zu: %s", i, err.text);
        if (cases[i].error) {
            assert_non_null(strstr(err.text, cases[i].error));
            continue;
        }
        assert_int_equal(args.word_count, cases[i].words);
        assert_string_equal(args_text(&args, "limit", "-"), cases[i].limit ? cases[i].limit : "-");
        assert_int_equal(args_has(&args, "yes"), cases[i].yes);
        assert_int_equal(args_has(&args, "json"), cases[i].json);
    }
}

static void reads_numbers_in_their_range(void **state)
{
    static const struct {
        const char *value;
        bool is_good;
        int64_t number;
    } numbers[] = {{"1", true, 1},    {"100", true, 100}, {"0", false, 0},
                   {"101", false, 0}, {"x", false, 0},    {"", false, 0}};

    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        struct args args = {.options = {{"limit", numbers[i].value}}, .option_count = 1};
        struct error err = {0};
        int64_t number;

        assert_int_equal(args_int(&args, "limit", 1, 100, 7, &number, &err), numbers[i].is_good);
        if (numbers[i].is_good)
            assert_int_equal(number, numbers[i].number);
        else
            assert_non_null(strstr(err.text, "--limit is a whole number from 1 to 100"));
        assert_true(args_int(&args, "other", 1, 100, 7, &number, &err));
        assert_int_equal(number, 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_options_and_words),
        cmocka_unit_test(reads_numbers_in_their_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
