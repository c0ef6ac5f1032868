/* lines: rows of marks are found wherever they go; what is no row is left out. */
#include "painted.h"

#include <math.h>
#include <stdlib.h>

#include "picture/lines.h"

/* `count` marks of a letter's size, from (x, y) on in a direction. */
static void marks(struct plane p, double x, double y, double degrees, int count, uint8_t ink)
{
    double c = cos(degrees / 180 * M_PI), s = sin(degrees / 180 * M_PI);

    for (int i = 0; i < count; i++)
        for (int dy = -10; dy <= 10; dy++)
            for (int dx = -6; dx <= 6; dx++) {
                double along = i * 18 + dx, at_x = x + along * c - dy * s, at_y = y + along * s + dy * c;

                if (abs(dx) > 2 || abs(dy) > 6) /* a ring, as an O is */
                    p.at[(int)at_y * p.width + (int)at_x] = ink;
            }
}

static struct plane paper(struct arena *arena, uint8_t tone)
{
    struct plane p = plane_new(arena, 600, 600);

    memset(p.at, tone, 600 * 600);
    return p;
}

static void a_row_is_found_in_any_direction(void **state)
{
    for (double degrees = -75; degrees <= 75; degrees += 15)
        for (int bright = 0; bright < 2; bright++) {
            struct arena *arena = arena_new(16 << 20);
            struct plane p = paper(arena, bright ? 40 : 230);
            struct line *lines = arena_array(arena, LINES_MAX, sizeof(struct line));

            marks(p, 300 - 60 * cos(degrees / 180 * M_PI), 300 - 60 * sin(degrees / 180 * M_PI), degrees, 8,
                  bright ? 230 : 40);
            assert_true(lines_find(p, arena, lines) >= 1);
            assert_int_equal(lines[0].letters, 8);
            assert_int_equal(lines[0].is_bright, bright);
            assert_true(fabs(remainder(lines[0].angle - degrees / 180 * M_PI, M_PI)) < 0.06);
            assert_true(fabs(lines[0].width - 139) < 25 && fabs(lines[0].height - 21) < 9);
            arena_free(arena);
        }
}

static void rows_below_each_other_are_several(void **state)
{
    struct arena *arena = arena_new(16 << 20);
    struct line *lines = arena_array(arena, LINES_MAX, sizeof(struct line));
    struct plane p = paper(arena, 255);

    for (int i = 0; i < 4; i++)
        marks(p, 100, 100 + i * 40, 0, 10, 0);
    assert_int_equal(lines_find(p, arena, lines), 4);
    arena_free(arena);
}

/* Streaks, one above the other: rows of their own, much more of them, the other way. */
static void grain_does_not_outvote_print(void **state)
{
    struct arena *arena = arena_new(16 << 20);
    struct line *lines = arena_array(arena, LINES_MAX, sizeof(struct line));
    struct plane p = paper(arena, 230);

    for (int y = 10; y < 590; y += 10)
        for (int x = 10; x < 200; x += 40)
            for (int row = y; row < y + 4; row++)
                memset(p.at + row * p.width + x, 40, 28);
    marks(p, 300, 300, 0, 8, 40);
    assert_int_equal(lines_find(p, arena, lines), 1);
    assert_int_equal(lines[0].letters, 8);
    assert_false(lines[0].is_bright);
    assert_true(fabs(lines[0].angle) < 0.06);
    arena_free(arena);
}

static void a_mark_alone_is_no_row(void **state)
{
    struct arena *arena = arena_new(16 << 20);
    struct line *lines = arena_array(arena, LINES_MAX, sizeof(struct line));
    struct plane p = paper(arena, 255);

    marks(p, 100, 100, 0, 1, 0);
    marks(p, 400, 500, 0, 1, 0);
    assert_int_equal(lines_find(p, arena, lines), 0);
    assert_int_equal(lines_find(paper(arena, 0), arena, lines), 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_found_in_any_direction),
        cmocka_unit_test(rows_below_each_other_are_several),
        cmocka_unit_test(grain_does_not_outvote_print),
        cmocka_unit_test(a_mark_alone_is_no_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
