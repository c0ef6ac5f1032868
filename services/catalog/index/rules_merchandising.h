/* rules_merchandising.h: for which searches a merchandising rule holds. Pure.
 *
 * Words are compared by their stems, so "laptop" is in "gaming laptops". What the rules then do to a search
 * is in merchandise.c. */
#pragma once

#include "base/arena.h"
#include "base/mem.h"
#include "steward/v1/tuning.pb-c.h"
#include "words/tokenise.h"

#define MERCHANDISING_RULES_MAX    500 /* of a tenant */
#define MERCHANDISING_PRODUCTS_MAX 50  /* that a rule names */
#define MERCHANDISING_PLACES       10 /* that can be pinned to: they are always on the first page of a window */
#define MERCHANDISING_FACTOR_MAX   100

struct merchandising; /* a tenant's rules, the highest priority first */

/* Takes over the arena, in which the rules are. */
struct merchandising *merchandising_new(struct arena *arena,
                                        const Steward__V1__MerchandisingRule *const *rules, size_t count,
                                        struct tokeniser *tokeniser);
void merchandising_free(struct merchandising *merchandising); /* NULL does nothing */

/* A search as the rules see it. */
struct merchandising_view {
    struct str said, meant; /* of merchandising_words: as typed, and as corrected */
    struct str locale;
    const Steward__V1__Filters *filters;           /* NULL: none */
    const Steward__V1__Requirements *requirements; /* NULL: none */
    int64_t now_ms;
};
/* The stems, each with a blank on either side. */
struct str merchandising_words(struct str text, struct tokeniser *tokeniser, struct arena *arena);

/* The next rule that holds from *at on, which begins as 0; NULL: no more. */
const Steward__V1__MerchandisingRule *merchandising_next(const struct merchandising *merchandising,
                                                         const struct merchandising_view *view, size_t *at);
