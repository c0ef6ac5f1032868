/* store/rate_limit.h: how often somebody may ask: rates (GCRA) and quotas of a day, several at one time, in
 * Redis, shared by all copies; in a limiter of this process's own while Redis is away. */
#pragma once

#include "store/redis.h"

#define RATE_RULES_MAX 4

struct rate_limit;

struct rate_rule {
    struct str key;    /* of whom: "tenant:acme"; copied, and cut at 120 bytes */
    double per_second; /* a rate; 0: a quota */
    int64_t most;      /* at once; of a quota: in a day of UTC */
    int64_t cost;      /* of a quota: how many of them it takes; 0: one */
};

struct rate_verdict {
    bool allowed; /* by all rules; then each of them has been counted, else none */
    int which;    /* the rule that keeps back longest; allowed: that with the least left; -1: not counted */
    int64_t retry_after_ms; /* 0: allowed */
    int64_t left;           /* of that rule */
    int64_t reset_ms;       /* until that rule is as if nothing had been asked */
};

/* Called exactly once, never inside rate_limit_ask. */
typedef void rate_limit_fn(void *owner, const struct rate_verdict *verdict);

struct rate_limit *rate_limit_new(struct loop *loop, struct redis *redis); /* redis may be NULL */
/* From one to RATE_RULES_MAX rules; copied. */
void rate_limit_ask(struct rate_limit *limit, const struct rate_rule *rules, size_t count,
                    rate_limit_fn *decided, void *owner);
/* What a quota of today has counted turns out to be so much more, whatever its most is; negative: less. */
void rate_limit_correct(struct rate_limit *limit, struct str key, int64_t more);
void rate_limit_free(struct rate_limit *limit); /* who still asks may go on; NULL does nothing */
