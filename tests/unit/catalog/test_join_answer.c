/* join_answer: how much of a text the catalogue answers. What was said has its numbers in words. */
#include "join/join_answer.h"

#include "chat_shop.h"
#include "unit.h"

static const struct {
    const char *text;
    double covered;
    const char *product; /* the first; NULL: none */
} answers[] = {
    {"yoga laptop", 1, "l4"},
    {"yoga flurb laptop", 0.67, "l4"},
    {"flurb", 0, NULL},
    {"", 0, NULL},
    /* conditions are answered, too, whether words are left beside them or not */
    {"laptop under nine hundred dollars", 1, "l3"},
    {"over one thousand two hundred dollars", 1, "l1"},
    {"over one thousand two hundred", 1, "l1"},
    {"over 1200", 1, "l1"},
    {"flurb over 1200", 0, NULL},
    /* so are commands */
    {"show more", 1, NULL},
};

static void tells_how_much_is_answered(void **state)
{
    const struct world *w = *state;
    struct arena *arena = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        struct join_answer answer;

        join_answer_of(w->index, w->chat, str_of(answers[i].text), arena, &answer);
        if (!answer.count != !answers[i].product)
            print_error("%s\n", answers[i].text);
        assert_float_equal(answer.covered, answers[i].covered, 0.01);
        assert_int_equal(answer.count > 0, answers[i].product != NULL);
        if (answers[i].product)
            assert_string_equal(answer.products[0], answers[i].product);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_how_much_is_answered),
    };

    return cmocka_run_group_tests(tests, open_world, close_world);
}
