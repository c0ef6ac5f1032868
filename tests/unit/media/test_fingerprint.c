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

static int apart(const struct picture *one, const struct picture *other, int *ret_bits)
{
    struct fingerprint a, b;
    int sum = 0;

    fingerprint_of(one, &a);
    fingerprint_of(other, &b);
    for (size_t i = 0; i < FINGERPRINT_BYTES; i++)
        sum += abs(a.descriptor[i] - b.descriptor[i]);
    *ret_bits = __builtin_popcountll(a.hash ^ b.hash);
    return sum;
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(darker_and_smaller_is_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
