/* rank_fit: two logistic regressions by Newton's method, one of single products inside the estimation of the
 * places, one of pairs for the weights. */
#include "rank_fit.h"

#include <math.h>
#include <string.h>

#include "base/mem.h"

enum { TERMS = FIT_FEATURES + 1, ROUNDS = 80, STEPS = 25 };

static const double seldom = 0.05; /* no place counts for more than twenty first ones */
static const double ridge = 1;

/* ---- least squares ---- */

struct system {
    size_t size;
    double matrix[TERMS][TERMS];
    double right[TERMS];
};

/* Gauss, with pivots. What has no say gets 0. */
static void solve(struct system *s, double ret[TERMS])
{
    for (size_t i = 0; i < s->size; i++) {
        size_t best = i;

        for (size_t r = i + 1; r < s->size; r++)
            best = fabs(s->matrix[r][i]) > fabs(s->matrix[best][i]) ? r : best;
        for (size_t c = 0; c < s->size && best != i; c++) {
            double swapped = s->matrix[i][c];

            s->matrix[i][c] = s->matrix[best][c];
            s->matrix[best][c] = swapped;
        }
        if (best != i) {
            double swapped = s->right[i];

            s->right[i] = s->right[best];
            s->right[best] = swapped;
        }
        for (size_t r = i + 1; r < s->size && fabs(s->matrix[i][i]) > 1e-12; r++) {
            double factor = s->matrix[r][i] / s->matrix[i][i];

            for (size_t c = i; c < s->size; c++)
                s->matrix[r][c] -= factor * s->matrix[i][c];
            s->right[r] -= factor * s->right[i];
        }
    }
    for (size_t i = s->size; i-- > 0;) {
        double sum = s->right[i];

        for (size_t c = i + 1; c < s->size; c++)
            sum -= s->matrix[i][c] * ret[c];
        ret[i] = fabs(s->matrix[i][i]) > 1e-12 ? sum / s->matrix[i][i] : 0;
    }
}

static double likely(double logit)
{
    return 1 / (1 + exp(-logit));
}

static double dot(const double *a, const double *b, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

/* One observation of a logistic regression: `target` is how likely it was so, `weight` how much it counts. */
static void observe(struct system *s, const double *x, const double *model, double target, double weight)
{
    double p = likely(dot(x, model, s->size)), slope = weight * p * (1 - p);

    for (size_t i = 0; i < s->size; i++) {
        s->right[i] += weight * (target - p) * x[i];
        for (size_t k = 0; k < s->size; k++)
            s->matrix[i][k] += slope * x[i] * x[k];
    }
}

static void step(struct system *s, double *model)
{
    double change[TERMS] = {0};

    for (size_t i = 0; i < s->size; i++) {
        s->matrix[i][i] += ridge;
        s->right[i] -= ridge * model[i];
    }
    solve(s, change);
    for (size_t i = 0; i < s->size; i++)
        model[i] += change[i];
}

/* ---- places ---- */

struct places {
    double seen[FIT_PLACES], sum[FIT_PLACES], shown[FIT_PLACES];
    double model[TERMS]; /* a constant, then the features */
};

static void expect(struct places *p, struct system *s, const struct fit_shown *shown, size_t place)
{
    double x[TERMS] = {1}, good, seen = p->seen[place], neither;

    memcpy(x + 1, shown->x, sizeof(shown->x));
    good = likely(dot(x, p->model, TERMS));
    neither = fmax(1 - seen * good, 1e-9);
    p->sum[place] += shown->clicked ? 1 : seen * (1 - good) / neither;
    p->shown[place]++;
    observe(s, x, p->model, shown->clicked ? 1 : (1 - seen) * good / neither, 1);
}

void fit_places(const struct fit_list *lists, size_t count, double ret_seen[FIT_PLACES])
{
    struct places p = {0};

    for (size_t k = 0; k < FIT_PLACES; k++)
        p.seen[k] = 1 / (double)(k + 1);
    for (int round = 0; round < ROUNDS; round++) {
        struct system s = {.size = TERMS};

        memset(p.sum, 0, sizeof(p.sum));
        memset(p.shown, 0, sizeof(p.shown));
        for (size_t i = 0; i < count; i++) {
            for (size_t k = 0; k < lists[i].count; k++)
                expect(&p, &s, &lists[i].shown[k], k);
        }
        step(&s, p.model);
        for (size_t k = 1; k < FIT_PLACES; k++)
            p.seen[k] = p.shown[k] > 0 ? fmin(fmax(p.sum[k] / p.shown[k], seldom), 1) : p.seen[k - 1];
    }
    memcpy(ret_seen, p.seen, sizeof(p.seen));
}

/* ---- weights ---- */

/* What was clicked against all that was shown beside it. */
static size_t observe_click(struct system *s, const struct fit_list *list, size_t at, const double *weights,
                            const bool *is_out, double counts)
{
    size_t pairs = 0;

    for (size_t k = 0; k < list->count; k++) {
        double difference[TERMS] = {0};

        if (k == at || list->shown[k].pinned)
            continue;
        for (size_t f = 0; f < FIT_FEATURES; f++)
            difference[f] = is_out[f] ? 0 : list->shown[at].x[f] - list->shown[k].x[f];
        observe(s, difference, weights, 1, counts);
        pairs++;
    }
    return pairs;
}

static size_t fit_some(const struct fit_list *lists, size_t count, const double *seen, const bool *is_out,
                       double weights[TERMS])
{
    size_t pairs = 0;

    memset(weights, 0, TERMS * sizeof(*weights));
    for (int i = 0; i < STEPS; i++) {
        struct system s = {.size = FIT_FEATURES};

        pairs = 0;
        for (size_t l = 0; l < count; l++) {
            for (size_t k = 0; k < lists[l].count; k++) {
                if (lists[l].shown[k].clicked && !lists[l].shown[k].pinned)
                    pairs += observe_click(&s, &lists[l], k, weights, is_out, 1 / fmax(seen[k], seldom));
            }
        }
        step(&s, weights);
    }
    return pairs;
}

bool fit_weights(const struct fit_list *lists, size_t count, const double seen[FIT_PLACES],
                 double ret_weights[FIT_FEATURES])
{
    bool is_out[FIT_FEATURES] = {false}, again = true;
    double weights[TERMS], sum = 0;

    /* A feature that would count against a product has no say: no more of what is good is ever worse. */
    while (again) {
        if (!fit_some(lists, count, seen, is_out, weights))
            return false;
        again = false;
        for (size_t f = 0; f < FIT_FEATURES; f++) {
            if (weights[f] < 0 && !is_out[f])
                is_out[f] = again = true;
        }
    }
    for (size_t f = 0; f < FIT_FEATURES; f++)
        sum += is_out[f] ? 0 : weights[f];
    for (size_t f = 0; f < FIT_FEATURES; f++)
        ret_weights[f] = sum > 0 && !is_out[f] ? weights[f] / sum : 0;
    return sum > 0;
}

/* ---- how good it is ---- */

static size_t rank_of(const struct fit_list *list, size_t at, const double *weights)
{
    double own = dot(list->shown[at].x, weights, FIT_FEATURES);
    size_t rank = 1;

    for (size_t k = 0; k < list->count; k++) {
        double other = dot(list->shown[k].x, weights, FIT_FEATURES);

        rank += k != at && !list->shown[k].pinned && (other > own || (other == own && k < at));
    }
    return rank;
}

double fit_worth(const struct fit_list *lists, size_t count, const double seen[FIT_PLACES],
                 const double weights[FIT_FEATURES])
{
    double worth = 0, all = 0;

    for (size_t l = 0; l < count; l++) {
        for (size_t k = 0; k < lists[l].count; k++) {
            double counts = 1 / fmax(seen[k], seldom);

            if (!lists[l].shown[k].clicked || lists[l].shown[k].pinned)
                continue;
            worth += counts / log2(1 + (double)rank_of(&lists[l], k, weights));
            all += counts;
        }
    }
    return all > 0 ? worth / all : 0;
}

double fit_sign_test(size_t wins, size_t losses)
{
    size_t n = wins + losses, least = wins < losses ? wins : losses;
    double p = 0;

    for (size_t i = 0; i <= least; i++)
        p += exp(lgamma((double)n + 1) - lgamma((double)i + 1) - lgamma((double)(n - i) + 1) -
                 (double)n * log(2));
    return fmin(1, 2 * p);
}
