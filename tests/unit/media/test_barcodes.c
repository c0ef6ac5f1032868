/* barcodes: one that is drawn is read wherever it lies, and found as bars where it is turned. */
#include "painted.h"

#include <math.h>

#include "base/file_read.h"
#include "picture/barcodes.h"
#include "picture/bars.h"

#define EAN "4006381333931" /* of ean.png */

static struct plane plane_of_file(struct arena *arena, const char *name)
{
    struct picture p;
    struct str bytes;
    struct error err;

    assert_true(
        file_read(str_printf(arena, "tests/fuzz/corpus/picture/%s", name), 1 << 20, arena, &bytes, &err));
    assert_true(picture_read(bytes, arena, &p, &err));
    return plane_of(&p, arena);
}

/* The code in the middle of a white square, turned and enlarged. */
static struct plane turned(struct arena *arena, double degrees, double scale)
{
    struct plane code = plane_of_file(arena, "ean.png");
    struct cut cut = {code.width / 2.0, code.height / 2.0, 200, 200, degrees / 180 * M_PI, scale};

    return plane_cut(code, &cut, arena);
}

static void an_ean_is_read_however_it_is_turned(void **state)
{
    static const double degrees[] = {0, 8, 90, 180, 265, 33, 45, 61};

    for (size_t i = 0; i < COUNT_OF(degrees); i++) {
        struct arena *arena = arena_new(64 << 20);
        struct barcode found[BARCODES_MAX];

        assert_int_equal(barcodes_find(turned(arena, degrees[i], 4), arena, found), 1);
        assert_string_equal(found[0].kind, "ean");
        assert_true(str_is(found[0].value, EAN));
        assert_true(found[0].confidence > 0.5 && found[0].confidence <= 1);
        assert_in_range(found[0].area.left + found[0].area.width / 2, 300, 500);
        arena_free(arena);
    }
}

static void a_qr_code_is_read(void **state)
{
    struct arena *arena = arena_new(64 << 20);
    struct barcode found[BARCODES_MAX];

    assert_int_equal(barcodes_find(plane_of_file(arena, "qr.png"), arena, found), 1);
    assert_string_equal(found[0].kind, "qr");
    assert_true(str_is(found[0].value, "A"));
    arena_free(arena);
}

static void nothing_is_found_in_nothing(void **state)
{
    struct arena *arena = arena_new(64 << 20);
    struct barcode found[BARCODES_MAX];
    struct picture p = painted_new(arena, 300, 200, 0x808080);

    assert_int_equal(barcodes_find(plane_of(&p, arena), arena, found), 0);
    arena_free(arena);
}

static void bars_are_found_with_their_direction(void **state)
{
    for (double degrees = -80; degrees < 90; degrees += 20) {
        struct arena *arena = arena_new(64 << 20);
        struct bars bars[BARS_MAX];
        double apart;

        assert_true(bars_find(turned(arena, -degrees, 4), arena, bars) >= 1);
        apart = fabs(remainder(bars[0].angle - degrees / 180 * M_PI, M_PI));
        assert_true(apart < 0.1);
        assert_in_range((int)bars[0].x, 300, 500);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ean_is_read_however_it_is_turned),
        cmocka_unit_test(a_qr_code_is_read),
        cmocka_unit_test(nothing_is_found_in_nothing),
        cmocka_unit_test(bars_are_found_with_their_direction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
