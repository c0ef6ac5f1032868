/* tokenise: what becomes one word, what several, and which of them are heads. */
#include "words/tokenise.h"

#include <stdio.h>

#include "base/mem.h"
#include "unit.h"

static struct tokeniser *tokeniser;

static int begin(void **state)
{
    tokeniser = tokeniser_new();
    return 0;
}

static int end(void **state)
{
    tokeniser_free(tokeniser);
    return 0;
}

/* The tokens with a blank between them; a whole in brackets. */
static void joined(struct str text, struct buf *out)
{
    const struct token *tokens;
    size_t count = tokenise(tokeniser, text, &tokens);

    buf_clear(out);
    for (size_t i = 0; i < count; i++)
        buf_printf(out, "%s%s%.*s%s", i ? " " : "", tokens[i].parts ? "(" : "", STR_ARGS(tokens[i].text),
                   tokens[i].parts ? ")" : "");
}

static void cuts_and_folds(void **state)
{
    static const struct {
        const char *text, *tokens;
    } cases[] = {
        {"Red Shoes", "red shoes"},
        {"Café crème, STRASSE/straße", "cafe creme strasse strasse"},
        {"Ünïcödé ﬁnish", "unicode finish"},
        {"Intel® Core™2 Duo", "intel core 2 duo"},
        {"men's kids’", "mens kids"},
        {"16GB", "16 (16gb)"},
        {"16 gb", "16 (16gb)"},
        {"43.2 cm (17\")", "43.2 (43.2cm) 17 (17in)"},
        {"43,2cm", "43.2 (43.2cm)"},
        {"17 inches", "17 (17in)"},
        {"10-inch", "10 (10in)"},
        {"1,299 pieces", "1299 pieces"},
        {"USB 3.0 cable", "usb 3.0 cable"},
        {"2 in 1", "2 in 1"},
        {"dv7-1211ea", "dv7 1211ea (dv71211ea)"},
        {"DLA63054/10", "dla63054 10 (dla6305410)"},
        {"Wi-Fi", "wi fi (wifi)"},
        {"StarTech.com", "startech com"},
        {"red/blue", "red blue"},
        {"0884420588030", "0884420588030"},
        {"шарф عربى 電話", "шарф عربى 電話"},
        {"", ""},
        {" !?.,-- '\" ", ""},
        {"\xff\xfe ok \xc3", "ok"},
        {"😀 cat 😀", "cat"},
        {"'; DROP TABLE products; --", "drop table products"},
    };
    struct buf out = {0};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        joined(str_of(cases[i].text), &out);
        assert_string_equal(out.data ? out.data : "", cases[i].tokens);
    }
    buf_free(&out);
}

static void tells_heads(void **state)
{
    static const struct {
        const char *title, *heads;
    } cases[] = {
        {"camera case", "case"},
        {"HP 530 Notebook PC", "HP 530 Notebook PC"},
        {"Targus notebook case 39.6 cm", "case 39.6"},
        {"LG television 81 cm", "television 81"},
        {"leather case for camera", "case camera"},
        {"keyboard black", "keyboard black"},
        {"digital camera Wired", "camera Wired"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct token *tokens;
        size_t count = tokenise(tokeniser, str_of(cases[i].title), &tokens);
        struct str wanted = str_of(cases[i].heads), word;

        for (size_t k = 0; k < count; k++) {
            if (!tokens[k].head || tokens[k].parts)
                continue;
            assert_true(str_split(&wanted, ' ', &word));
            assert_true(str_starts(tokens[k].said, word));
        }
        assert_false(str_split(&wanted, ' ', &word));
    }
}

static void stems(void **state)
{
    static const char *const cases[][2] = {{"batteries", "batteri"},
                                           {"shoes", "shoe"},
                                           {"running", "run"},
                                           {"tv", "tv"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_true(str_is(token_stem(tokeniser, str_of(cases[i][0])), cases[i][1]));
}

/* More words than are kept, each asked for again at once and after all others. */
static void stems_that_are_kept_are_the_same(void **state)
{
    enum { WORDS = 3000 };
    static const char *const endings[] = {"ing", "s", "ational", "'s", "ies", "ousnessfulnessesandsoon"};
    struct tokeniser *fresh = tokeniser_new();

    for (size_t i = 0; i < 2 * WORDS; i++) {
        char word[64], once[64];
        struct str stem;

        snprintf(word, sizeof(word), "w%zuo%s", i % WORDS, endings[i % COUNT_OF(endings)]);
        stem = token_stem(tokeniser, str_of(word));
        snprintf(once, sizeof(once), "%.*s", STR_ARGS(stem));
        assert_true(str_is(token_stem(tokeniser, str_of(word)), once));
        if (i >= WORDS && i % 100 == 0) {
            tokeniser_free(fresh);
            fresh = tokeniser_new();
            assert_true(str_is(token_stem(fresh, str_of(word)), once));
        }
    }
    assert_int_equal(token_stem(tokeniser, STR_NONE).len, 0);
    tokeniser_free(fresh);
}

static void bounds_what_it_reads(void **state)
{
    struct buf text = {0};
    const struct token *tokens;

    for (size_t i = 0; i < 20000; i++)
        buf_str(&text, STR("1.2\" "));
    assert_true(tokenise(tokeniser, buf_as_str(&text), &tokens) <= TOKENS_MAX);
    buf_clear(&text);
    for (size_t i = 0; i < 20000; i++)
        buf_str(&text, STR("é"));
    assert_int_equal(tokenise(tokeniser, buf_as_str(&text), &tokens), 1);
    assert_true(tokens[0].text.len <= TOKEN_BYTES_MAX);
    buf_free(&text);
}

/* U+FDFA is 3 bytes, and 33 when it is folded. */
static void room_is_there_for_what_grows(void **state)
{
    struct buf text = {0};
    const struct token *tokens;
    size_t count;

    for (int i = 0; i < 500; i++)
        buf_str(&text, STR("\xef\xb7\xba and some words "));
    count = tokenise(tokeniser, buf_as_str(&text), &tokens);
    assert_int_equal(count, 2000);
    assert_true(str_is(tokens[count - 1].text, "words"));
    assert_int_equal(tokens[count - 4].text.len, 33 - 3);
    buf_free(&text);
}

static void names_units(void **state)
{
    assert_true(str_is(unit_named(STR("inches")), "in"));
    assert_true(str_is(unit_named(STR("gigabyte")), "gb"));
    assert_int_equal(unit_named(STR("stars")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_and_folds),
        cmocka_unit_test(tells_heads),
        cmocka_unit_test(stems),
        cmocka_unit_test(stems_that_are_kept_are_the_same),
        cmocka_unit_test(bounds_what_it_reads),
        cmocka_unit_test(room_is_there_for_what_grows),
        cmocka_unit_test(names_units),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
