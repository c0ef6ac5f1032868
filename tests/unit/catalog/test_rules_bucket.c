/* rules_bucket: round ranges of about as many figures each, each figure in one of them. */
#include "search/rules_bucket.h"

#include <math.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "unit.h"

static struct arena *arena;

static int begin(void **state)
{
    arena = arena_new(1 << 20);
    return 0;
}

static int end(void **state)
{
    arena_free(arena);
    return 0;
}

/* "<60 60-100 100<" and "16" for a single one. */
static const char *cut(const double *figures, size_t count, bool may_be_single)
{
    double copy[64];
    struct bucket buckets[BUCKETS_MAX];
    struct buf out = {0};
    size_t have;
    char *text;

    memcpy(copy, figures, count * sizeof(*copy));
    have = buckets_of(copy, count, may_be_single, buckets);
    for (size_t i = 0; i < have; i++) {
        const struct bucket *b = &buckets[i];

        buf_str(&out, i ? STR(" ") : STR(""));
        if (b->min == b->max)
            buf_printf(&out, "%.10g", b->min);
        else if (!isfinite(b->min))
            buf_printf(&out, "<%.10g", b->max);
        else if (!isfinite(b->max))
            buf_printf(&out, "%.10g<", b->min);
        else
            buf_printf(&out, "%.10g-%.10g", b->min, b->max);
    }
    text = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}

static void cuts_at_round_figures(void **state)
{
    static const struct {
        double figures[32];
        size_t count;
        bool may_be_single;
        const char *wanted;
    } cases[] = {
        {{16, 8, 32, 8, 16, 8}, 6, true, "8 16 32"},
        {{16, 8, 32, 8, 16, 8}, 6, false, "<16 16<"},
        {{181, 190, 196, 203, 212, 219, 228, 233, 244, 260}, 10, true, "<195 195-210 210-230 230-245 245<"},
        {{19.99, 24.5, 39, 49, 59.95, 74, 99, 129, 199, 349}, 10, false, "<40 40-60 60-100 100-200 200<"},
        {{0.41, 0.52, 0.66, 0.8, 1.1, 1.4, 1.9, 2.8}, 8, true, "<0.7 0.7-1.2 1.2-1.8 1.8<"},
        {{-20, -10, -5, 0, 5, 10, 20, 30}, 8, true, "<-5 -5-5 5-20 20<"},
        {{5, 5, 5}, 3, true, "5"},
        {{5, 5, 5}, 3, false, ""},
        {{0}, 0, true, ""},
        {{7}, 1, false, ""},
        {{NAN, INFINITY, 3, 4}, 4, true, "3 4"},
        {{1e300, -1e300, 0, 1e-300, 2, 3, 4, 1e18}, 8, true, "<0 0-3 3-1e+18 1e+18<"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *got = cut(cases[i].figures, cases[i].count, cases[i].may_be_single);

        if (strcmp(got, cases[i].wanted) != 0)
            fail_msg("case %zu: \"%s\", not \"%s\"", i, got, cases[i].wanted);
    }
}

/* Whatever the figures: no bucket is empty, every figure is in one. */
static void leaves_none_out(void **state)
{
    unsigned seed = 7;

    for (int round = 0; round < 500; round++) {
        double figures[60], copy[60];
        struct bucket buckets[BUCKETS_MAX];
        size_t count = 1 + (size_t)round % 60, have, counts[BUCKETS_MAX + 1] = {0};

        for (size_t i = 0; i < count; i++) {
            seed = seed * 1103515245 + 12345;
            figures[i] = figure_tidy(pow((double)(seed >> 16 & 1023), 1 + round % 4) / (1 + round % 7));
        }
        memcpy(copy, figures, sizeof(copy));
        have = buckets_of(copy, count, round % 2, buckets);
        for (size_t i = 0; i < count; i++)
            counts[bucket_of(buckets, have, figures[i])]++;
        assert_true(have <= BUCKETS_MAX);
        for (size_t i = 0; i < have; i++)
            assert_true(counts[i] > 0);
        assert_true(!have || !counts[have]);
    }
}

static void tidies_what_a_float_leaves(void **state)
{
    assert_true(figure_tidy((double)0.7F) == 0.7);
    assert_true(figure_tidy(249.9999999) == 250);
    assert_true(figure_tidy(-0.1000001) == -0.1);
    assert_true(figure_tidy(0) == 0);
    assert_true(isinf(figure_tidy(INFINITY)));
    assert_true(figure_tidy(1e-310) == 1e-310);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cuts_at_round_figures, begin, end),
        cmocka_unit_test(leaves_none_out),
        cmocka_unit_test(tidies_what_a_float_leaves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
