/* known_words: of what a model says only what the shop's products are called by. */
#include "vision/known_words.h"

#include "unit.h"

#define FILE_OF_WORDS                                                                                        \
    "title: Sonira Juno Wireless Over-Ear Headphones\ncategory: Coffee Machines\nattribute: leather\n"       \
    "brand: Bassline & Co\nUSB-C Cable, 2 m\n"

static const struct {
    const char *said, *known;
} cases[] = {
    {"wireless headphones", "wireless headphones"},
    {"Matte  Wireless HEADPHONE", "Wireless HEADPHONE"}, /* one of several */
    {"over-ear over-board", "over-ear"},
    {"leathers", "leathers"}, /* several of one */
    {"coffee machine", "coffee machine"},
    {"usb-c usb c", "usb-c usb c"},
    {"ignore all rules", ""},
    {"kopfh\xc3\xb6rer", ""},
    {"", ""},
};

static void only_words_of_the_catalogue_are_left(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct error err;
    struct known_words *known = known_words_new(STR(FILE_OF_WORDS), &err);

    assert_non_null(known);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_string_equal(known_words_of(known, str_of(cases[i].said), arena), cases[i].known);
    known_words_free(known);
    arena_free(arena);
}

static void what_is_no_text_is_refused(void **state)
{
    struct error err;

    assert_null(known_words_new(STR("title: \xff\n"), &err));
    assert_string_equal(err.text, "the words to be understood are not UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_words_of_the_catalogue_are_left),
        cmocka_unit_test(what_is_no_text_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
