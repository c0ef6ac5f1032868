/* rules_offers.h: what marketplaces offer, put together with what the catalogue has found. Pure.
 *
 * An offer of a product that is in the window goes to that product. Offers of one product that the catalogue
 * has not become one more candidate, if they are known to meet what was asked for: what a marketplace does
 * not tell of its offers (a category, an attribute, a size) keeps them out of a search that asks for it. */
#pragma once

#include "offers/rules_exchange.h"
#include "steward/v1/sources.pb-c.h"
#include "words/tokenise.h"

#define OFFERS_ALONE_MAX 40  /* candidates that are added to a window */
#define OFFERS_MAX       800 /* that are looked at */
#define OFFERS_EACH_MAX  10  /* of a product that are told: the cheapest */

/* What the catalogue says of itself. */
struct offers_shop {
    struct tokeniser *tokeniser;
    const struct exchange *rates; /* NULL: none */
    const char *currency;         /* of most products; "": none has a price */
    /* Whether the product has this code, which is of small letters and digits. */
    bool (*has_code)(const void *owner, const char *product_id, struct str code);
    const void *owner;
};

/* What to ask marketplaces for: the words as they were corrected, if the catalogue found something by them,
 * else as they were said. Empty: there is nothing to ask for. */
char *offers_words(const Steward__V1__SearchCommand *command, const Steward__V1__SearchResult *result,
                   struct arena *arena);
/* The price that was asked for, by filter or in words; NULL: none was. */
Steward__V1__MoneyRange *offers_price(const Steward__V1__SearchCommand *command,
                                      const Steward__V1__SearchResult *result, const char *currency,
                                      struct arena *arena);

/* Changes the result's candidates, total and nothing_relevant. The offers are changed, too, and live on in
 * it. */
void offers_merge(Steward__V1__SearchResult *result, const Steward__V1__SearchCommand *command,
                  const struct offers_shop *shop, const char *words, Steward__V1__OffersFound *const *found,
                  size_t count, struct arena *arena);
