/* shop_answer.h: what a marketplace answered, as offers. Pure, safe on any bytes.
 *
 * Taken are JSON (a document with a list in it, a list, or an object a line) and CSV. An entry that cannot be
 * an offer (no id, no title, no address, a price that is none) is left out and counted, the others stay. */
#pragma once

#include "offers/shop.h"

#define SHOP_REPLY_BYTES_MAX (2 << 20)
#define SHOP_OFFERS_MAX      100  /* of one answer; what is behind is not read */
#define SHOP_ROWS_MAX        5000 /* of a feed that does not search: looked at */
#define SHOP_TITLE_BYTES_MAX 300
#define SHOP_TEXT_BYTES_MAX  2000 /* of addresses */

/* False: it is no answer of that kind; *err says why. Of a shop that does not search only what has all of
 * `query`'s words in its title, brand or codes, and a price within its range, is taken. */
MUST_CHECK bool shop_answer_read(const struct shop *shop, const Steward__V1__OfferQuery *query,
                                 struct str body, struct arena *arena, Steward__V1__OffersFound **ret_found,
                                 size_t *ret_left_out, struct error *err);

/* OAuth 2's. The token lives in the arena. */
MUST_CHECK bool shop_token_read(struct str body, struct arena *arena, const char **ret_token,
                                int64_t *ret_lives_s, struct error *err);
