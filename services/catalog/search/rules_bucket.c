/* rules_bucket: the quantiles say about where to cut, their distance says how round the cut may be. */
#include "search/rules_bucket.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"

static const double log10_of_2 = 0.30103;
static const double slack = 5e-7; /* what a float or a change of unit may cost, as in filters.c */

enum {
    RANGES_WANTED = 5,
    FIGURES_EACH = 2 /* that a range should hold, at least */,
    DIGITS = 6,
    DIGITS_END = 1000000
};

/* 10 to the power of 6 less the figure's digits, or ten times more. */
static double power_for(double figure)
{
    static const double powers[] = {1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    enum { ONE = 6 };
    int place = DIGITS - 1 - (int)floor(ilogb(figure) * log10_of_2);

    return place >= -ONE && place <= ONE ? powers[place + ONE] : pow(10, place);
}

double figure_tidy(double figure)
{
    double power;

    if (figure == 0 || !isfinite(figure))
        return figure;
    power = power_for(figure);
    power /= fabs(figure * power) >= DIGITS_END ? 10 : 1;
    return isfinite(power) && power > 0 && isfinite(figure * power) ? round(figure * power) / power : figure;
}

static int by_figure(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;

    return (left > right) - (left < right);
}

static size_t take_finite(double *figures, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        if (isfinite(figures[i]))
            figures[kept++] = figures[i];
    }
    qsort(figures, kept, sizeof(*figures), by_figure);
    return kept;
}

/* Each different figure by itself; 0: there are more than fit. */
static size_t singles(const double *figures, size_t count, struct bucket *buckets)
{
    size_t have = 0;

    for (size_t i = 0; i < count; i++) {
        if (have && buckets[have - 1].min == figures[i])
            continue;
        if (have == BUCKETS_MAX)
            return 0;
        buckets[have++] = (struct bucket){figures[i], figures[i]};
    }
    return have;
}

/* The largest of 1, 2, 5, 10, 20, 50... that is not above `gap`. */
static double step_below(double gap)
{
    double power = pow(10, floor(log10(gap)));

    return power * (gap >= power * 5 ? 5 : gap >= power * 2 ? 2 : 1);
}

/* Where to cut, near a quantile: as round as the quantiles beside it allow. */
static double cut_near(double before, double at, double after)
{
    double gap = fmin(at > before ? at - before : INFINITY, after > at ? after - at : INFINITY), step;

    if (!isfinite(gap) || gap <= 0)
        return figure_tidy(at);
    step = step_below(gap / 2);
    return step > 0 ? figure_tidy(round(at / step) * step) : at;
}

static double quantile(const double *figures, size_t count, size_t part, size_t parts)
{
    size_t at = count * part / parts;

    return figures[at < count ? at : count - 1];
}

/* How many figures are below. */
static size_t below(const double *figures, size_t count, double bound)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (figures[middle] < bound)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t ranges(const double *figures, size_t count, struct bucket *buckets)
{
    size_t parts = count / FIGURES_EACH < RANGES_WANTED ? count / FIGURES_EACH : RANGES_WANTED;
    size_t have = 0, done = 0;
    double low = -INFINITY;

    for (size_t part = 1; part < parts; part++) {
        double cut =
            cut_near(quantile(figures, count, part - 1, parts), quantile(figures, count, part, parts),
                     quantile(figures, count, part + 1, parts));
        size_t under = below(figures, count, cut);

        if (cut <= low || under == done || under == count)
            continue;
        buckets[have++] = (struct bucket){low, cut};
        low = cut;
        done = under;
    }
    if (!have)
        return 0;
    buckets[have++] = (struct bucket){low, INFINITY};
    return have;
}

size_t buckets_of(double *figures, size_t count, bool may_be_single, struct bucket buckets[BUCKETS_MAX])
{
    size_t have;

    count = take_finite(figures, count);
    have = may_be_single ? singles(figures, count, buckets) : 0;
    return have ? have : ranges(figures, count, buckets);
}

size_t bucket_of(const struct bucket *buckets, size_t count, double figure)
{
    double near = fabs(figure) * slack;

    for (size_t i = 0; i < count; i++) {
        const struct bucket *b = &buckets[i];

        if (b->min == b->max ? fabs(figure - b->min) <= near
                             : figure >= b->min - near && figure < b->max - near)
            return i;
    }
    return count;
}
