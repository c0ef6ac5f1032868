/* lab: sRGB to CIELAB (IEC 61966-2-1, CIE 1976) and CIEDE2000 as in Sharma, Wu and Dalal (2005), whose
 * numbers the names of the intermediate values follow. */
#include "picture/lab.h"

#include <math.h>

#define TURN   (2 * M_PI)
#define DEGREE (M_PI / 180)

static double linear(uint8_t value)
{
    double v = value / 255.0;

    return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double cube_root(double t)
{
    return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
}

struct lab lab_of(const uint8_t rgb[3])
{
    double r = linear(rgb[0]), g = linear(rgb[1]), b = linear(rgb[2]);
    double x = cube_root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    double y = cube_root(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    double z = cube_root((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);

    return (struct lab){(float)(116 * y - 16), (float)(500 * (x - y)), (float)(200 * (y - z))};
}

float lab_distance2(struct lab one, struct lab other)
{
    float l = one.l - other.l, a = one.a - other.a, b = one.b - other.b;

    return l * l + a * a + b * b;
}

static double hue_of(double a, double b)
{
    double hue = a == 0 && b == 0 ? 0 : atan2(b, a);

    return hue < 0 ? hue + TURN : hue;
}

static double seventh(double chroma)
{
    double c7 = pow(chroma, 7);

    return sqrt(c7 / (c7 + 6103515625.0)); /* 25^7 */
}

/* What turns blues: the term R_T. */
static double rotation(double hue, double chroma)
{
    double angle = 30 * DEGREE * exp(-pow((hue / DEGREE - 275) / 25, 2));

    return -sin(2 * angle) * 2 * seventh(chroma);
}

static double mean_hue(double h1, double h2, double chromas)
{
    if (chromas == 0)
        return h1 + h2;
    if (fabs(h1 - h2) <= M_PI)
        return (h1 + h2) / 2;
    return h1 + h2 < TURN ? (h1 + h2 + TURN) / 2 : (h1 + h2 - TURN) / 2;
}

static double hue_step(double h1, double h2, double chromas)
{
    double step = chromas == 0 ? 0 : h2 - h1;

    return step > M_PI ? step - TURN : step < -M_PI ? step + TURN : step;
}

double lab_difference(struct lab one, struct lab other)
{
    double mean_chroma = (hypot((double)one.a, (double)one.b) + hypot((double)other.a, (double)other.b)) / 2;
    double stretch = 1 + 0.5 * (1 - seventh(mean_chroma));
    double a1 = one.a * stretch, a2 = other.a * stretch, b1 = one.b, b2 = other.b;
    double c1 = hypot(a1, b1), c2 = hypot(a2, b2), h1 = hue_of(a1, b1), h2 = hue_of(a2, b2);
    double dl = other.l - one.l, dc = c2 - c1;
    double dh = 2 * sqrt(c1 * c2) * sin(hue_step(h1, h2, c1 * c2) / 2);
    double l = (one.l + other.l) / 2 - 50, c = (c1 + c2) / 2, h = mean_hue(h1, h2, c1 * c2);
    double t = 1 - 0.17 * cos(h - 30 * DEGREE) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6 * DEGREE) -
               0.20 * cos(4 * h - 63 * DEGREE);
    double in_l = dl / (1 + 0.015 * l * l / sqrt(20 + l * l)), in_c = dc / (1 + 0.045 * c),
           in_h = dh / (1 + 0.015 * c * t);

    return sqrt(in_l * in_l + in_c * in_c + in_h * in_h + rotation(h, c) * in_c * in_h);
}
