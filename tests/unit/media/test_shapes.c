/* shapes: outlines and surfaces that are sure are told, others are not. */
#include "painted.h"

#include "picture/shapes.h"

static const char *value_of(const struct picture *p, struct arena *arena, const char *name)
{
    struct shape shapes[SHAPES_MAX];
    struct figure figure;
    size_t count;

    figure_find(p, arena, &figure);
    count = shapes_find(&figure, shapes);
    for (size_t i = 0; i < count; i++)
        if (!strcmp(shapes[i].name, name))
            return shapes[i].value;
    return "";
}

static void disc(struct picture *p, int across, int down)
{
    for (int y = -down; y < down; y++)
        for (int x = -across; x < across; x++)
            if (x * x * down * down + y * y * across * across < across * across * down * down)
                paint(p, (struct area){p->width / 2 + x, p->height / 2 + y, 1, 1}, 0x1e90ff);
}

static void outlines(void **state)
{
    struct arena *arena = arena_new(1 << 24);
    struct picture round = painted_new(arena, 300, 300, 0xffffff),
                   oval = painted_new(arena, 300, 300, 0xffffff),
                   square = painted_new(arena, 300, 300, 0xffffff),
                   tall = painted_new(arena, 300, 300, 0xffffff),
                   cross = painted_new(arena, 300, 300, 0xffffff),
                   cut = painted_new(arena, 300, 300, 0xffffff);

    disc(&round, 100, 100);
    disc(&oval, 120, 60);
    paint(&square, (struct area){80, 80, 140, 140}, 0x1e90ff);
    paint(&tall, (struct area){110, 30, 70, 240}, 0x1e90ff);
    paint(&cross, (struct area){130, 50, 40, 200}, 0x1e90ff);
    paint(&cross, (struct area){50, 130, 200, 40}, 0x1e90ff);
    paint(&cut, (struct area){150, 100, 150, 100}, 0x1e90ff);
    assert_string_equal(value_of(&round, arena, "shape"), "round");
    assert_string_equal(value_of(&oval, arena, "shape"), "oval");
    assert_string_equal(value_of(&square, arena, "shape"), "square");
    assert_string_equal(value_of(&square, arena, "format"), "even");
    assert_string_equal(value_of(&tall, arena, "shape"), "rectangular");
    assert_string_equal(value_of(&tall, arena, "format"), "tall");
    assert_string_equal(value_of(&cross, arena, "shape"), "");
    assert_string_equal(value_of(&cut, arena, "shape"), "");
    arena_free(arena);
}

static void surfaces(void **state)
{
    struct arena *arena = arena_new(1 << 24);
    struct picture plain = painted_new(arena, 300, 300, 0xffffff),
                   across = painted_new(arena, 300, 300, 0xffffff),
                   down = painted_new(arena, 300, 300, 0xffffff),
                   checks = painted_new(arena, 300, 300, 0xffffff);

    paint(&plain, (struct area){60, 60, 180, 180}, 0x8b4513);
    paint(&across, (struct area){60, 60, 180, 180}, 0xffd700);
    paint(&down, (struct area){60, 60, 180, 180}, 0xffd700);
    paint(&checks, (struct area){60, 60, 180, 180}, 0xffd700);
    for (int i = 60; i < 240; i += 40) {
        paint(&across, (struct area){60, i, 180, 20}, 0x000080);
        paint(&down, (struct area){i, 60, 20, 180}, 0x000080);
        for (int k = 60; k < 240; k += 40) {
            paint(&checks, (struct area){i, k, 20, 20}, 0x000080);
            paint(&checks, (struct area){i + 20 > 220 ? 220 : i + 20, k + 20 > 220 ? 220 : k + 20, 20, 20},
                  0x000080);
        }
    }
    assert_string_equal(value_of(&plain, arena, "pattern"), "plain");
    assert_string_equal(value_of(&across, arena, "pattern"), "striped");
    assert_string_equal(value_of(&down, arena, "pattern"), "striped");
    assert_string_equal(value_of(&checks, arena, "pattern"), "");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(outlines), cmocka_unit_test(surfaces)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
