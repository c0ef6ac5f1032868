/* What was meant by a message that was asked about: from where the conversation goes on, and with what. */
#include "chat/dialogue_meant.h"

#include "chat_shop.h"
#include "unit.h"

static const struct {
    const char *conversation, *answer, *meant, *wanted; /* NULL: no answer to such a question; nothing */
} cases[] = {
    {"laptops / under 900 / ?message: under 900, under 500", "under 500", "under 500", "laptops"},
    {"laptops / under 900 / ?message: under 900, under 500", "the first", "under 900", "laptops"},
    {"laptops / under 900 / ?message: under 900, under 500", "number two", "under 500", "laptops"},
    {"laptops / ?message: laptops, tablets", "the last one", "tablets", NULL},
    {"headphones / laptops / ?message: laptops, tablets", "tablets", "tablets", "headphones"},
    /* something else */
    {"laptops / ?message: laptops, tablets", "doesn't matter", NULL, NULL},
    {"laptops / ?message: laptops, tablets", "under 900", NULL, NULL},
    {"laptops / ?message: laptops, tablets", "show me mice", NULL, NULL},
    {"laptops / ?brand: Asus, Acer", "Acer", NULL, NULL},
    {"laptops", "laptops", NULL, NULL},
};

static void a_choice_is_said_in_the_place_of_what_was_asked_about(void **state)
{
    struct world *w = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(16 << 20);
        const Steward__V1__Dialogue *dialogue = chat_after(w->chat, w->index, cases[i].conversation, arena);
        const Steward__V1__Dialogue *before = NULL;
        struct str message = STR_NONE;
        bool is_meant =
            dialogue_meant(dialogue,
                           chat_understand(w->chat, w->index, dialogue, str_of(cases[i].answer), arena),
                           arena, &before, &message);

        if (is_meant != (cases[i].meant != NULL))
            print_error("%s / %s\n", cases[i].conversation, cases[i].answer);
        assert_int_equal(is_meant, cases[i].meant != NULL);
        if (is_meant) {
            assert_true(str_is(message, cases[i].meant));
            assert_null(before->asked);
            assert_string_equal(before->need ? before->need->words : "",
                                cases[i].wanted ? cases[i].wanted : "");
            assert_non_null(dialogue->asked);
        }
        arena_free(arena);
    }
}

static void nothing_is_meant_where_nothing_is_remembered(void **state)
{
    struct world *w = *state;
    struct arena *arena = arena_new(4 << 20);
    const Steward__V1__Dialogue *before;
    struct str message;

    assert_false(dialogue_meant(NULL, chat_understand(w->chat, w->index, NULL, STR("tablets"), arena), arena,
                                &before, &message));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_choice_is_said_in_the_place_of_what_was_asked_about),
        cmocka_unit_test(nothing_is_meant_where_nothing_is_remembered),
    };

    return cmocka_run_group_tests(tests, open_world, close_world);
}
