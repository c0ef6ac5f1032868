/* spelling: which words a misspelt one may mean. */
#include "index/spelling.h"

#include "base/mem.h"
#include "unit.h"

static void guesses(void **state)
{
    static const struct {
        const char *word;
        size_t products;
        enum token_kind kind;
    } words[] = {
        {"headphones", 9, TOKEN_WORD}, {"headset", 3, TOKEN_WORD}, {"camera", 5, TOKEN_WORD},
        {"cable", 4, TOKEN_WORD},      {"cat", 8, TOKEN_WORD},     {"dv7", 2, TOKEN_CODE},
        {"1080", 7, TOKEN_NUMBER},     {"table", 2, TOKEN_WORD},
    };
    static const struct {
        const char *word;
        bool unfinished;
        const char *best;
    } cases[] = {
        {"camra", false, "camera"},
        {"xable", false, "cable"},
        {"headhpones", false, "headphones"},
        {"haedhpones", false, "headphones"},
        {"ct", false, NULL},
        {"cxt", false, NULL},
        {"kamerra", false, NULL},
        {"1081", false, NULL},
        {"headph", true, "headphones"},
        {"headph", false, NULL},
        {"hea", true, "headphones"},
        {"zzzz", true, NULL},
    };
    struct vocabulary *v = vocabulary_new();
    struct tokeniser *t = tokeniser_new();

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        for (size_t k = 0; k < words[i].products; k++)
            vocabulary_take(v, t, str_of(words[i].word), words[i].kind);
    }
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct guess found[GUESSES_MAX];
        size_t count = spelling_guess(v, str_of(cases[i].word), cases[i].unfinished, found);

        if (!cases[i].best) {
            assert_int_equal(count, 0);
        } else {
            assert_true(count > 0);
            assert_string_equal(vocabulary_word(v, found[0].word)->text, cases[i].best);
        }
    }
    tokeniser_free(t);
    vocabulary_free(v);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(guesses)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
