/* rules_variety: a page is not ten times the same, and what is turned for it is nearly as good. */
#include "found.h"

#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "rules_variety.h"

#define MOST 40

struct placed {
    const char *id, *brand, *title;
    double score;
};

static const struct {
    const char *what;
    struct placed ranked[MOST];
    bool brands_count;
    const char *order;
} cases[] = {
    // clang-format off
    {"nothing", {{0}}, true, ""},
    {"ties take turns", {{"a", "A", "x", 0.9}, {"b", "A", "y", 0.899}, {"c", "B", "z", 0.898}}, true, "a c b"},
    {"not where a brand was asked for",
     {{"a", "A", "x", 0.9}, {"b", "A", "y", 0.899}, {"c", "B", "z", 0.898}}, false, "a b c"},
    {"what is clearly better stays",
     {{"a", "A", "x", 0.9}, {"b", "A", "y", 0.89}, {"c", "B", "z", 0.88}}, true, "a b c"},
    {"the sixth of a brand lets others by",
     {{"1", "A", "p", 0.90}, {"2", "A", "q", 0.89}, {"3", "A", "r", 0.88}, {"4", "A", "s", 0.87},
      {"5", "A", "t", 0.86}, {"6", "A", "u", 0.85}, {"7", "A", "v", 0.84}, {"8", "B", "w", 0.83}}, true,
     "1 2 3 4 5 8 6 7"},
    {"a copy of what is there lets others by",
     {{"a", "", "Lamp with LED, 40 cm", 0.90}, {"b", "", "lamp WITH led 40 cm", 0.89}, {"c", "", "Candle", 0.85}},
     true, "a c b"},
    {"and of what is not the same, less", 
     {{"a", "", "Lamp with LED, 40 cm", 0.90}, {"b", "", "Lamp with LED, 60 mm", 0.89}, {"c", "", "Candle", 0.85}},
     true, "a b c"},
    {"without words nothing is alike", {{"a", "", "", 0.9}, {"b", "", "!!", 0.89}, {"c", "", "x", 0.88}}, true, "a b c"},
    // clang-format on
};

static size_t ranked_of(struct arena *arena, const struct placed *from, struct ranked *ret_ranked)
{
    size_t count = 0;

    for (; count < MOST && from[count].id; count++) {
        Steward__V1__Candidate *c = arena_new_of(arena, Steward__V1__Candidate);

        steward__v1__candidate__init(c);
        c->product_id = str_c(arena, str_of(from[count].id));
        c->brand = str_c(arena, str_of(from[count].brand));
        c->title = str_c(arena, str_of(from[count].title));
        ret_ranked[count] = (struct ranked){.candidate = c, .score = from[count].score};
    }
    return count;
}

static void pages_are_arranged(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct ranked ranked[MOST];
        size_t count = ranked_of(*state, cases[i].ranked, ranked);
        const char *order = "";

        variety_arrange(ranked, count, cases[i].brands_count, *state);
        for (size_t k = 0; k < count; k++)
            order = str_printf(*state, "%s%s%s", order, k ? " " : "", ranked[k].candidate->product_id);
        if (strcmp(order, cases[i].order) != 0)
            fail_msg("%s: %s instead of %s", cases[i].what, order, cases[i].order);
    }
}

/* Nothing is lost, and nobody stands above one that scores better by more than the bound. */
static void the_loss_has_a_bound(void **state)
{
    random_seed(11);
    for (int round = 0; round < 200; round++) {
        struct placed placed[MOST + 1] = {{0}};
        struct ranked ranked[MOST];
        bool seen[MOST] = {false};
        double score = 1;

        for (size_t i = 0; i < MOST; i++) {
            score -= (double)random_below(1000) / 20000;
            placed[i] = (struct placed){str_printf(*state, "%zu", i), random_below(3) ? "A" : "B",
                                        random_below(2) ? "the same words" : "others", score};
        }
        ranked_of(*state, placed, ranked);
        variety_arrange(ranked, MOST, true, *state);
        for (size_t i = 0; i < MOST; i++) {
            seen[atoi(ranked[i].candidate->product_id)] = true;
            for (size_t k = i + 1; k < MOST; k++)
                assert_true(ranked[i].score + VARIETY_LOSS_MAX >= ranked[k].score);
        }
        for (size_t i = 0; i < MOST; i++)
            assert_true(seen[i]);
    }
}

static void titles_are_alike(void **state)
{
    static const struct {
        const char *a, *b;
        double likeness;
    } pairs[] = {
        {"Red lamp", "lamp, RED", 1},
        {"red lamp", "red candle", 1 / 3.0},
        {"a b c d", "a b c e", 3 / 5.0},
        {"", "", 0},
        {"x", "", 0},
        {"lamp lamp", "lamp", 1},
        {"Küche", "Küche", 1},
        {"\xff\xfe", "\xff\xfe", 1},
        {NULL, "x", 0},
    };

    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        assert_float_equal(title_likeness(pairs[i].a, pairs[i].b), pairs[i].likeness, 1e-9);
        assert_float_equal(title_likeness(pairs[i].b, pairs[i].a), pairs[i].likeness, 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pages_are_arranged),
        TEST(the_loss_has_a_bound),
        TEST(titles_are_alike),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
