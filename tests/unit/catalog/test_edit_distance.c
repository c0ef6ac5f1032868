/* edit_distance: either way round, and never further than asked. */
#include "words/edit_distance.h"

#include "base/mem.h"
#include "unit.h"

static void measures(void **state)
{
    static const struct {
        const char *a, *b;
        int most, distance;
    } cases[] = {
        {"camera", "camera", 2, 0},  {"camera", "camra", 2, 1},  {"camera", "cmaera", 2, 1},
        {"camera", "camerra", 2, 1}, {"camera", "kamera", 2, 1}, {"camera", "kamerra", 2, 2},
        {"ab", "ba", 1, 1},          {"abcd", "badc", 2, 2},     {"camera", "cat", 2, 3},
        {"camera", "tripod", 1, 2},  {"", "ab", 2, 2},           {"abc", "", 2, 3},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(edit_distance(str_of(cases[i].a), str_of(cases[i].b), cases[i].most),
                         cases[i].distance);
        assert_int_equal(edit_distance(str_of(cases[i].b), str_of(cases[i].a), cases[i].most),
                         cases[i].distance);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(measures)};

    return cmocka_run_group_tests_name("catalog/edit_distance", tests, NULL, NULL);
}
