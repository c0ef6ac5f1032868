/* How words are pronounced that the dictionary does not have. */
#include "unit.h"

#include "base/mem.h"
#include "speech/phonemes.h"

static const char *known(void *owner, struct str word, struct arena *arena)
{
    (void)owner, (void)arena;
    return str_is(word, "bright") ? "B R AY T" : str_is(word, "forge") ? "F AO R JH" : NULL;
}

static void test_guesses(void **state)
{
    static const struct {
        const char *word, *first, *second;
    } cases[] = {
        {"brightforge", "B R AY T F AO R JH", "B R AY T F AO R JH"},
        {"hdm", "EY CH D IY EH M", NULL},
        {"kopp", "K AA P", NULL},
        {"nodea", "N AA D IY AH", NULL},
        {"vake", "V EY K", NULL},
        {"a'c", "AE K", NULL},
    };
    struct arena *arena = arena_new(1 << 16);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *guesses[PHONEMES_GUESSES];
        size_t count = phonemes_guess(str_of(cases[i].word), known, NULL, arena, guesses);

        assert_int_equal(count, cases[i].second ? 2 : 1);
        assert_string_equal(guesses[0], cases[i].first);
        if (cases[i].second)
            assert_string_equal(guesses[1], cases[i].second);
    }
    arena_free(arena);
}

static void test_no_guess(void **state)
{
    const char *guesses[PHONEMES_GUESSES];
    struct arena *arena = arena_new(1 << 16);

    (void)state;
    assert_int_equal(phonemes_guess(STR_NONE, known, NULL, arena, guesses), 0);
    assert_int_equal(phonemes_guess(STR("'"), known, NULL, arena, guesses), 0);
    assert_int_equal(phonemes_guess(STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), known, NULL, arena,
                                    guesses),
                     0);
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_guesses),
                                              cmocka_unit_test(test_no_guess)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
