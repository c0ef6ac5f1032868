/* shapes: the outline is compared with the circle and the rectangle that fill its bounds; stripes are lines
 * along which the colour stays while it changes back and forth across them. What is turned or half in the
 * picture is not judged. */
#include "picture/shapes.h"

#include <math.h>

#define SURE_BACKGROUND 0.7
#define SPOTS_LEAST     150
#define SAME_OUTLINE    0.92 /* of the spots agree */
#define PLAIN_SPREAD2   40.0 /* CIE76, squared, on average */
#define PLAIN_MOST2     144.0
#define STRIPES_EXPLAIN 0.7  /* of what the colours differ */
#define STRIPES_LEAST   5    /* changes back and forth */
#define SIDES_EVEN      1.12 /* longer to shorter */
#define STRIPES_ACROSS  160  /* lines a figure has at most: its diagonal */

static bool in_outline(const struct area *b, int x, int y, bool is_round)
{
    double dx = (x - b->left + 0.5) / b->width * 2 - 1, dy = (y - b->top + 0.5) / b->height * 2 - 1;

    return !is_round || dx * dx + dy * dy <= 1;
}

/* How much the figure and the outline have in common, of all that either has. */
static double agreement(const struct figure *f, bool is_round)
{
    const struct area *b = &f->bounds;
    double both = 0, either = 0;

    for (int y = b->top; y < b->top + b->height; y++)
        for (int x = b->left; x < b->left + b->width; x++) {
            bool is_figure = f->is_figure[y * f->width + x], is_in = in_outline(b, x, y, is_round);

            both += is_figure && is_in;
            either += is_figure || is_in;
        }
    return either > 0 ? both / either : 0;
}

static bool touches_edge(const struct figure *f)
{
    const struct area *b = &f->bounds;

    return b->left == 0 || b->top == 0 || b->left + b->width == f->width || b->top + b->height == f->height;
}

static size_t outline(const struct figure *f, struct shape *to)
{
    double across = f->bounds.width, down = f->bounds.height;
    bool is_even = across < SIDES_EVEN * down && down < SIDES_EVEN * across;
    double round = agreement(f, true), straight = agreement(f, false);
    size_t count = 0;

    to[count++] = (struct shape){"format",
                                 is_even         ? "even"
                                 : across > down ? "wide"
                                                 : "tall",
                                 f->sureness * fmin(1, 0.7 + fabs(log(across / down)) / 3 + 0.2 * is_even)};
    if (round > SAME_OUTLINE && round > straight)
        to[count++] = (struct shape){"shape", is_even ? "round" : "oval", f->sureness * round};
    else if (straight > SAME_OUTLINE)
        to[count++] = (struct shape){"shape", is_even ? "square" : "rectangular", f->sureness * straight};
    return count;
}

struct spread {
    struct lab mean;
    double spread2; /* mean squared distance from it */
    double count;
};

static struct spread spread_of(const struct figure *f)
{
    struct spread s = {{0}, 0, 0};
    double sum[3] = {0}, squares = 0;

    for (int i = 0; i < f->width * f->height; i++) {
        const struct lab *lab = &f->labs[i];

        if (!f->is_figure[i])
            continue;
        sum[0] += (double)lab->l;
        sum[1] += (double)lab->a;
        sum[2] += (double)lab->b;
        squares += (double)(lab->l * lab->l + lab->a * lab->a + lab->b * lab->b);
        s.count++;
    }
    s.mean = (struct lab){(float)(sum[0] / s.count), (float)(sum[1] / s.count), (float)(sum[2] / s.count)};
    s.spread2 =
        squares / s.count - (sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]) / (s.count * s.count);
    return s;
}

/* The share of spots that look like the mean. */
static double plainness(const struct figure *f, const struct spread *s)
{
    double like = 0;

    for (int i = 0; i < f->width * f->height; i++)
        like += f->is_figure[i] && (double)lab_distance2(f->labs[i], s->mean) < PLAIN_MOST2;
    return like / s->count;
}

/* What of the spread is explained by lines along one of four directions: 1 if each line is of one colour. */
static double explained(const struct figure *f, const struct spread *s, int dx, int dy, int *ret_changes)
{
    double sum[STRIPES_ACROSS * 2][4] = {{0}}, between = 0, before = 0;
    int changes = 0;

    for (int y = 0; y < f->height; y++)
        for (int x = 0; x < f->width; x++) {
            int line = STRIPES_ACROSS / 2 + x * dy - y * dx + (dx > 0 && dy >= 0 ? f->height : 0);
            const struct lab *lab = &f->labs[y * f->width + x];

            if (!f->is_figure[y * f->width + x] || line < 0 || line >= STRIPES_ACROSS * 2)
                continue;
            sum[line][0] += (double)(lab->l - s->mean.l);
            sum[line][1] += (double)(lab->a - s->mean.a);
            sum[line][2] += (double)(lab->b - s->mean.b);
            sum[line][3]++;
        }
    for (int i = 0; i < STRIPES_ACROSS * 2; i++) {
        double far, sign;

        if (sum[i][3] < 4)
            continue;
        far = (sum[i][0] * sum[i][0] + sum[i][1] * sum[i][1] + sum[i][2] * sum[i][2]) / sum[i][3];
        between += far;
        sign = sum[i][0] + sum[i][1] + sum[i][2];
        if (far / sum[i][3] > s->spread2 / 4) {
            changes += before * sign < 0;
            before = sign;
        }
    }
    *ret_changes = changes;
    return between / (s->spread2 * s->count);
}

static size_t surface(const struct figure *f, struct shape *to)
{
    static const int ways[][2] = {{1, 0}, {0, 1}, {1, 1}, {1, -1}};
    struct spread s = spread_of(f);
    double plain = plainness(f, &s);

    if (s.spread2 < PLAIN_SPREAD2 || plain > 0.95) {
        *to = (struct shape){"pattern", "plain", f->sureness * fmin(1, plain)};
        return plain > 0.9;
    }
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        int changes;
        double share = explained(f, &s, ways[i][0], ways[i][1], &changes);

        if (share > STRIPES_EXPLAIN && changes >= STRIPES_LEAST) {
            *to = (struct shape){"pattern", "striped", f->sureness * share};
            return 1;
        }
    }
    return 0;
}

size_t shapes_find(const struct figure *figure, struct shape *ret_shapes)
{
    size_t count = 0;

    if (figure->sureness < SURE_BACKGROUND || figure->count < SPOTS_LEAST)
        return 0;
    if (!touches_edge(figure))
        count += outline(figure, ret_shapes);
    return count + surface(figure, ret_shapes + count);
}
