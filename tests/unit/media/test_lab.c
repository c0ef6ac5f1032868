/* lab: the pairs that Sharma, Wu and Dalal published to try an implementation of CIEDE2000 with, and colours
 * whose CIELAB is known. */
#include "unit.h"

#include <math.h>

#include "base/mem.h"
#include "picture/lab.h"

static const struct {
    struct lab one, other;
    double difference;
} pairs[] = {
    {{50.0000F, 2.6772F, -79.7751F}, {50.0000F, 0.0000F, -82.7485F}, 2.0425},
    {{50.0000F, 3.1571F, -77.2803F}, {50.0000F, 0.0000F, -82.7485F}, 2.8615},
    {{50.0000F, -1.3802F, -84.2814F}, {50.0000F, 0.0000F, -82.7485F}, 1.0000},
    {{50.0000F, 0.0000F, 0.0000F}, {50.0000F, -1.0000F, 2.0000F}, 2.3669},
    {{50.0000F, 2.4900F, -0.0010F}, {50.0000F, -2.4900F, 0.0009F}, 7.1792},
    {{50.0000F, 2.4900F, -0.0010F}, {50.0000F, -2.4900F, 0.0011F}, 7.2195},
    {{50.0000F, 2.5000F, 0.0000F}, {50.0000F, 0.0000F, -2.5000F}, 4.3065},
    {{50.0000F, 2.5000F, 0.0000F}, {73.0000F, 25.0000F, -18.0000F}, 27.1492},
    {{50.0000F, 2.5000F, 0.0000F}, {61.0000F, -5.0000F, 29.0000F}, 22.8977},
    {{50.0000F, 2.5000F, 0.0000F}, {56.0000F, -27.0000F, -3.0000F}, 31.9030},
    {{60.2574F, -34.0099F, 36.2677F}, {60.4626F, -34.1751F, 39.4387F}, 1.2644},
    {{22.7233F, 20.0904F, -46.6940F}, {23.0331F, 14.9730F, -42.5619F}, 2.0373},
    {{90.8027F, -2.0831F, 1.4410F}, {91.1528F, -1.6435F, 0.0447F}, 1.4441},
    {{2.0776F, 0.0795F, -1.1350F}, {0.9033F, -0.0636F, -0.5514F}, 0.9082},
};

static void differences_are_as_published(void **state)
{
    for (size_t i = 0; i < COUNT_OF(pairs); i++) {
        assert_true(fabs(lab_difference(pairs[i].one, pairs[i].other) - pairs[i].difference) < 1e-3);
        assert_true(fabs(lab_difference(pairs[i].other, pairs[i].one) - pairs[i].difference) < 1e-3);
    }
}

static void known_colours_are_where_they_are(void **state)
{
    static const struct {
        uint8_t rgb[3];
        struct lab lab;
    } known[] = {
        {{255, 255, 255}, {100, 0, 0}},          {{0, 0, 0}, {0, 0, 0}},
        {{255, 0, 0}, {53.24F, 80.09F, 67.20F}}, {{0, 0, 255}, {32.30F, 79.19F, -107.86F}},
        {{128, 128, 128}, {53.59F, 0, 0}},
    };

    for (size_t i = 0; i < COUNT_OF(known); i++)
        assert_true(lab_distance2(lab_of(known[i].rgb), known[i].lab) < 0.01F);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_are_as_published),
        cmocka_unit_test(known_colours_are_where_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
