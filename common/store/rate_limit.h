/* store/rate_limit.h: how often one client may ask: GCRA in Redis, shared by all copies; a limiter of this
 * process's own while Redis is away. */
#pragma once

#include "store/redis.h"

struct rate_limit;

struct rate_limit_rule {
    double per_second;
    int burst;
};

/* allowed: go on; else retry_after_ms says when it would be. Called exactly once, never inside
 * rate_limit_ask. */
typedef void rate_limit_fn(void *owner, bool allowed, int64_t retry_after_ms);

struct rate_limit *rate_limit_new(struct loop *loop, struct redis *redis,
                                  struct rate_limit_rule rule); /* redis may be NULL */
void rate_limit_ask(struct rate_limit *limit, struct str client, rate_limit_fn *decided, void *owner);
void rate_limit_free(struct rate_limit *limit);
