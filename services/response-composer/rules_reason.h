/* rules_reason: why a product is on the page, in plain words of the
 * reader's language: at most REASONS_MAX, the weightiest first, all
 * true. Pure. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "rules_taste.h"
#include "steward/v1/chat.pb-c.h"

#define REASONS_MAX 4

/* What a reason may look at beside the product itself, gathered once for a window. */
struct reason_view {
    struct str locale;
    const Steward__V1__Requirements *wanted; /* NULL: nothing is known of it */
    const Steward__V1__Need *need;           /* the same, of a conversation */
    const struct taste *taste;               /* NULL: nobody's */
    const Steward__V1__Candidate *cheapest;  /* of those that can be compared; NULL: too few or all alike */
};

/* `turn` NULL: no conversation. Borrows both. */
struct reason_view reason_view_of(const Steward__V1__SearchResult *found, const Steward__V1__Turn *turn);
/* Returns how many; the texts live in the arena. */
size_t reasons_for(const struct reason_view *view, const Steward__V1__Candidate *product, struct arena *arena,
                   char *ret_reasons[REASONS_MAX]);
