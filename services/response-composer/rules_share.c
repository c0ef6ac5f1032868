/* rules_share: rounding is by the largest remainder, so that nothing is lost and nothing made up. */
#include "rules_share.h"

#include <math.h>

#define UNITS 10000 /* four digits: enough for people, and as the score is told */

static const Steward__V1__Share__Feature told_as[RANK_FEATURES] = {
    [RANK_RELEVANCE] = STEWARD__V1__SHARE__FEATURE__RELEVANCE,
    [RANK_WORDS] = STEWARD__V1__SHARE__FEATURE__WORDS,
    [RANK_WISHES] = STEWARD__V1__SHARE__FEATURE__WISHES,
    [RANK_PRICE] = STEWARD__V1__SHARE__FEATURE__PRICE,
    [RANK_RATING] = STEWARD__V1__SHARE__FEATURE__RATING,
    [RANK_STOCK] = STEWARD__V1__SHARE__FEATURE__STOCK,
    [RANK_LIKES] = STEWARD__V1__SHARE__FEATURE__LIKES,
};

/* Index of the part that was cut most; `count` if none was. */
static size_t most_cut(const double *left, size_t count)
{
    size_t most = count;

    for (size_t i = 0; i < count; i++) {
        if (left[i] >= 0 && (most == count || left[i] > left[most]))
            most = i;
    }
    return most;
}

int64_t shares_round(const double *parts, size_t count, int64_t units, int64_t *ret_rounded)
{
    double left[SHARES_MAX] = {0}, sum = 0;
    int64_t total, given = 0;

    for (size_t i = 0; i < count; i++) {
        double exact = parts[i] > 0 && parts[i] <= 1 ? parts[i] * (double)units : 0;

        ret_rounded[i] = (int64_t)floor(exact + 1e-9);
        left[i] = exact - (double)ret_rounded[i];
        sum += exact;
        given += ret_rounded[i];
    }
    total = llround(sum);
    for (size_t i = most_cut(left, count); given < total && i < count; i = most_cut(left, count)) {
        ret_rounded[i]++;
        left[i] = -1;
        given++;
    }
    return given;
}

double shares_of(const struct ranked *ranked, struct arena *arena, size_t *ret_count,
                 Steward__V1__Share ***ret_shares)
{
    int64_t parts[RANK_FEATURES], most[RANK_FEATURES];
    int64_t score = shares_round(ranked->part, RANK_FEATURES, UNITS, parts);

    shares_round(ranked->weights, RANK_FEATURES, UNITS, most);
    *ret_shares = arena_array(arena, RANK_FEATURES, sizeof(**ret_shares));
    *ret_count = 0;
    for (int f = 0; f < RANK_FEATURES; f++) {
        Steward__V1__Share *share;

        if (ranked->weights[f] <= 0)
            continue;
        share = arena_new_of(arena, Steward__V1__Share);
        steward__v1__share__init(share);
        share->feature = told_as[f];
        share->share = (double)parts[f] / UNITS;
        share->most = (double)most[f] / UNITS;
        (*ret_shares)[(*ret_count)++] = share;
    }
    return (double)score / UNITS;
}
