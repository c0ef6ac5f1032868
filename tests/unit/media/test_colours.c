/* colours: the background is dropped, what is left has a name, a share and a place. */
#include "painted.h"

#include "picture/colours.h"

static size_t colours_of(const struct picture *p, struct arena *arena, struct colour *colours,
                         struct figure *figure)
{
    figure_find(p, arena, figure);
    return colours_find(figure, arena, colours);
}

static void names(void **state)
{
    static const struct {
        uint8_t rgb[3];
        const char *name;
    } cases[] = {
        {{10, 10, 10}, "black"},    {{250, 250, 250}, "white"},      {{120, 122, 119}, "grey"},
        {{200, 20, 30}, "red"},     {{110, 15, 40}, "burgundy"},     {{250, 150, 20}, "orange"},
        {{240, 220, 40}, "yellow"}, {{40, 140, 50}, "green"},        {{15, 20, 80}, "navy"},
        {{50, 100, 210}, "blue"},   {{170, 210, 235}, "light blue"}, {{110, 30, 130}, "purple"},
        {{120, 70, 30}, "brown"},   {{10, 120, 125}, "teal"},        {{250, 170, 190}, "pink"},
        {{240, 238, 215}, "beige"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double sureness;

        assert_string_equal(colour_name(lab_of(cases[i].rgb), &sureness), cases[i].name);
        assert_true(sureness >= 0 && sureness <= 1);
    }
}

static void the_background_is_dropped_but_not_what_looks_like_it_inside(void **state)
{
    struct arena *arena = arena_new(1 << 22);
    struct picture p = painted_new(arena, 400, 300, 0xffffff);
    struct colour colours[COLOURS_MAX];
    struct figure figure;

    paint(&p, (struct area){100, 50, 200, 200}, 0x000080);
    paint(&p, (struct area){150, 100, 100, 60}, 0xffffff); /* a label */
    assert_int_equal(colours_of(&p, arena, colours, &figure), 2);
    assert_string_equal(colours[0].name, "navy");
    assert_string_equal(colours[1].name, "white");
    assert_true(colours[0].share > 0.7 && colours[0].share + colours[1].share < 1.01);
    assert_true(figure.sureness > 0.9);
    assert_in_range(figure_area(&figure, &p, colours[1].area).left, 140, 160);
    arena_free(arena);
}

static void on_a_busy_background_the_middle_counts(void **state)
{
    struct arena *arena = arena_new(1 << 22);
    struct picture p = painted_new(arena, 400, 400, 0xd2b48c);
    struct colour colours[COLOURS_MAX];
    struct figure figure;

    for (int x = 0; x < 400; x += 40)
        paint(&p, (struct area){x, 0, 20, 400}, 0x556b2f);
    paint(&p, (struct area){90, 90, 220, 220}, 0xdc143c);
    assert_true(colours_of(&p, arena, colours, &figure) >= 1);
    assert_string_equal(colours[0].name, "red");
    arena_free(arena);
}

static void all_of_one_colour_is_of_that_colour(void **state)
{
    struct arena *arena = arena_new(1 << 22);
    struct picture p = painted_new(arena, 50, 20, 0x228b22);
    struct colour colours[COLOURS_MAX];
    struct figure figure;

    assert_int_equal(colours_of(&p, arena, colours, &figure), 1);
    assert_string_equal(colours[0].name, "green");
    assert_string_equal(colours[0].hex, "#228b22");
    assert_true(figure.sureness < 0.1);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(the_background_is_dropped_but_not_what_looks_like_it_inside),
        cmocka_unit_test(on_a_busy_background_the_middle_counts),
        cmocka_unit_test(all_of_one_colour_is_of_that_colour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
