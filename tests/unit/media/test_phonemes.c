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
        const char *word, *guesses;
    } cases[] = {
        {"brightforge", "B R AY T F AO R JH|"},
        {"hdm", "EY CH D IY EH M|"},
        {"hdmi", "HH D M IY|EY CH D IY EH M AY|"},
        {"kopps", "K AA P S|"},
        {"kaido", "K AY D OW|K EY D OW|"},
        {"nodea", "N OW D IY AH|N AA D IY AH|"},
        {"brushless", "B R AH SH L AH S|B R AH SH L EH S|"},
        {"vakes", "V AA K Z|V AE K Z|"},
        {"kvake", "K V EY K|"},
        {"aa'cc", "AE AE K|"},
    };
    struct arena *arena = arena_new(1 << 16);
    struct buf all = {0};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *guesses[PHONEMES_GUESSES];
        size_t count = phonemes_guess(str_of(cases[i].word), known, NULL, arena, guesses);

        buf_clear(&all);
        for (size_t k = 0; k < count; k++)
            buf_printf(&all, "%s|", guesses[k]);
        assert_string_equal(all.data, cases[i].guesses);
    }
    buf_free(&all);
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
