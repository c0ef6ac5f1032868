/* colours: the commonest colours of the figure, named. The names are those that shops use, each with a few
 * colours that everybody would call so; what shines (silver, gold) cannot be told from what is grey or
 * yellow. */
#include "picture/colours.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "picture/clusters.h"

#define CLUSTERS    6
#define SHARE_LEAST 0.06
#define ONE_COLOUR2 36.0F /* CIE76, squared: two clusters that are one colour in more and less light */
#define SURE_SPREAD 12.0  /* CIEDE2000 to the next name that leaves no doubt */

static const struct {
    const char *name;
    uint8_t rgb[3];
} palette[] = {
    {"black", {0, 0, 0}},
    {"black", {28, 28, 30}},
    {"black", {40, 40, 42}},
    {"white", {255, 255, 255}},
    {"white", {240, 240, 240}},
    {"white", {248, 248, 255}},
    {"grey", {128, 128, 128}},
    {"grey", {90, 92, 94}},
    {"grey", {169, 169, 169}},
    {"grey", {205, 205, 205}},
    {"grey", {112, 128, 144}},
    {"grey", {66, 66, 68}},
    {"red", {255, 0, 0}},
    {"red", {220, 20, 60}},
    {"red", {178, 24, 32}},
    {"red", {200, 16, 24}},
    {"red", {230, 60, 50}},
    {"red", {150, 10, 15}},
    {"burgundy", {128, 0, 32}},
    {"burgundy", {100, 10, 35}},
    {"burgundy", {90, 20, 30}},
    {"pink", {255, 192, 203}},
    {"pink", {255, 105, 180}},
    {"pink", {255, 20, 147}},
    {"pink", {240, 150, 170}},
    {"pink", {210, 90, 140}},
    {"pink", {190, 115, 145}},
    {"orange", {255, 165, 0}},
    {"orange", {255, 140, 0}},
    {"orange", {240, 110, 20}},
    {"orange", {210, 110, 15}},
    {"orange", {255, 127, 60}},
    {"yellow", {255, 255, 0}},
    {"yellow", {255, 215, 0}},
    {"yellow", {250, 230, 80}},
    {"yellow", {215, 185, 10}},
    {"yellow", {200, 200, 10}},
    {"beige", {245, 245, 220}},
    {"beige", {225, 210, 180}},
    {"beige", {210, 195, 160}},
    {"beige", {185, 180, 155}},
    {"cream", {255, 250, 215}},
    {"cream", {255, 243, 205}},
    {"brown", {139, 69, 19}},
    {"brown", {101, 67, 33}},
    {"brown", {165, 42, 42}},
    {"brown", {110, 55, 20}},
    {"brown", {150, 100, 60}},
    {"brown", {70, 42, 22}},
    {"olive", {128, 128, 0}},
    {"olive", {107, 142, 35}},
    {"olive", {85, 90, 35}},
    {"olive", {105, 105, 40}},
    {"green", {0, 128, 0}},
    {"green", {34, 139, 34}},
    {"green", {50, 205, 50}},
    {"green", {0, 255, 0}},
    {"green", {0, 90, 20}},
    {"green", {20, 60, 35}},
    {"green", {60, 150, 90}},
    {"green", {120, 190, 60}},
    {"mint", {152, 255, 205}},
    {"mint", {170, 225, 195}},
    {"teal", {0, 128, 128}},
    {"teal", {0, 105, 110}},
    {"teal", {20, 85, 90}},
    {"turquoise", {64, 224, 208}},
    {"turquoise", {0, 206, 209}},
    {"turquoise", {50, 180, 170}},
    {"blue", {0, 0, 255}},
    {"blue", {65, 105, 225}},
    {"blue", {30, 144, 255}},
    {"blue", {20, 80, 180}},
    {"blue", {10, 20, 200}},
    {"blue", {50, 110, 170}},
    {"light blue", {173, 216, 230}},
    {"light blue", {135, 206, 235}},
    {"light blue", {120, 175, 210}},
    {"navy", {0, 0, 128}},
    {"navy", {0, 0, 90}},
    {"navy", {20, 30, 70}},
    {"navy", {25, 35, 100}},
    {"purple", {128, 0, 128}},
    {"purple", {138, 43, 226}},
    {"purple", {90, 30, 110}},
    {"purple", {110, 50, 160}},
    {"lilac", {200, 162, 200}},
    {"lilac", {221, 160, 221}},
    {"lilac", {180, 160, 220}},
    {"lilac", {165, 130, 170}},
};

const char *colour_name(struct lab lab, double *ret_sureness)
{
    double best = INFINITY, next = INFINITY;
    const char *name = palette[0].name;

    for (size_t i = 0; i < COUNT_OF(palette); i++) {
        double distance = lab_difference(lab, lab_of(palette[i].rgb));

        if (distance < best) {
            next = strcmp(palette[i].name, name) != 0 ? best : next;
            best = distance;
            name = palette[i].name;
        } else if (strcmp(palette[i].name, name) != 0) {
            next = distance < next ? distance : next;
        }
    }
    *ret_sureness = fmin(1, (next - best) / SURE_SPREAD);
    return name;
}

/* The mean of the spots' own colours, back from CIELAB. */
static uint8_t companded(double linear)
{
    double v = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;

    return (uint8_t)lround(255 * fmin(1, fmax(0, v)));
}

static double uncubed(double t)
{
    return t > 6.0 / 29 ? t * t * t : 3 * (6.0 / 29) * (6.0 / 29) * (t - 4.0 / 29);
}

static void write_hex(struct lab lab, char hex[8])
{
    double fy = (lab.l + 16.0) / 116, x = uncubed(fy + lab.a / 500.0) * 0.95047, y = uncubed(fy),
           z = uncubed(fy - lab.b / 200.0) * 1.08883;

    snprintf(hex, 8, "#%02x%02x%02x", companded(3.2404542 * x - 1.5371385 * y - 0.4985314 * z),
             companded(-0.9692660 * x + 1.8760108 * y + 0.0415560 * z),
             companded(0.0556434 * x - 0.2040259 * y + 1.0572252 * z));
}

static struct area area_of(const struct figure *f, const uint8_t *of, const uint8_t *groups, uint8_t group)
{
    int left = f->width, top = f->height, right = 0, bottom = 0;
    size_t at = 0;

    for (int y = 0; y < f->height; y++)
        for (int x = 0; x < f->width; x++) {
            if (!f->is_figure[y * f->width + x] || groups[of[at++]] != group)
                continue;
            left = x < left ? x : left;
            right = x >= right ? x + 1 : right;
            top = y < top ? y : top;
            bottom = y >= bottom ? y + 1 : bottom;
        }
    return (struct area){left, top, right - left, bottom - top};
}

/* A cluster whose name, or nearly whose look, a heavier one has is part of that. */
static uint8_t group_of(const struct cluster *clusters, const char *const *names, const uint8_t *groups,
                        uint8_t which)
{
    for (uint8_t i = 0; i < which; i++)
        if (!strcmp(names[i], names[which]) ||
            lab_distance2(clusters[i].middle, clusters[which].middle) < ONE_COLOUR2)
            return groups[i];
    return which;
}

static int larger(const void *a, const void *b)
{
    double one = ((const struct colour *)a)->share, other = ((const struct colour *)b)->share;

    return one < other ? 1 : one > other ? -1 : 0;
}

size_t colours_find(const struct figure *figure, struct arena *arena, struct colour *ret_colours)
{
    struct lab *points = arena_array(arena, figure->count + 1, sizeof(*points));
    float *weights = arena_array(arena, figure->count + 1, sizeof(*weights));
    uint8_t *of = arena_array(arena, figure->count + 1, 1), groups[CLUSTERS_MAX];
    struct cluster clusters[CLUSTERS_MAX];
    const char *names[CLUSTERS_MAX];
    double sureness[CLUSTERS_MAX], shares[CLUSTERS_MAX] = {0}, all = 0;
    size_t count = 0, there, found = 0;

    for (int i = 0; i < figure->width * figure->height; i++)
        if (figure->is_figure[i]) {
            weights[count] = figure->weights[i];
            points[count++] = figure->labs[i];
        }
    there = clusters_find(points, weights, count, CLUSTERS, clusters, of);
    for (size_t i = 0; i < there; i++) {
        names[i] = colour_name(clusters[i].middle, &sureness[i]);
        groups[i] = group_of(clusters, names, groups, (uint8_t)i);
        shares[groups[i]] += clusters[i].weight;
        all += clusters[i].weight;
    }
    for (size_t i = 0; i < there && found < COLOURS_MAX; i++) {
        struct colour *colour = &ret_colours[found];

        if (groups[i] != i || shares[i] < SHARE_LEAST * all)
            continue;
        *colour = (struct colour){.name = names[i], .share = shares[i] / all};
        colour->confidence = (0.5 + 0.5 * sureness[i]) * (0.6 + 0.4 * figure->sureness);
        colour->area = area_of(figure, of, groups, (uint8_t)i);
        write_hex(clusters[i].middle, colour->hex);
        found++;
    }
    qsort(ret_colours, found, sizeof(*ret_colours), larger);
    return found;
}
