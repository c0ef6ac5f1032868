/* cepstra: what varies too much is calmed, what varies too little roused. */
#include "speech/cepstra.h"

#include <math.h>

#include "unit.h"

#define FRAMES 100

static float room[FRAMES][CEPSTRA];
static float *frames[FRAMES];

/* Of each coefficient half of the frames are above the middle, half below. */
static void vary(float middle, float by)
{
    for (size_t i = 0; i < FRAMES; i++) {
        frames[i] = room[i];
        for (size_t which = 0; which < CEPSTRA; which++)
            room[i][which] = i % 2 ? middle + by : middle - by;
    }
}

static double spread(size_t which)
{
    return (room[1][which] - room[0][which]) / 2;
}

static void comes_nearer_to_what_speech_does(float by)
{
    vary(5, by);
    cepstra_even(frames, FRAMES);
    for (size_t which = 0; which < CEPSTRA; which++) {
        assert_true(spread(which) > sqrt(by * 12) - 0.1); /* half of the way to 12 to 18.3 */
        assert_true(spread(which) < sqrt(by * 18.3) + 0.1);
        assert_true(fabsf((room[1][which] + room[0][which]) / 2 - 5) < 0.01F);
    }
}

static void what_varies_too_much_is_calmed(void **state)
{
    comes_nearer_to_what_speech_does(40);
}

static void what_varies_too_little_is_roused(void **state)
{
    comes_nearer_to_what_speech_does(6);
}

static void what_does_not_vary_stays_as_it_is(void **state)
{
    vary(-60, 0);
    cepstra_even(frames, FRAMES);
    for (size_t i = 0; i < FRAMES; i++)
        for (size_t which = 0; which < CEPSTRA; which++)
            assert_true(room[i][which] == -60.0F);
}

static void there_may_be_one_frame_or_none(void **state)
{
    vary(30, 40);
    cepstra_even(frames, 0);
    cepstra_even(frames, 1);
    assert_true(room[0][0] == -10.0F && room[1][0] == 70.0F);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_varies_too_much_is_calmed),
        cmocka_unit_test(what_varies_too_little_is_roused),
        cmocka_unit_test(what_does_not_vary_stays_as_it_is),
        cmocka_unit_test(there_may_be_one_frame_or_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
