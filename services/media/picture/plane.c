/* plane: brightness, and parts of it made larger, smaller, straight. */
#include "picture/plane.h"

#include <math.h>

struct plane plane_new(struct arena *arena, int width, int height)
{
    struct plane p = {width, height, mem_array((size_t)width, (size_t)height)};

    arena_on_free(arena, mem_free, p.at);
    return p;
}

struct plane plane_of(const struct picture *picture, struct arena *arena)
{
    struct plane p = plane_new(arena, picture->width, picture->height);
    size_t count = (size_t)p.width * (size_t)p.height;
    const uint8_t *from = picture->rgba;

    for (size_t i = 0; i < count; i++, from += 4) {
        unsigned grey = (from[0] * 77U + from[1] * 150U + from[2] * 29U) >> 8;

        p.at[i] = (uint8_t)(from[3] == 255 ? grey : (grey * from[3] + 255U * (255U - from[3])) / 255);
    }
    return p;
}

struct plane plane_smaller(struct plane from, int factor, struct arena *arena)
{
    int width = from.width / factor, height = from.height / factor;
    struct plane p;

    if (factor <= 1 || width < 1 || height < 1)
        return from;
    p = plane_new(arena, width, height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            unsigned sum = 0;

            for (int row = 0; row < factor; row++) {
                const uint8_t *at =
                    from.at + (size_t)(y * factor + row) * (size_t)from.width + (size_t)(x * factor);

                for (int i = 0; i < factor; i++)
                    sum += at[i];
            }
            p.at[(size_t)y * (size_t)width + (size_t)x] = (uint8_t)(sum / (unsigned)(factor * factor));
        }
    return p;
}

/* Between the four pixels around; the edge goes on outside. */
static uint8_t between(struct plane p, double x, double y)
{
    double cx = fmin(fmax(x, 0), p.width - 1), cy = fmin(fmax(y, 0), p.height - 1);
    int left = (int)cx, top = (int)cy, right = left + (left < p.width - 1),
        bottom = top + (top < p.height - 1);
    double fx = cx - left, fy = cy - top;
    const uint8_t *upper = p.at + (size_t)top * (size_t)p.width,
                  *lower = p.at + (size_t)bottom * (size_t)p.width;

    return (uint8_t)((upper[left] * (1 - fx) + upper[right] * fx) * (1 - fy) +
                     (lower[left] * (1 - fx) + lower[right] * fx) * fy + 0.5);
}

struct plane plane_cut(struct plane from, const struct cut *cut, struct arena *arena)
{
    int width = (int)fmax(1, cut->width * cut->scale), height = (int)fmax(1, cut->height * cut->scale);
    double along_x = cos(cut->angle) / cut->scale, along_y = sin(cut->angle) / cut->scale;
    struct plane p = plane_new(arena, width, height);

    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            double dx = x - (width - 1) / 2.0, dy = y - (height - 1) / 2.0;

            p.at[(size_t)y * (size_t)width + (size_t)x] =
                between(from, cut->x + dx * along_x - dy * along_y, cut->y + dx * along_y + dy * along_x);
        }
    return p;
}

static int percentile(const size_t counts[256], size_t of)
{
    size_t sum = 0;

    for (int i = 0; i < 256; i++) {
        sum += counts[i];
        if (sum > of)
            return i;
    }
    return 255;
}

void plane_stretch(struct plane plane)
{
    size_t counts[256] = {0}, count = (size_t)plane.width * (size_t)plane.height;
    int low, high;

    for (size_t i = 0; i < count; i++)
        counts[plane.at[i]]++;
    low = percentile(counts, count / 100);
    high = percentile(counts, count - 1 - count / 100);
    if (high - low < 8)
        return;
    for (size_t i = 0; i < count; i++) {
        int value = (plane.at[i] - low) * 255 / (high - low);

        plane.at[i] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

/* Sums along one line, so that the cost does not depend on the reach. */
static void blur_line(const uint8_t *from, uint8_t *to, int count, size_t step, int reach)
{
    int sum = 0, many = 0;

    for (int i = 0; i < reach && i < count; i++, many++)
        sum += from[(size_t)i * step];
    for (int i = 0; i < count; i++) {
        if (i + reach < count) {
            sum += from[(size_t)(i + reach) * step];
            many++;
        }
        if (i - reach > 0) {
            sum -= from[(size_t)(i - reach - 1) * step];
            many--;
        }
        to[(size_t)i * step] = (uint8_t)(sum / (many > 1 ? many : 1));
    }
}

struct plane plane_blurred(struct plane from, int reach, struct arena *arena)
{
    struct plane across = plane_new(arena, from.width, from.height),
                 p = plane_new(arena, from.width, from.height);
    size_t width = (size_t)from.width;

    for (size_t y = 0; y < (size_t)from.height; y++)
        blur_line(from.at + y * width, across.at + y * width, from.width, 1, reach);
    for (size_t x = 0; x < width; x++)
        blur_line(across.at + x, p.at + x, from.height, width, reach);
    return p;
}
