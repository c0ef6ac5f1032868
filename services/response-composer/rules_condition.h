/* rules_condition.h: the conditions of a search in words: "up to $900", "by Asus or Acer". Pure.
 *
 * A condition may have been said in this turn (requirements) or before (the need's filters): both count. */
#pragma once

#include "rules_fact.h"
#include "steward/v1/chat.pb-c.h"

struct conditions {
    const struct speech *speech;
    const Steward__V1__Need *need;           /* NULL: not known */
    const Steward__V1__Requirements *wanted; /* NULL: the same */
    const Steward__V1__Money *like;          /* a price of the shop, for limits without a currency; or NULL */
};

/* All of them are "" where there is no such condition. */
char *condition_brands(const struct conditions *c);
char *condition_colours(const struct conditions *c);
char *condition_sizes(const struct conditions *c);
char *condition_price(const struct conditions *c);
char *condition_rating(const struct conditions *c); /* "4" */
char *condition_attributes(const struct conditions *c);
char *condition_without(const struct conditions *c);
/* By the facet's name, as a loosening says what it is about: "brand Asus". */
char *condition_about(const struct conditions *c, const char *about);
/* What the catalogue said of a condition in English ("price up to 100.00", "brand Asus", "4 stars and up",
 * "in stock"), in the reader's words; anything else stays as it is. */
char *condition_said(const struct conditions *c, char *said);
