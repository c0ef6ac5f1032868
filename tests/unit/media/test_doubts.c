/* doubts: what is unsure and has another reading is told, with that reading; all else is not. */
#include "speech/doubts.h"

#include "unit.h"

#define SURE   0.9
#define UNSURE 0.2

struct expected {
    size_t first;
    const char *heard, *instead;
};

static const struct {
    const char *text;
    const char *unsure; /* a letter for each word: u or s */
    const char *hypotheses[3];
    struct expected expected[DOUBTS_MAX];
} cases[] = {
    {"a mouse pad", "sus", {"a mousse pad"}, {{1, "mouse", "mousse"}}},
    {"a mouse pad", "sus", {"a house pad", "a mousse pad"}, {{1, "mouse", "house"}}},
    {"a mouse pad", "sss", {"a mousse pad"}, {{0}}},      /* it is sure */
    {"a mouse pad", "sus", {"the mouse pad"}, {{0}}},     /* what is unsure has no other reading */
    {"a mouse pad", "sus", {"a pad", "mouse"}, {{0}}},    /* nothing in its place */
    {"a mouse pad", "sss", {"a big mouse pad"}, {{0}}},   /* and it in the place of nothing */
    {"mouse", "u", {"mousse"}, {{0, "mouse", "mousse"}}}, /* all of it */
    {"free seats please", "uss", {"three seats please", "three feet please"}, {{0, "free", "three"}}},
    {"under on sizes", "uus", {"and a one sizes"}, {{0, "under on", "and a one"}}},
    {"a b c d", "susu", {"a b c y", "a x c d"}, {{1, "b", "x"}, {3, "d", "y"}}}, /* in the text's order */
    {"a b c d", "susu", {"a x c y"}, {{1, "b", "x"}, {3, "d", "y"}}},
    {"a b c d e f g",
     "susususu",
     {"a v c w e x g", "a y c w e x z"},
     {{1, "b", "v"}, {3, "d", "w"}, {5, "f", "x"}}},
    {"", "", {"a"}, {{0}}},
};

static struct heard heard_of(size_t i, struct arena *arena)
{
    struct heard heard = {.text = str_of(cases[i].text),
                          .words = arena_array(arena, 10, sizeof(*heard.words))};
    struct str rest = heard.text, word;

    while (str_split(&rest, ' ', &word)) {
        heard.words[heard.word_count].text = word;
        heard.words[heard.word_count].confidence = cases[i].unsure[heard.word_count] == 'u' ? UNSURE : SURE;
        heard.word_count++;
    }
    while (heard.hypothesis_count < 3 && cases[i].hypotheses[heard.hypothesis_count]) {
        heard.hypotheses[heard.hypothesis_count] = str_of(cases[i].hypotheses[heard.hypothesis_count]);
        heard.hypothesis_count++;
    }
    return heard;
}

static void test_doubts(void **state)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct heard heard = heard_of(i, arena);
        struct doubt doubts[DOUBTS_MAX];
        size_t count = doubts_find(&heard, arena, doubts), expected = 0;

        while (expected < DOUBTS_MAX && cases[i].expected[expected].heard)
            expected++;
        assert_int_equal(count, expected);
        for (size_t k = 0; k < count; k++) {
            assert_int_equal(doubts[k].first, cases[i].expected[k].first);
            assert_string_equal(doubts[k].heard.data, cases[i].expected[k].heard);
            assert_string_equal(doubts[k].instead.data, cases[i].expected[k].instead);
            assert_true(doubts[k].confidence == UNSURE);
        }
        arena_free(arena);
    }
}

static void test_a_very_long_text_has_none(void **state)
{
    struct arena *arena = arena_new(4 << 20);
    struct doubt doubts[DOUBTS_MAX];
    struct heard heard = {0};
    struct buf text = {0};

    heard.words = arena_array(arena, 400, sizeof(*heard.words));
    for (heard.word_count = 0; heard.word_count < 400; heard.word_count++)
        buf_str(&text, STR("word "));
    heard.text = str_trim(buf_as_str(&text));
    heard.hypotheses[heard.hypothesis_count++] = STR("words");
    assert_int_equal(doubts_find(&heard, arena, doubts), 0);
    buf_free(&text);
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_doubts),
                                              cmocka_unit_test(test_a_very_long_text_has_none)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
