/* Patterns with a vocabulary, and the sentences that are made of them. */
#include "unit.h"

#include "speech/sentences.h"

static const char words[] = "# a shop\n"
                            "title: Sonira Juno Headphones, 38 h\n"
                            "category: Headphones\n"
                            "brand: Sonira\n"
                            "Arc 3 Lamp\n"
                            "colour: red\n";

static void test_vocabulary(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct vocabulary *vocabulary;
    const struct phrases *titles;
    struct error err;

    (void)state;
    assert_true(vocabulary_read(str_of(words), arena, &vocabulary, &err));
    titles = &vocabulary->of[PHRASE_TITLE];
    assert_int_equal(titles->count, 2);
    assert_string_equal(titles->spoken[0].data, "sonira juno headphones thirty eight hours");
    assert_int_equal(titles->head[0], strlen("sonira juno headphones"));
    assert_string_equal(titles->spoken[1].data, "arc three lamp");
    assert_int_equal(vocabulary->of[PHRASE_BRAND].count, 1);
    assert_int_equal(vocabulary->of[PHRASE_ATTRIBUTE].count, 0);
    assert_false(vocabulary_read(STR("caf\xe9"), arena, &vocabulary, &err));
    arena_free(arena);
}

/* What 200 sentences of these patterns are, each of `allowed` at least once and nothing else. */
static void must_say(const char *patterns, const char *const *allowed, size_t count)
{
    struct arena *arena = arena_new(1 << 20);
    struct vocabulary *vocabulary;
    struct sentences *sentences;
    uint64_t chance = 1;
    size_t said[8] = {0};
    struct error err;
    struct buf out = {0};

    assert_true(vocabulary_read(str_of(words), arena, &vocabulary, &err));
    assert_true(sentences_read(str_of(patterns), vocabulary, arena, &sentences, &err));
    for (int i = 0; i < 200; i++) {
        size_t which = 0;

        buf_clear(&out);
        sentences_say(sentences, &chance, &out);
        while (which < count && strcmp(out.data ? out.data : "", allowed[which]))
            which++;
        assert_true(which < count);
        said[which]++;
    }
    for (size_t i = 0; i < count; i++)
        assert_true(said[i] > 0);
    buf_free(&out);
    arena_free(arena);
}

static void test_patterns(void **state)
{
    (void)state;
    must_say("show [me] (a|b (c|d))",
             (const char *const[]){"show a", "show me a", "show b c", "show me b c", "show b d",
                                   "show me b d"},
             6);
    must_say("let nice = (good|fine)\n# remark\n{nice} {category}",
             (const char *const[]){"good headphones", "fine headphones"}, 2);
    must_say("9 {brand}\n1 in {colour}", (const char *const[]){"sonira", "in red"}, 2);
    must_say("{part}",
             (const char *const[]){"sonira juno headphones", "juno headphones", "headphones",
                                   "arc three lamp", "three lamp", "lamp"},
             6);
}

static void test_what_is_wrong_is_told(void **state)
{
    static const char *const wrong[] = {"show {nothing}", "", "let a = {b}\nfind {a}",
                                        "let a = {a}\nfind {a}"};
    struct arena *arena = arena_new(1 << 20);
    struct vocabulary *vocabulary;
    struct sentences *sentences;
    struct error err;

    (void)state;
    assert_true(vocabulary_read(str_of(words), arena, &vocabulary, &err));
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(sentences_read(str_of(wrong[i]), vocabulary, arena, &sentences, &err));
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_vocabulary),
                                              cmocka_unit_test(test_patterns),
                                              cmocka_unit_test(test_what_is_wrong_is_told)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
