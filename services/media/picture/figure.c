/* figure: what the picture is of.
 *
 * The one difficulty is the background, which may be one colour, a shade from light to dark, or a table with
 * things on it. What the ring of spots around the picture looks like, in a few colours, is background, as far
 * as it hangs together from the edge on: the white of a label inside the figure stays. If that leaves nearly
 * nothing or takes nearly nothing, everything is figure, and the middle counts most. */
#include "picture/figure.h"

#include <math.h>

#include "picture/clusters.h"

#define RING         2 /* spots */
#define RING_COLOURS 4
#define LIKE_RING2   196.0F /* CIE76, squared */
#define LIKE_NEXT2   16.0F  /* a shade goes on in steps as small as this, */
#define SHADE2       900.0F /* and not farther than this */
#define PRINT_RANGE  80     /* of 255, within a spot: print, or an edge, */
#define PRINT_WEIGHT 0.15F  /* whose mean is no colour that anything has */
#define SURE         0.7    /* of a background: from there on all of the figure counts alike */
#define FIGURE_LEAST 0.02   /* of all spots: less is none */

static void add_spot(const struct picture *p, struct figure *f, int x, int y)
{
    int left = x * p->width / f->width, right = (x + 1) * p->width / f->width;
    int top = y * p->height / f->height, bottom = (y + 1) * p->height / f->height;
    unsigned sum[4] = {0}, count = 0;
    int darkest = 255, brightest = 0;
    uint8_t mean[3];
    size_t at = (size_t)y * (size_t)f->width + (size_t)x;

    for (int row = top; row < bottom; row++)
        for (int column = left; column < right; column++, count++) {
            const uint8_t *pixel = picture_at(p, column, row);

            for (int i = 0; i < 4; i++)
                sum[i] += pixel[i];
            darkest = pixel[1] < darkest ? pixel[1] : darkest;
            brightest = pixel[1] > brightest ? pixel[1] : brightest;
        }
    for (int i = 0; i < 3; i++)
        mean[i] = (uint8_t)(sum[i] / (count ? count : 1));
    f->labs[at] = lab_of(mean);
    f->is_figure[at] = sum[3] >= 128 * count;
    f->weights[at] = brightest - darkest > PRINT_RANGE ? PRINT_WEIGHT : 1;
}

static bool in_ring(const struct figure *f, int x, int y)
{
    return x < RING || y < RING || x >= f->width - RING || y >= f->height - RING;
}

static size_t ring_colours(const struct figure *f, struct arena *arena, struct cluster *ret_colours)
{
    size_t spots = (size_t)f->width * (size_t)f->height, count = 0;
    struct lab *points = arena_array(arena, spots, sizeof(*points));
    float *weights = arena_array(arena, spots, sizeof(*weights));
    uint8_t *of = arena_array(arena, spots, 1);

    for (int y = 0; y < f->height; y++)
        for (int x = 0; x < f->width; x++)
            if (in_ring(f, x, y) && f->is_figure[y * f->width + x]) {
                weights[count] = 1;
                points[count++] = f->labs[y * f->width + x];
            }
    return clusters_find(points, weights, count, RING_COLOURS, ret_colours, of);
}

static bool is_like_ring(struct lab lab, const struct cluster *ring, size_t count, float limit2)
{
    for (size_t i = 0; i < count; i++)
        if (lab_distance2(lab, ring[i].middle) < limit2)
            return true;
    return false;
}

struct flood {
    struct figure *f;
    const struct cluster *ring;
    size_t count;
    int *todo, waiting;
};

static void flood_spot(struct flood *flood, int from, int x, int y)
{
    struct figure *f = flood->f;
    int at = y * f->width + x;

    if (x < 0 || y < 0 || x >= f->width || y >= f->height || !f->is_figure[at])
        return;
    if (!is_like_ring(f->labs[at], flood->ring, flood->count, LIKE_RING2) &&
        (from < 0 || lab_distance2(f->labs[at], f->labs[from]) > LIKE_NEXT2 ||
         !is_like_ring(f->labs[at], flood->ring, flood->count, SHADE2)))
        return;
    f->is_figure[at] = 0;
    flood->todo[flood->waiting++] = at;
}

static void take_background(struct figure *f, const struct cluster *ring, size_t count, struct arena *arena)
{
    struct flood flood = {f, ring, count,
                          arena_array(arena, (size_t)f->width * (size_t)f->height, sizeof(int)), 0};

    for (int y = 0; y < f->height; y++)
        for (int x = 0; x < f->width; x++)
            if (x == 0 || y == 0 || x == f->width - 1 || y == f->height - 1)
                flood_spot(&flood, -1, x, y);
    while (flood.waiting) {
        int at = flood.todo[--flood.waiting], x = at % f->width, y = at / f->width;

        flood_spot(&flood, at, x - 1, y);
        flood_spot(&flood, at, x + 1, y);
        flood_spot(&flood, at, x, y - 1);
        flood_spot(&flood, at, x, y + 1);
    }
}

/* How much of the ring is of its commonest colour: a plain background is surely one. */
static double sureness_of(const struct cluster *ring, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += ring[i].weight * (lab_distance2(ring[i].middle, ring[0].middle) < LIKE_RING2);
    for (size_t i = 0; i < count; i++)
        sum -= ring[i].weight * 0.3 * (lab_distance2(ring[i].middle, ring[0].middle) >= LIKE_RING2);
    return sum;
}

static void weigh(struct figure *f)
{
    int left = f->width, top = f->height, right = -1, bottom = -1;

    f->count = 0;
    for (int y = 0; y < f->height; y++)
        for (int x = 0; x < f->width; x++) {
            double dx = (x + 0.5) / f->width - 0.5, dy = (y + 0.5) / f->height - 0.5;
            size_t at = (size_t)y * (size_t)f->width + (size_t)x;

            if (!f->is_figure[at])
                continue;
            if (f->sureness < SURE)
                f->weights[at] *= (float)exp(-(dx * dx + dy * dy) / (2 * 0.25 * 0.25));
            f->count++;
            left = x < left ? x : left;
            right = x > right ? x : right;
            top = y < top ? y : top;
            bottom = y > bottom ? y : bottom;
        }
    f->bounds = (struct area){left, top, right - left + 1, bottom - top + 1};
}

static size_t count_figure(const struct figure *f)
{
    size_t count = 0;

    for (int i = 0; i < f->width * f->height; i++)
        count += f->is_figure[i];
    return count;
}

void figure_find(const struct picture *picture, struct arena *arena, struct figure *ret_figure)
{
    int longer = picture->width > picture->height ? picture->width : picture->height;
    int side = longer < FIGURE_SIDE ? longer : FIGURE_SIDE;
    struct figure *f = ret_figure;
    struct cluster ring[CLUSTERS_MAX];
    size_t spots, opaque, colours;

    *f = (struct figure){.width = picture->width * side / longer, .height = picture->height * side / longer};
    f->width += !f->width;
    f->height += !f->height;
    spots = (size_t)f->width * (size_t)f->height;
    f->labs = arena_array(arena, spots, sizeof(*f->labs));
    f->weights = arena_array(arena, spots, sizeof(*f->weights));
    f->is_figure = arena_array(arena, spots, 1);
    for (int y = 0; y < f->height; y++)
        for (int x = 0; x < f->width; x++)
            add_spot(picture, f, x, y);
    opaque = count_figure(f);
    colours = ring_colours(f, arena, ring);
    f->sureness = opaque < spots * 9 / 10 ? 1 : 0;
    if (!f->sureness && colours) {
        double all = 0;
        uint8_t *before = arena_copy(arena, f->is_figure, spots);

        for (size_t i = 0; i < colours; i++)
            all += ring[i].weight;
        f->sureness = sureness_of(ring, colours) / all;
        take_background(f, ring, colours, arena);
        if ((double)count_figure(f) < FIGURE_LEAST * (double)spots) {
            memcpy(f->is_figure, before, spots);
            f->sureness = 0;
        }
    }
    weigh(f);
}

struct area figure_area(const struct figure *figure, const struct picture *picture, struct area spots)
{
    int left = spots.left * picture->width / figure->width,
        top = spots.top * picture->height / figure->height;

    return (struct area){left, top, (spots.left + spots.width) * picture->width / figure->width - left,
                         (spots.top + spots.height) * picture->height / figure->height - top};
}
