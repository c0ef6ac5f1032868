/* lines: letters that stand in a row.
 *
 * Which way the rows go is voted for by each letter and its nearest neighbour; for the two directions with
 * most votes letters are put together that follow each other along it. The holes of letters make rows, too,
 * as small ones of the other brightness: what lies in a better row is left out. */
#include "picture/lines.h"

#include <math.h>
#include <stdlib.h>

#include "picture/letters.h"

#define MEAN_REACH  14   /* pixels around, for what a letter stands out from */
#define DIRECTIONS  36   /* of five degrees */
#define NEAR        1.9  /* sizes from middle to middle, along: the gap between words, too */
#define ASIDE       0.38 /* sizes, across */
#define SIZES_APART 2.3  /* the larger to the smaller of two neighbours */
#define HIGH_APART                                                                                           \
    1.5 /* the same of how high they are in the row: two letters that touch are twice as wide */
#define SLIM          3.5 /* longer to shorter side: an I, or a bar */
#define LETTERS_LEAST 2
#define LINES_TRIED   128

struct row {
    struct letter *letters;
    size_t count;
    bool bright;
};

struct found {
    struct line lines[LINES_TRIED];
    size_t count;
};

static double size_of(const struct letter *l)
{
    return fmax(l->width, l->height);
}

static bool is_slim(const struct letter *l)
{
    return size_of(l) > SLIM * fmin(l->width, l->height);
}

static bool alike(const struct letter *a, const struct letter *b)
{
    double one = size_of(a), other = size_of(b);

    return one < SIZES_APART * other && other < SIZES_APART * one;
}

/* Slim ones have no vote: grain, folds and edges of things are in rows, too. */
static void vote(const struct row *row, double votes[DIRECTIONS])
{
    for (size_t i = 0; i < row->count; i++) {
        const struct letter *a = &row->letters[i], *nearest = NULL;
        double best = size_of(a) * NEAR;

        for (size_t k = 0; k < row->count; k++) {
            const struct letter *b = &row->letters[k];
            double distance = hypot(a->x - b->x, a->y - b->y);

            if (k != i && distance < best && !is_slim(a) && alike(a, b)) {
                best = distance;
                nearest = b;
            }
        }
        if (nearest) {
            double turn =
                atan2(nearest->y - a->y, nearest->x - a->x) / M_PI * DIRECTIONS + 2 * DIRECTIONS + 0.5;

            votes[(int)turn % DIRECTIONS] += 1;
        }
    }
}

static double votes_around(const double votes[DIRECTIONS], int at)
{
    return votes[at] + 0.6 * (votes[(at + 1) % DIRECTIONS] + votes[(at + DIRECTIONS - 1) % DIRECTIONS]);
}

static int most_voted(const double votes[DIRECTIONS], int not_near)
{
    int best = -1;

    for (int i = 0; i < DIRECTIONS; i++) {
        int apart = not_near < 0 ? DIRECTIONS : abs(i - not_near);

        if (apart > DIRECTIONS / 2)
            apart = not_near < 0 ? apart : DIRECTIONS - apart;
        if (apart >= 4 && (best < 0 || votes_around(votes, i) > votes_around(votes, best)))
            best = i;
    }
    return best;
}

static size_t root_of(const struct letter *letters, size_t at)
{
    while ((size_t)letters[at].group != at)
        at = (size_t)letters[at].group;
    return at;
}

/* How high it is, across a row of that direction. A turned letter's box is larger than the letter. */
static double height_in(const struct letter *l, double c, double s)
{
    return (fabs(s) * l->width + fabs(c) * l->height) / (fabs(c) + fabs(s));
}

static bool equally_high(const struct letter *a, const struct letter *b, double c, double s)
{
    double one = height_in(a, c, s), other = height_in(b, c, s);

    return one < HIGH_APART * other && other < HIGH_APART * one;
}

static void put_together(struct row *row, double c, double s)
{
    struct letter *letters = row->letters;

    for (size_t i = 0; i < row->count; i++)
        letters[i].group = (int)i;
    for (size_t i = 0; i < row->count; i++)
        for (size_t k = i + 1; k < row->count; k++) {
            double dx = letters[k].x - letters[i].x, dy = letters[k].y - letters[i].y;
            double size = fmax(size_of(&letters[i]), size_of(&letters[k]));

            if (fabs(dx * c + dy * s) < NEAR * size && fabs(dy * c - dx * s) < ASIDE * size &&
                (alike(&letters[i], &letters[k]) || equally_high(&letters[i], &letters[k], c, s))) {
                size_t one = root_of(letters, i), other = root_of(letters, k);

                letters[one > other ? one : other].group = (int)(one < other ? one : other);
            }
        }
}

/* The slope of the letters' middles against the direction, by least squares: within that, none for a few. */
static double slope_of(const struct row *row, size_t root, double c, double s)
{
    double n = 0, u = 0, v = 0, uu = 0, uv = 0, spread;

    for (size_t i = 0; i < row->count; i++) {
        const struct letter *l = &row->letters[i];
        double along = l->x * c + l->y * s, across = l->y * c - l->x * s;

        if (root_of(row->letters, i) != root)
            continue;
        n++;
        u += along;
        v += across;
        uu += along * along;
        uv += along * across;
    }
    spread = uu - u * u / n;
    return n < 4 || spread < 1 ? 0 : (uv - u * v / n) / spread;
}

/* Its letters are 0 if most are as slim as the bars of a barcode. */
static struct line extent_of(const struct row *row, size_t root, double angle)
{
    double c = cos(angle), s = sin(angle), least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    double along, across;
    int letters = 0, slim = 0;

    for (size_t i = 0; i < row->count; i++) {
        const struct letter *l = &row->letters[i];
        double at[2] = {l->x * c + l->y * s, l->y * c - l->x * s};
        /* A turned letter's box is larger than the letter. */
        double grown = fabs(c) + fabs(s), half[2] = {(fabs(c) * l->width + fabs(s) * l->height) / 2 / grown,
                                                     (fabs(s) * l->width + fabs(c) * l->height) / 2 / grown};

        if (root_of(row->letters, i) != root)
            continue;
        letters++;
        slim += is_slim(l);
        for (int k = 0; k < 2; k++) {
            least[k] = fmin(least[k], at[k] - half[k]);
            most[k] = fmax(most[k], at[k] + half[k]);
        }
    }
    along = (least[0] + most[0]) / 2;
    across = (least[1] + most[1]) / 2;
    return (struct line){along * c - across * s,
                         along * s + across * c,
                         most[0] - least[0],
                         most[1] - least[1],
                         angle,
                         slim * 2 > letters ? 0 : letters,
                         row->bright};
}

static void keep_rows(struct row *row, double angle, struct found *found)
{
    double c = cos(angle), s = sin(angle);

    put_together(row, c, s);
    for (size_t i = 0; i < row->count && found->count < LINES_TRIED; i++) {
        struct line line;

        if ((size_t)row->letters[i].group != i)
            continue;
        line = extent_of(row, i, angle + atan(slope_of(row, i, c, s)));
        if (line.angle > M_PI / 2)
            line.angle -= M_PI;
        if (line.letters >= LETTERS_LEAST && line.width > line.height)
            found->lines[found->count++] = line;
    }
}

static double worth(const struct line *l)
{
    return fmin(l->letters, 8) * l->height;
}

static int worthier(const void *a, const void *b)
{
    double one = worth(a), other = worth(b);

    return one < other ? 1 : one > other ? -1 : 0;
}

static bool lies_in(const struct line *inner, const struct line *outer)
{
    double c = cos(outer->angle), s = sin(outer->angle), dx = inner->x - outer->x, dy = inner->y - outer->y;

    return fabs(dx * c + dy * s) < outer->width / 2 && fabs(dy * c - dx * s) < outer->height / 2;
}

static size_t best_of(struct found *found, struct line *ret_lines)
{
    size_t count = 0;

    qsort(found->lines, found->count, sizeof(struct line), worthier);
    for (size_t i = 0; i < found->count && count < LINES_MAX; i++) {
        bool is_new = true;

        for (size_t k = 0; k < count && is_new; k++)
            is_new = !lies_in(&found->lines[i], &ret_lines[k]) && !lies_in(&ret_lines[k], &found->lines[i]);
        if (is_new)
            ret_lines[count++] = found->lines[i];
    }
    return count;
}

size_t lines_find(struct plane plane, struct arena *arena, struct line *ret_lines)
{
    struct plane mean = plane_blurred(plane, MEAN_REACH, arena);
    struct found *found = arena_new_of(arena, struct found);

    for (int bright = 0; bright < 2; bright++) {
        struct row row = {arena_array(arena, LETTERS_MAX, sizeof(struct letter)), 0, bright};
        double votes[DIRECTIONS] = {0};
        int first, second;

        row.count = letters_find(plane, mean, bright, arena, row.letters);
        vote(&row, votes);
        first = most_voted(votes, -1);
        second = most_voted(votes, first);
        keep_rows(&row, first * M_PI / DIRECTIONS, found);
        if (votes_around(votes, second) > 0.3 * votes_around(votes, first))
            keep_rows(&row, second * M_PI / DIRECTIONS, found);
    }
    return best_of(found, ret_lines);
}
