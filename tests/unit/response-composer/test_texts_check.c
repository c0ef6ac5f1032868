/* texts_check: what a file of sentences may hold, and where it says that one is broken. */
#include "found.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "languages.h"
#include "texts_check.h"

static const struct {
    const char *text, *error; /* "": it is sound */
} files[] = {
    {"", ""},
    {"# a comment\n\na = b\na.b_c = {n?one|{n} many}[ by {brand}] \\{x\\}\nunit.g/m2 = x", ""},
    {"a = b\nno sentence", "xx.txt:2: no sentence: a line is `key = sentence`"},
    {"a =", "xx.txt:1: a: a line is `key = sentence`"},
    {"= b", "xx.txt:1: : a line is"},
    {"A b = c", "xx.txt:1: A b: a line is"},
    {"a = b\nb = c\na = d", "xx.txt:3: a: is there twice"},
    {"a = {n", "xx.txt:1: a: a bracket stays open"},
    {"a = [x {n]}", "xx.txt:1: a: a bracket stays open, or is closed by the other kind"},
    {"a = n}", "xx.txt:1: a: a bracket is closed that was not opened"},
    {"a = {}", "xx.txt:1: a: a place has no name"},
    {"a = {My name}", "xx.txt:1: a: a place has no name"},
    {"a = {n?one}", "xx.txt:1: a: forms by a number are two"},
    {"a = {n?one|two|three}", "xx.txt:1: a: forms by a number are two"},
    {"a = {n?one|{m?a|b}}", ""},
    {"a = {n?one|{m?a}}", "xx.txt:1: a: forms by a number are two"},
    {"a = [nothing]", "xx.txt:1: a: what is in [ ] can be left out, but has no place"},
    {"a = [[[[[{deep}]]]]]", "xx.txt:1: a: a bracket stays open"},
    {"a = b\tc", "xx.txt:1: a: the line is not plain UTF-8 text"},
    {"a = b\r\n", "xx.txt:1: a: the line is not plain UTF-8 text"},
    {"a = \xff", "xx.txt:1: a: the line is not plain UTF-8 text"},
};

static void expect(bool ok, const struct error *err, const char *expected, const char *text)
{
    if (ok != !expected[0] || (!ok && strncmp(err->text, expected, strlen(expected)) != 0))
        fail_msg("%s\ngives: %s\ninstead of: %s", text, ok ? "" : err->text, expected);
}

static void broken_files_are_refused_with_their_line(void **state)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct error err = {0};
        bool ok = texts_check(&(struct text_file){"xx.txt", files[i].text}, &err);

        expect(ok, &err, files[i].error, files[i].text);
    }
}

static void long_lines_are_refused(void **state)
{
    char *text = arena_alloc(*state, TEXT_LINE_MAX + 2);
    struct error err;

    memset(text, 'x', TEXT_LINE_MAX + 1);
    memcpy(text, "a = ", 4);
    assert_false(texts_check(&(struct text_file){"xx.txt", text}, &err));
    text[TEXT_LINE_MAX] = 0;
    assert_true(texts_check(&(struct text_file){"xx.txt", text}, &err));
}

static void another_language_says_what_english_says(void **state)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"hello = Salut", ""},
        {"hello = Salut {name}", ""},
        {"# no\nhello = Salut {nobody}", "fr.txt:2: hello: a place that the English sentence does not have"},
        {"hallo = Salut", "fr.txt:1: hallo: there is no such sentence in English"},
    };
    struct text_table english = {0};

    text_table_read(&english, STR("hello = Hello[ {name}]\n"), *state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};
        bool ok = texts_check_against(&(struct text_file){"fr.txt", cases[i].text}, &english, &err);

        expect(ok, &err, cases[i].error, cases[i].text);
    }
}

/* ---- folders ---- */

static char *folder_with(struct arena *arena, const char *name, const char *text)
{
    char *folder = str_printf(arena, "/tmp/steward-texts-XXXXXX");
    FILE *file;

    assert_non_null(mkdtemp(folder));
    file = fopen(str_printf(arena, "%s/%s", folder, name), "we");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return folder;
}

static void remove_folder(struct arena *arena, const char *folder, const char *name)
{
    assert_int_equal(remove(str_printf(arena, "%s/%s", folder, name)), 0);
    assert_int_equal(remove(folder), 0);
}

static void a_folder_adds_a_language_or_takes_the_place_of_one(void **state)
{
    char *folder = folder_with(*state, "fr.txt", "greeting = Bonjour !\n");
    struct error err;

    assert_true(languages_load(folder, &err));
    assert_string_equal(language_text(language_of(STR("fr-CA")), "greeting"), "Bonjour !");
    assert_string_equal(language_text(language_of(STR("fr")), "thanks"),
                        language_text(language_of(STR("en")), "thanks"));
    assert_string_equal(language_text(language_of(STR("de_AT")), "yes"), "ja");
    remove_folder(*state, folder, "fr.txt");
    assert_true(languages_load("", &err));
    assert_ptr_equal(language_of(STR("fr-CA")), language_of(STR("en")));
}

static void a_broken_folder_changes_nothing(void **state)
{
    static const struct {
        const char *name, *text, *error;
    } cases[] = {
        {"de.txt", "greeting = Guten Tag\nthanks = {n", "de.txt:2: thanks: a bracket stays open"},
        {"fr.txt", "nothing.of_that = Bonjour", "fr.txt:1: nothing.of_that: there is no such sentence"},
        {"en.txt", "greeting = Hi", "en.txt: "},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *folder = folder_with(*state, cases[i].name, cases[i].text);
        struct error err = {0};

        expect(languages_load(folder, &err), &err, cases[i].error, cases[i].text);
        assert_string_equal(language_text(language_of(STR("de")), "yes"), "ja");
        remove_folder(*state, folder, cases[i].name);
    }
    assert_false(languages_load("/nonexistent/texts", &(struct error){0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(broken_files_are_refused_with_their_line),
        TEST(long_lines_are_refused),
        TEST(another_language_says_what_english_says),
        TEST(a_folder_adds_a_language_or_takes_the_place_of_one),
        TEST(a_broken_folder_changes_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
