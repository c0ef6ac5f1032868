/* rules_price.h: the price that a query asks for. Inside the catalog only. */
#pragma once

#include "search/query_reader.h"

#define PRICE_UNITS_MAX 1e9 /* of a currency */

/* A rule of query understanding: says how many words at `i` it took for out->price, or 0. */
size_t price_wish(struct query_reader *r, size_t i);
bool price_amount_at(const struct query_reader *r, size_t i);
