/* rules_taste.h: what a shopper seems to like, from what was saved and chosen in this session, and nowhere
 * else. Pure.
 *
 * Brands, categories and the level of prices of those products. It is one feature of the ranking among
 * others, with a small weight (rules_rank.c), and is told as a reason. Nothing of it outlives the session. */
#pragma once

#include "base/arena.h"
#include "steward/v1/chat.pb-c.h"

#define TASTE_MAX  20  /* products that it is taken from: the newest */
#define TASTE_LIKE 0.5 /* from here on a product is said to be like what was saved */

struct taste;

/* NULL: nothing was saved or chosen. Borrows texts of the turn. */
const struct taste *taste_of(const Steward__V1__Turn *turn, struct arena *arena);
/* 0 to 1; 0 for the very products that it is taken from, too: those are known already. */
double taste_likes(const struct taste *taste, const Steward__V1__Candidate *candidate);
/* The key of the sentence that says so (texts/en.txt): NULL where it is not. */
const char *taste_reason(const struct taste *taste, const Steward__V1__Candidate *candidate);
