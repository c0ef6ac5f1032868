/* rules_question: which question is worth asking, and in what options. */
#include "search/rules_question.h"

#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "unit.h"

#define RESULTS 40
#define PAGE    10

static struct arena *arena;

static int begin(void **state)
{
    arena = arena_new(16 << 20);
    return 0;
}

static int end(void **state)
{
    arena_free(arena);
    return 0;
}

/* "Asus 20 5, Corel 20 5": a value, how many results have it, how many of these are on the first page. */
static struct question_facet facet_of(const char *about, const char *counts)
{
    struct question_facet f = {.about = about, .results = RESULTS, .page = PAGE};
    struct str rest = str_of(counts), part;

    f.values = arena_array(arena, 100, sizeof(*f.values));
    while (str_split(&rest, ',', &part)) {
        struct str value = str_trim(part), text = STR_NONE, count = STR_NONE;
        int64_t has = 0, on_page = 0;

        if (!value.len)
            continue;
        assert_true(str_split(&value, ' ', &text) && str_split(&value, ' ', &count));
        assert_true(str_to_int64(count, &has) && str_to_int64(value, &on_page));
        f.values[f.value_count++] =
            (struct question_value){str_c(arena, text), (double)has, (uint32_t)has, (uint32_t)on_page};
    }
    return f;
}

static const char *options_of(const Steward__V1__Clarification *question)
{
    const char *all = "";

    for (size_t i = 0; question && i < question->n_options; i++)
        all = str_printf(arena, "%s%s%s:%lld", all, i ? " " : "", question->options[i]->value,
                         (long long)question->options[i]->count);
    return all;
}

static void asks_what_is_worth_asking(void **state)
{
    static const struct {
        const char *what, *about, *counts;
        bool has_opposite;
        const char *options; /* "": it is not asked */
        double gain;         /* before the discount; 0: not looked at */
    } cases[] = {
        {"two halves", "panel", "IPS 20 5,OLED 20 5", false, "IPS:20 OLED:20", 1},
        {"four quarters", "panel", "a 10 3,b 10 3,c 10 2,d 10 2", false, "a:10 b:10 c:10 d:10", 2},
        {"the most frequent first", "panel", "a 5 1,b 20 5,c 15 4", false, "b:20 c:15 a:5", 0},
        {"alike", "panel", "a 39 9,b 1 1", false, "", 0},
        {"all the same", "panel", "a 40 10", false, "", 0},
        {"half of them do not state it", "panel", "a 10 3,b 10 2", false, "a:10 b:10", 1},
        {"most of them do not state it", "panel", "a 9 3,b 10 2", false, "", 0},
        {"a tail that can be listed", "panel", "a 10 2,b 8 2,c 8 2,d 6 2,e 4 1,f 4 1", false,
         "a:10 b:8 c:8 d:6 e|f:8", 0},
        {"a tail that can be excluded", "brand", "a 10 2,b 8 2,c 8 2,d 6 2,e 4 1,f 4 1", true,
         "a:10 b:8 c:8 d:6 !a|b|c|d:8", 0},
        {"values that cannot be said", "panel", "a|b 20 5,c 20 5", false, "", 0},
        {"nobody has it", "panel", "", false, "", 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct question_facet f = facet_of(cases[i].about, cases[i].counts);
        const Steward__V1__Clarification *question;

        f.has_opposite = cases[i].has_opposite;
        question = question_about(&f, arena);
        if (strcmp(options_of(question), cases[i].options) != 0)
            fail_msg("%s: %s", cases[i].what, options_of(question));
        if (cases[i].gain > 0)
            assert_true(fabs(question->gain - 0.8 * cases[i].gain) < 0.01);
        assert_true(!question || (question->n_options >= 2 && question->n_options <= QUESTION_OPTIONS_MAX));
    }
}

static void not_when_the_page_would_stay(void **state)
{
    struct question_facet f = facet_of("panel", "a 20 10,b 20 10"); /* the first page is both */

    assert_null(question_about(&f, arena));
    f.values[1].on_page = 9;
    assert_non_null(question_about(&f, arena));
}

static struct question_facet facet_of_numbers(const char *about, const double *numbers, size_t count)
{
    struct question_facet f = {.about = about, .unit = "GB", .results = count, .page = 10};

    f.numbers = arena_array(arena, count, sizeof(*f.numbers));
    for (size_t i = 0; i < count; i++)
        f.numbers[f.number_count++] = (struct question_number){numbers[i], i % 4 == 0};
    return f;
}

static void numbers_become_values_or_ranges(void **state)
{
    static const double few[] = {8, 16, 8, 32, 16, 8, 8, 16, 32, 8, 16, 8};
    static const double below_zero[] = {-5, 0, 5, 10, -5, 0, 5, 10, -5, 0, 5, 10};
    double many[200];
    struct question_facet f = facet_of_numbers("memory", few, COUNT_OF(few));
    const Steward__V1__Clarification *question = question_about(&f, arena);
    int64_t sum = 0;

    assert_string_equal(options_of(question), "8:6 16:4 32:2");
    assert_string_equal(question->unit, "GB");
    f = facet_of_numbers("comfort", below_zero, COUNT_OF(below_zero));
    assert_null(question_about(&f, arena));
    for (size_t i = 0; i < COUNT_OF(many); i++)
        many[i] = 7.3 + 2.17 * (double)((i * 37) % 200);
    f = facet_of_numbers("price", many, COUNT_OF(many));
    question = question_about(&f, arena);
    assert_string_equal(options_of(question), "0-100:43 100-200:46 200-250:23 250-350:46 350-:42");
    for (size_t i = 0; i < question->n_options; i++)
        sum += question->options[i]->count;
    assert_int_equal(sum, 200);
}

static void numbers_that_are_none(void **state)
{
    static const double odd[] = {NAN, INFINITY, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    static const double tiny[] = {0, 0, 0, 1e-9, 1e-9, 2e-9, 3e-9, 4e-9, 5e-9, 1e12, 1e12, 1e12};
    struct question_facet f = facet_of_numbers("x", odd, COUNT_OF(odd));

    question_about(&f, arena);
    f = facet_of_numbers("x", tiny, COUNT_OF(tiny));
    question_about(&f, arena);
    f.results = 0;
    assert_null(question_about(&f, arena));
}

static void the_best_is_asked(void **state)
{
    struct question_facet facets[] = {facet_of("panel", "a 30 7,b 10 3"), facet_of("kind", "a 20 5,b 20 5"),
                                      facet_of("cut", "a 40 10")};

    assert_string_equal(question_best(facets, 3, arena)->about, "kind");
    assert_null(question_best(facets + 2, 1, arena));
    assert_null(question_best(facets, 0, arena));
}

static void some_things_are_never_asked(void **state)
{
    static const struct {
        const char *about;
        bool asked;
    } cases[] = {{"memory", true},
                 {"package_weight", false},
                 {"country_of_origin", false},
                 {"harmonized_system_code", false},
                 {"brand", true},
                 {"", true}};

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(question_is_for_people(cases[i].about), cases[i].asked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_what_is_worth_asking),
        cmocka_unit_test(not_when_the_page_would_stay),
        cmocka_unit_test(numbers_become_values_or_ranges),
        cmocka_unit_test(numbers_that_are_none),
        cmocka_unit_test(the_best_is_asked),
        cmocka_unit_test(some_things_are_never_asked),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
