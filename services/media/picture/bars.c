/* bars: blocks of the picture whose edges all go one way, and which lie together.
 *
 * Of each block the structure tensor is summed: how strong its edges are, and how much they agree in their
 * direction. Neighbours that agree make a region; its extent is measured along the direction that they have
 * on the whole. */
#include "picture/bars.h"

#include <math.h>
#include <stdlib.h>

#define BLOCK        12 /* pixels */
#define AGREEMENT    0.72
#define STRENGTH     900.0 /* squared gradient of a pixel, on average */
#define ALIKE        0.30  /* radians between neighbours */
#define BLOCKS_LEAST 4

struct block {
    double xx, yy, xy; /* sums of the gradients' products */
    int region;        /* 0: none */
};

struct field {
    int width, height;
    struct block *blocks;
};

struct region {
    double xx, yy, xy;
    int *members;
    int count;
};

static void measure_block(struct plane p, int left, int top, struct block *b)
{
    for (int y = top; y < top + BLOCK; y++) {
        const uint8_t *row = p.at + (size_t)y * (size_t)p.width;

        if (y == 0 || y >= p.height - 1)
            continue;
        for (int x = left ? left : 1; x < left + BLOCK && x < p.width - 1; x++) {
            double dx = row[x + 1] - row[x - 1], dy = row[x + p.width] - row[x - p.width];

            b->xx += dx * dx;
            b->yy += dy * dy;
            b->xy += dx * dy;
        }
    }
}

/* The direction in which it changes, across its bars. */
static double angle_of(double xx, double yy, double xy)
{
    return 0.5 * atan2(2 * xy, xx - yy);
}

static bool is_barred(const struct block *b)
{
    double sum = b->xx + b->yy, agreement = hypot(b->xx - b->yy, 2 * b->xy);

    return sum > STRENGTH * BLOCK * BLOCK && agreement > AGREEMENT * sum;
}

static double turned(double a, double b) /* between two axes */
{
    double d = fabs(a - b);

    return d > M_PI / 2 ? M_PI - d : d;
}

static void join(struct field *f, struct region *r, int x, int y, double angle, int number)
{
    struct block *b = &f->blocks[y * f->width + x];

    if (b->region || !is_barred(b) || turned(angle_of(b->xx, b->yy, b->xy), angle) > ALIKE)
        return;
    b->region = number;
    r->xx += b->xx;
    r->yy += b->yy;
    r->xy += b->xy;
    r->members[r->count++] = y * f->width + x;
}

/* All that hangs together with one block; a gap of one block is none. */
static void grow(struct field *f, struct region *r, int start, int number)
{
    const struct block *first = &f->blocks[start];

    r->xx = r->yy = r->xy = 0;
    r->count = 0;
    join(f, r, start % f->width, start / f->width, angle_of(first->xx, first->yy, first->xy), number);
    for (int i = 0; i < r->count; i++) {
        int x = r->members[i] % f->width, y = r->members[i] / f->width;
        double angle = angle_of(r->xx, r->yy, r->xy);

        for (int dy = -2; dy <= 2; dy++)
            for (int dx = -2; dx <= 2; dx++)
                if (x + dx >= 0 && x + dx < f->width && y + dy >= 0 && y + dy < f->height)
                    join(f, r, x + dx, y + dy, angle, number);
    }
}

static struct bars extent_of(const struct field *f, const struct region *r)
{
    double angle = angle_of(r->xx, r->yy, r->xy), c = cos(angle), s = sin(angle);
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY}, along, across;

    for (int i = 0; i < r->count; i++) {
        int column = r->members[i] % f->width, row = r->members[i] / f->width;
        double x = (column + 0.5) * BLOCK, y = (row + 0.5) * BLOCK, at[2] = {x * c + y * s, y * c - x * s};

        for (int k = 0; k < 2; k++) {
            least[k] = fmin(least[k], at[k]);
            most[k] = fmax(most[k], at[k]);
        }
    }
    along = (least[0] + most[0]) / 2;
    across = (least[1] + most[1]) / 2;
    return (struct bars){along * c - across * s,
                         along * s + across * c,
                         most[0] - least[0] + BLOCK,
                         most[1] - least[1] + BLOCK,
                         angle,
                         r->xx + r->yy};
}

static int stronger(const void *a, const void *b)
{
    double one = ((const struct bars *)a)->strength, other = ((const struct bars *)b)->strength;

    return one < other ? 1 : one > other ? -1 : 0;
}

static void keep(struct bars *kept, size_t *count, struct bars one)
{
    if (*count < BARS_MAX)
        kept[(*count)++] = one;
    else if (one.strength > kept[BARS_MAX - 1].strength)
        kept[BARS_MAX - 1] = one;
    else
        return;
    qsort(kept, *count, sizeof(*kept), stronger);
}

size_t bars_find(struct plane plane, struct arena *arena, struct bars *ret_bars)
{
    struct field f = {.width = plane.width / BLOCK, .height = plane.height / BLOCK};
    size_t blocks = (size_t)f.width * (size_t)f.height, count = 0;
    struct region region;

    f.blocks = arena_array(arena, blocks + 1, sizeof(*f.blocks));
    region.members = arena_array(arena, blocks + 1, sizeof(int));
    for (int y = 0; y < f.height; y++)
        for (int x = 0; x < f.width; x++)
            measure_block(plane, x * BLOCK, y * BLOCK, &f.blocks[y * f.width + x]);
    for (int i = 0; i < f.width * f.height; i++) {
        if (f.blocks[i].region || !is_barred(&f.blocks[i]))
            continue;
        grow(&f, &region, i, i + 1);
        if (region.count >= BLOCKS_LEAST)
            keep(ret_bars, &count, extent_of(&f, &region));
    }
    return count;
}
