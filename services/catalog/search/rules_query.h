/* rules_query.h: what a shopper's words ask for, beside the things themselves.
 *
 * "cheapest black samsung headphones under $50 without mic" asks for terms (black, samsung, headphones), a
 * colour, a brand, a price up to 50 USD, an exclusion and an order. A number alone is not a price: it takes a
 * word ("under 50"), a sign ("$50") or a currency. Pure: no I/O, and nothing a text can contain makes it
 * fail. */
#pragma once

#include "base/arena.h"
#include "steward/v1/catalog.pb-c.h"
#include "words/tokenise.h"

#define QUERY_BYTES_MAX 512 /* what is behind is not read */
#define QUERY_WORDS_MAX 32

/* What the catalogue knows and the rules ask it. */
struct query_lexicon {
    bool (*is_brand)(const void *owner, struct str text);
    const void *owner;
    const char *currency; /* the shop's; NULL: not known */
};

struct understood {
    Steward__V1__Requirements *requirements; /* without its terms */
    struct str rest;                         /* the words that are left to be searched for */
    bool clipped;                            /* it was longer than is read */
};

struct understood query_understand(struct str query, const struct query_lexicon *lexicon,
                                   struct tokeniser *tokeniser, struct arena *arena);
