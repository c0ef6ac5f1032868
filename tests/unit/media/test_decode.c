/* decode: each kind of file gives the same small picture; each of their beginnings gives an error, and no
 * file a crash. */
#include "unit.h"

#include <stdlib.h>

#include "base/file_read.h"
#include "picture/decode.h"

#define FOLDER "tests/fuzz/corpus/picture/"

static struct str file(struct arena *arena, const char *name)
{
    struct str bytes;
    struct error err;

    assert_true(file_read(str_printf(arena, FOLDER "%s", name), 1 << 20, arena, &bytes, &err));
    return bytes;
}

static bool is_near(const uint8_t *pixel, int r, int g, int b)
{
    return abs(pixel[0] - r) < 40 && abs(pixel[1] - g) < 40 && abs(pixel[2] - b) < 40;
}

static const struct {
    const char *name, *media_type;
    bool turned, grey;
} files[] = {
    {"turned.jpeg", "image/jpeg", true}, {"progressive.jpeg", "image/jpeg"},
    {"cmyk.jpeg", "image/jpeg"},         {"grey.jpeg", "image/jpeg", .grey = true},
    {"rgb.png", "image/png", true},      {"palette.png", "image/png"},
    {"plain.webp", "image/webp"},        {"moving.webp", "image/webp", true},
    {"plain.gif", "image/gif"},          {"moving.gif", "image/gif"},
    {"plain.heic", "image/heic"},
};

/* All are drawn alike: something red in the left half of 48 x 32, turned clockwise if it says so. */
static void each_kind_is_decoded_and_upright(void **state)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct picture p;
        struct error err;
        const uint8_t *left, *right;

        assert_true(picture_read(file(arena, files[i].name), arena, &p, &err));
        assert_string_equal(p.media_type, files[i].media_type);
        assert_int_equal(p.full_width, files[i].turned ? 32 : 48);
        assert_int_equal(p.full_height, files[i].turned ? 48 : 32);
        left = files[i].turned ? picture_at(&p, 16, 12) : picture_at(&p, 12, 16);
        right = files[i].turned ? picture_at(&p, 16, 36) : picture_at(&p, 36, 16);
        assert_true(files[i].grey || is_near(left, 220, 20, 60));
        assert_true(is_near(right, 255, 255, 255));
        arena_free(arena);
    }
}

static void what_shines_through_is_kept(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct picture p;
    struct error err;

    assert_true(picture_read(file(arena, "alpha.png"), arena, &p, &err));
    assert_int_equal(picture_at(&p, 12, 16)[3], 128);
    arena_free(arena);
}

static void every_beginning_is_an_error(void **state)
{
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct str whole = file(arena, files[i].name);

        for (size_t len = 0; len < whole.len / 2; len++) {
            struct arena *inner = arena_new(1 << 20);
            struct str beginning = {arena_copy(inner, whole.data, len + !len), len};
            struct error err;
            struct picture p;

            assert_false(picture_read(beginning, inner, &p, &err));
            assert_int_equal(err.policy, ERROR_SKIP);
            arena_free(inner);
        }
        arena_free(arena);
    }
}

static void a_large_one_is_refused_before_it_is_decoded(void **state)
{
    static const char head[] =
        "GIF89a\xff\xff\xff\xff\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\xff\xff\xff\xff\0\x02";
    struct arena *arena = arena_new(1 << 20);
    struct picture p;
    struct error err;

    assert_false(picture_read(str_n(head, sizeof(head) - 1), arena, &p, &err));
    assert_non_null(strstr(err.text, "65535 x 65535"));
    arena_free(arena);
}

static void orientations_of_exif_data(void **state)
{
    static const struct {
        struct str exif;
        int orientation;
    } cases[] = {
        {STR("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"), 6},
        {STR("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x03\0\0\0"), 3},
        {STR("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x09\0\0\0"), 0}, /* there are eight */
        {STR("II*\0\x08\0\0\0\x01\0\x12\x01\x04\0\x01\0\0\0\x03\0\0\0"), 0}, /* another type */
        {STR("II*\0\xff\xff\xff\xff\x01\0\x12\x01"), 0},
        {STR("II*\0\x08\0\0\0\xff\xff"), 0},
        {STR("II*"), 0},
        {STR(""), 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(exif_orientation(cases[i].exif), cases[i].orientation);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_decoded_and_upright),
        cmocka_unit_test(what_shines_through_is_kept),
        cmocka_unit_test(every_beginning_is_an_error),
        cmocka_unit_test(a_large_one_is_refused_before_it_is_decoded),
        cmocka_unit_test(orientations_of_exif_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
