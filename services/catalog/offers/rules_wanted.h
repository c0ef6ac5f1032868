/* rules_wanted.h: which of the words that are searched for an offer has. Pure. */
#pragma once

#include "steward/v1/catalog.pb-c.h"
#include "words/tokenise.h"

#define WANTED_MAX 32

struct wanted {
    uint64_t stems[WANTED_MAX]; /* hashes of the words' stems, each once, in their order */
    size_t count;
};

/* The words of a text as bits; those that are new are added, as long as there is room. */
uint32_t wanted_add(struct wanted *wanted, struct tokeniser *tokeniser, struct str text);
struct wanted wanted_of(struct tokeniser *tokeniser, struct str words);
/* Bits, by the place of the word: it stands in the title, the brand or a code. */
uint32_t wanted_in_offer(const struct wanted *wanted, struct tokeniser *tokeniser,
                         const Steward__V1__Offer *offer);
uint32_t wanted_in(const struct wanted *wanted, struct tokeniser *tokeniser, struct str text);

static inline bool wanted_has_all(const struct wanted *wanted, uint32_t bits)
{
    return bits == (uint32_t)((UINT64_C(1) << wanted->count) - 1);
}

/* In the same currency, and not outside; an end in another one says nothing. NULL: there is no range. */
bool price_is_within(const Steward__V1__MoneyRange *range, const Steward__V1__Money *price);
