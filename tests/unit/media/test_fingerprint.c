/* fingerprint: the same picture, darker or smaller, is near; another is far. */
#include "painted.h"

#include <stdlib.h>

#include "base/id.h"
#include "picture/fingerprint.h"

static struct picture thing(struct arena *arena, uint64_t seed)
{
    struct picture p = painted_new(arena, 256, 256, 0xf0f0e8);

    random_seed(seed);
    for (int i = 0; i < 6; i++) {
        int left = (int)random_below(180), top = (int)random_below(180);

        paint(&p, (struct area){left, top, 20 + (int)random_below(56), 20 + (int)random_below(56)},
              (uint32_t)random_below(0x1000000));
    }
    return p;
}

static struct area all_of(const struct picture *picture)
{
    return (struct area){0, 0, picture->width, picture->height};
}

static int sum_apart(const struct fingerprint *a, const struct fingerprint *b)
{
    int sum = 0;

    for (size_t i = 0; i < FINGERPRINT_BYTES; i++)
        sum += abs(a->descriptor[i] - b->descriptor[i]);
    return sum;
}

static int apart(const struct picture *one, const struct picture *other, int *ret_bits)
{
    struct fingerprint a, b;

    fingerprint_of(one, all_of(one), &a);
    fingerprint_of(other, all_of(other), &b);
    *ret_bits = __builtin_popcountll(a.hash ^ b.hash);
    return sum_apart(&a, &b);
}

static void darker_and_smaller_is_the_same(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct arena *arena = arena_new(16 << 20);
        struct picture p = thing(arena, seed), darker = thing(arena, seed), smaller,
                       other = thing(arena, seed + 100);
        int bits, other_bits, far = apart(&p, &other, &other_bits);

        for (int i = 0; i < 256 * 256 * 4; i++)
            darker.rgba[i] = i % 4 == 3 ? 255 : (uint8_t)(darker.rgba[i] * 6 / 10);
        picture_overview(&p, 100, arena, &smaller);
        assert_true(smaller.width <= 100);
        assert_true(apart(&p, &p, &bits) == 0 && bits == 0);
        assert_true(apart(&p, &darker, &bits) * 2 < far && bits < other_bits && bits <= 8);
        assert_true(apart(&p, &smaller, &bits) * 2 < far && bits < other_bits && bits <= 8);
        arena_free(arena);
    }
}

/* Without most of what a corner cut leaves out, too, it is nearer to that than to the whole. */
static void a_part_is_near_its_cuts(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct arena *arena = arena_new(16 << 20);
        struct picture p = thing(arena, seed);
        struct fingerprint whole, photo, cut;
        struct area cuts[FINGERPRINT_CUTS];
        int least = INT32_MAX;

        fingerprint_of(&p, all_of(&p), &whole);
        fingerprint_of(&p, (struct area){2, 24, 231, 231}, &photo);
        assert_int_equal(fingerprint_cuts(&p, cuts), FINGERPRINT_CUTS);
        for (size_t i = 0; i < FINGERPRINT_CUTS; i++) {
            assert_true(cuts[i].left >= 0 && cuts[i].left + cuts[i].width <= p.width);
            assert_true(cuts[i].top >= 0 && cuts[i].top + cuts[i].height <= p.height);
            fingerprint_of(&p, cuts[i], &cut);
            least = sum_apart(&cut, &photo) < least ? sum_apart(&cut, &photo) : least;
        }
        assert_true(least < sum_apart(&whole, &photo));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(darker_and_smaller_is_the_same),
                                       cmocka_unit_test(a_part_is_near_its_cuts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
