/* picture/lab.h: colours as the eye sees them: CIELAB under daylight (D65), and how different two of them
 * look (CIEDE2000: about 2 is just seen, 10 is another shade, 40 another colour). Pure. */
#pragma once

#include <stdint.h>

struct lab {
    float l, a, b;
};

struct lab lab_of(const uint8_t rgb[3]);
double lab_difference(struct lab one, struct lab other); /* CIEDE2000 */
float lab_distance2(struct lab one,
                    struct lab other); /* CIE76, squared: cheap, for what is near each other */
