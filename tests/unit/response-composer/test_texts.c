/* texts: what the signs of a sentence mean, and that every language says the same. */
#include "found.h"

#include <string.h>

#include "languages.h"

static const char *written(struct arena *arena, const char *sentence, const struct text_arg *args)
{
    struct buf out = {0};
    char *text;

    buf_str(&out, STR(""));
    text_write(&out, sentence, args);
    text = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}

static void sentences(void **state)
{
    static const struct {
        const char *sentence, *brand;
        int64_t n;
        const char *said;
    } cases[] = {
        {"plain", "Asus", 1, "plain"},
        {"by {brand}.", "Asus", 1, "by Asus."},
        {"by {nobody}.", "Asus", 1, "by ."},
        {"found[ by {brand}].", "Asus", 1, "found by Asus."},
        {"found[ by {brand}].", "", 1, "found."},
        {"found[ by {brand}].", NULL, 1, "found."},
        {"{n?one|many}", "Asus", 1, "one"},
        {"{n?one|many}", "Asus", 0, "many"},
        {"{n?one|{brand} many}", "Asus", 2, "Asus many"},
        {"[{n?by {brand}|of {brand}} and more]", "", 2, ""},
        {"{nobody?one|many}", "", 1, "many"},
        {"{n?one}", "", 2, ""},
        {"\\{brand\\} \\[x\\] \\\\", "Asus", 1, "{brand} [x] \\"},
        {"open { and [ and", "Asus", 1, "open { and [ and"},
        {"close } and ]", "Asus", 1, "close } and ]"},
        {"{brand}", "{n} [x] \\ a\nb\x1b", 1, "{n} [x] \\ a b "},
        {"[[[[[[{brand}]]]]]]", "deep", 1, "[[{brand}]]"},
        {"\\", "", 1, "\\"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(written(*state, cases[i].sentence,
                                    TEXT_ARGS({"brand", cases[i].brand, 0}, {"n", "n", cases[i].n})),
                            cases[i].said);
    assert_string_equal(written(*state, "{brand}[ {brand}]", NULL), "");
}

static void values_are_clipped(void **state)
{
    char *value = arena_alloc(*state, 5000);

    memset(value, 'x', 4999);
    assert_true(strlen(written(*state, "{v}", TEXT_ARGS({"v", value, 0}))) <= TEXT_VALUE_MAX + strlen("…"));
}

static void files(void **state)
{
    struct text_table table = {0};

    text_table_read(&table, STR("# no\n\n a = b = c \nb=\n= d\nnothing\nz = \\ x\na = again\n"), *state);
    assert_int_equal(table.count, 2);
    assert_int_equal(table.left_out, 4);
    assert_string_equal(text_table_find(&table, STR("a")), "b = c");
    assert_string_equal(text_table_find(&table, STR("z")), "\\ x");
    assert_null(text_table_find(&table, STR("b")));
}

static void languages(void **state)
{
    static const struct {
        const char *locale, *yes;
    } cases[] = {{"en-US", "yes"}, {"de-DE", "ja"}, {"de", "ja"},    {"DE_at", "ja"},    {"fr-FR", "yes"},
                 {"", "yes"},      {"d", "yes"},    {"dexx", "yes"}, {"\xff\xff", "yes"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(language_text(language_of(str_of(cases[i].locale)), "yes"), cases[i].yes);
    assert_string_equal(language_text(language_of(STR("en")), "no.such.key"), "");
}

/* ---- the files themselves ---- */

static struct text_table table_of(struct arena *arena, const char *code)
{
    struct text_table table = {0};

    for (const struct text_file *file = text_files; file->name; file++) {
        if (!strncmp(file->name, code, 2))
            text_table_read(&table, str_of(file->text), arena);
    }
    return table;
}

static bool has_place(const char *sentence, struct str place)
{
    struct str places[TEXT_PLACES_MAX];
    size_t count = text_places(sentence, places);

    for (size_t i = 0; i < count; i++) {
        if (str_eq(places[i], place))
            return true;
    }
    return false;
}

static void compare_sentences(struct str key, const char *a, const char *b)
{
    struct str places[TEXT_PLACES_MAX];
    size_t count = text_places(a, places);

    for (size_t i = 0; i < count; i++) {
        if (!has_place(b, places[i]))
            fail_msg("%.*s: only one language has a place {%.*s}", STR_ARGS(key), STR_ARGS(places[i]));
    }
}

static void check_brackets(struct str key, const char *sentence)
{
    int open = 0;

    for (const char *c = sentence; *c; c++) {
        if (*c == '\\' && c[1]) {
            c++;
            continue;
        }
        open += (*c == '{' || *c == '[') - (*c == '}' || *c == ']');
        if (open < 0 || open > 4)
            fail_msg("%.*s: brackets do not match in %s", STR_ARGS(key), sentence);
    }
    if (open)
        fail_msg("%.*s: a bracket stays open in %s", STR_ARGS(key), sentence);
}

static void every_language_says_the_same(void **state)
{
    struct text_table english = table_of(*state, "en"), german = table_of(*state, "de");

    assert_int_equal(english.left_out, 0);
    assert_int_equal(german.left_out, 0);
    assert_true(english.count > 200);
    for (size_t i = 0; i < english.count; i++) {
        struct str key = english.entries[i].key;
        const char *other = text_table_find(&german, key);

        if (!other)
            fail_msg("%.*s is missing in German", STR_ARGS(key));
        compare_sentences(key, english.entries[i].text, other);
        compare_sentences(key, other, english.entries[i].text);
        check_brackets(key, english.entries[i].text);
        check_brackets(key, other);
    }
    for (size_t i = 0; i < german.count; i++) {
        if (!text_table_find(&english, german.entries[i].key))
            fail_msg("%.*s is missing in English", STR_ARGS(german.entries[i].key));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(sentences), TEST(values_are_clipped),           TEST(files),
        TEST(languages), TEST(every_language_says_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
