/* fingerprint: a hash of the 64 slowest waves of brightness (the signs of a cosine transform), and a
 * descriptor of four parts, each made so that light and contrast do not change it: brightness in a grid,
 * measured in its own spread; colour in a coarser grid, as shares of red and blue in what light there is;
 * hues, wherever they are; directions of edges in the coarser grid. */
#include "picture/fingerprint.h"

#include <math.h>
#include <stdlib.h>

#define SIDE       32
#define LOW        8
#define GREY_LEAST 24 /* of 255: hues of what is darker are noise */

struct small {
    double grey[SIDE][SIDE];
    double rgb[SIDE][SIDE][3];
};

static void shrink(const struct picture *p, struct area area, struct small *to)
{
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            int left = area.left + x * area.width / SIDE, right = area.left + (x + 1) * area.width / SIDE;
            int top = area.top + y * area.height / SIDE, bottom = area.top + (y + 1) * area.height / SIDE;
            double sum[3] = {0}, count = 0;

            right += right == left;
            bottom += bottom == top;
            for (int row = top; row < bottom; row++)
                for (int column = left; column < right; column++, count++) {
                    const uint8_t *at = picture_at(p, column, row);

                    for (int i = 0; i < 3; i++)
                        sum[i] += at[3] == 255 ? at[i] : 255 - (255 - at[i]) * at[3] / 255;
                }
            for (int i = 0; i < 3; i++)
                to->rgb[y][x][i] = sum[i] / count;
            to->grey[y][x] = (0.299 * sum[0] + 0.587 * sum[1] + 0.114 * sum[2]) / count;
        }
}

static int ascending(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;

    return one < other ? -1 : one > other ? 1 : 0;
}

static uint64_t hash_of(const struct small *s)
{
    double rows[SIDE][LOW], waves[LOW * LOW], sorted[LOW * LOW];
    uint64_t hash = 0;

    for (int y = 0; y < SIDE; y++)
        for (int u = 0; u < LOW; u++) {
            rows[y][u] = 0;
            for (int x = 0; x < SIDE; x++)
                rows[y][u] += s->grey[y][x] * cos((2 * x + 1) * u * M_PI / (2 * SIDE));
        }
    for (int v = 0; v < LOW; v++)
        for (int u = 0; u < LOW; u++) {
            waves[v * LOW + u] = 0;
            for (int y = 0; y < SIDE; y++)
                waves[v * LOW + u] += rows[y][u] * cos((2 * y + 1) * v * M_PI / (2 * SIDE));
        }
    waves[0] = 0; /* how bright it is on the whole */
    memcpy(sorted, waves, sizeof(sorted));
    qsort(sorted, LOW * LOW, sizeof(double), ascending);
    for (int i = 0; i < LOW * LOW; i++)
        hash = hash << 1 | (waves[i] > (sorted[31] + sorted[32]) / 2);
    return hash;
}

static uint8_t byte_of(double value)
{
    return (uint8_t)lround(fmin(255, fmax(0, value)));
}

static uint8_t *add_brightness(const struct small *s, uint8_t *to)
{
    enum { STEP = SIDE / FINGERPRINT_GRID };
    double cells[FINGERPRINT_GRID][FINGERPRINT_GRID] = {{0}}, sum = 0, squares = 0, spread;

    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            cells[y / STEP][x / STEP] += s->grey[y][x] / (STEP * STEP);
    for (int i = 0; i < FINGERPRINT_GRID * FINGERPRINT_GRID; i++) {
        double value = cells[i / FINGERPRINT_GRID][i % FINGERPRINT_GRID];

        sum += value / (FINGERPRINT_GRID * FINGERPRINT_GRID);
        squares += value * value / (FINGERPRINT_GRID * FINGERPRINT_GRID);
    }
    spread = sqrt(fmax(squares - sum * sum, 4));
    for (int i = 0; i < FINGERPRINT_GRID * FINGERPRINT_GRID; i++)
        *to++ = byte_of(128 + 48 * (cells[i / FINGERPRINT_GRID][i % FINGERPRINT_GRID] - sum) / spread);
    return to;
}

static uint8_t *add_colour(const struct small *s, uint8_t *to)
{
    enum { STEP = SIDE / FINGERPRINT_CELLS };

    for (int cell = 0; cell < FINGERPRINT_CELLS * FINGERPRINT_CELLS; cell++) {
        double sum[3] = {1, 1, 1};

        for (int i = 0; i < STEP * STEP; i++)
            for (int k = 0; k < 3; k++)
                sum[k] += s->rgb[cell / FINGERPRINT_CELLS * STEP + i / STEP]
                                [cell % FINGERPRINT_CELLS * STEP + i % STEP][k];
        *to++ = byte_of(384 * sum[0] / (sum[0] + sum[1] + sum[2]));
        *to++ = byte_of(384 * sum[2] / (sum[0] + sum[1] + sum[2]));
    }
    return to;
}

/* The hue in eighths of the circle, from red on, with a fraction. */
static double hue_of(const double rgb[3], double most, double least)
{
    double range = most - least;

    if (most == rgb[0])
        return fmod((rgb[1] - rgb[2]) / range + 6, 6) * 8 / 6;
    return (most == rgb[1] ? (rgb[2] - rgb[0]) / range + 2 : (rgb[0] - rgb[1]) / range + 4) * 8 / 6;
}

static uint8_t *add_hues(const struct small *s, uint8_t *to)
{
    double bins[FINGERPRINT_HUES] = {0};

    for (int i = 0; i < SIDE * SIDE; i++) {
        const double *rgb = s->rgb[i / SIDE][i % SIDE];
        double most = fmax(rgb[0], fmax(rgb[1], rgb[2])), least = fmin(rgb[0], fmin(rgb[1], rgb[2]));
        double strength = most > GREY_LEAST ? (most - least) / most : 0, hue, fraction;
        int level = strength < 0.3 ? 0 : strength < 0.6 ? 1 : 2, first;

        if (strength < 0.08)
            continue;
        hue = hue_of(rgb, most, least);
        first = (int)hue % 8;
        fraction = hue - floor(hue);
        bins[level * 8 + first] += 1 - fraction;
        bins[level * 8 + (first + 1) % 8] += fraction;
    }
    for (int i = 0; i < FINGERPRINT_HUES; i++)
        *to++ = byte_of(255 * sqrt(bins[i] / (SIDE * SIDE)));
    return to;
}

static void add_edge(const struct small *s, int x, int y, double threshold, double *bins)
{
    double dx = s->grey[y][x + 1] - s->grey[y][x - 1], dy = s->grey[y + 1][x] - s->grey[y - 1][x];
    int way = (int)(atan2(dy, dx) / M_PI * 4 + 8.5) % 4;

    bins[hypot(dx, dy) < threshold ? 4 : way]++;
}

static uint8_t *add_edges(const struct small *s, uint8_t *to)
{
    enum { STEP = SIDE / FINGERPRINT_CELLS };
    double strength = 0;

    for (int y = 1; y < SIDE - 1; y++)
        for (int x = 1; x < SIDE - 1; x++)
            strength += hypot(s->grey[y][x + 1] - s->grey[y][x - 1], s->grey[y + 1][x] - s->grey[y - 1][x]);
    strength /= (SIDE - 2) * (SIDE - 2);
    for (int cell = 0; cell < FINGERPRINT_CELLS * FINGERPRINT_CELLS; cell++) {
        double bins[5] = {0};

        for (int i = 0; i < STEP * STEP; i++) {
            int x = cell % FINGERPRINT_CELLS * STEP + i % STEP,
                y = cell / FINGERPRINT_CELLS * STEP + i / STEP;

            if (x > 0 && y > 0 && x < SIDE - 1 && y < SIDE - 1)
                add_edge(s, x, y, fmax(strength, 2), bins);
        }
        for (int i = 0; i < 5; i++)
            *to++ = byte_of(160 * bins[i] / (STEP * STEP));
    }
    return to;
}

void fingerprint_of(const struct picture *picture, struct area area, struct fingerprint *ret_fingerprint)
{
    struct small *s = mem_new(struct small);
    uint8_t *to = ret_fingerprint->descriptor;

    shrink(picture, area, s);
    ret_fingerprint->hash = hash_of(s);
    to = add_brightness(s, to);
    to = add_colour(s, to);
    to = add_hues(s, to);
    add_edges(s, to);
    mem_free(s);
}

size_t fingerprint_cuts(const struct picture *picture, struct area *ret_areas)
{
    static const struct {
        double left, top; /* of what is cut, so much on these sides */
    } cuts[FINGERPRINT_CUTS] = {{0.5, 0.5}, {0, 0}, {1, 0}, {0, 1}, {1, 1}};
    int across = picture->width / 10, down = picture->height / 10;

    for (size_t i = 0; i < FINGERPRINT_CUTS; i++)
        ret_areas[i] = (struct area){(int)(cuts[i].left * across), (int)(cuts[i].top * down),
                                     picture->width - across, picture->height - down};
    return FINGERPRINT_CUTS;
}
