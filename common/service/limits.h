/* service/limits.h: how often who may ask: by the settings, and by a table of exceptions. Pure but for
 * reading the file; docs/limits.md explains it.
 *
 * The table is a file of lines: "tenant acme 100 200 1000000", "key k3v9q2mh 5 10 -": requests a second, at
 * once, and a day; 0 is no limit, "-" is what the settings say. */
#pragma once

#include "auth/principal.h"
#include "base/arena.h"
#include "base/config.h"
#include "base/error.h"
#include "store/rate_limit.h"

#define LIMITS_LINES_MAX 10000

struct limits;

/* What one may do; 0 anywhere: no limit of that kind. */
struct allowance {
    int64_t per_second, burst, per_day;
};

MUST_CHECK bool limits_read(const struct config *config, struct limits **ret_limits, struct error *err);
void limits_free(struct limits *limits); /* NULL does nothing */
/* Lines of text into the table. *err names the first that is wrong. */
MUST_CHECK bool limits_parse(struct limits *limits, struct str text, struct error *err);
bool limits_are_any(const struct limits *limits); /* false: nobody is ever limited */

/* The rules for one request of `principal` from `address`: how many. Keys live in the arena. */
size_t limits_of(const struct limits *limits, const struct principal *principal, struct str address,
                 struct arena *arena, struct rate_rule ret_rules[RATE_RULES_MAX]);

/* What is told with 429 to whom a rule has kept back. In the arena. */
struct limits_refusal {
    const char *type, *detail; /* of the problem */
    int64_t retry_after_s;     /* at least 1 */
};
struct limits_refusal limits_refusal_of(const struct rate_rule *rule, const struct rate_verdict *verdict,
                                        struct arena *arena);
