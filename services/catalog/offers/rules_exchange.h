/* rules_exchange.h: amounts from one currency into another, by a table of one day. Pure.
 *
 * The table is JSON, as central banks' figures are commonly passed on:
 *
 *     {"base": "EUR", "date": "2026-11-20", "rates": {"USD": 1.0843, "JPY": 167.2}}
 *
 * A rate is how much of the currency one unit of the base buys. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"
#include "steward/v1/common.pb-c.h"

#define EXCHANGE_BYTES_MAX (64 << 10)

struct exchange;

/* Lives in the arena. False: *err says what is wrong with it. */
MUST_CHECK bool exchange_read(struct str json, struct arena *arena, struct exchange **ret_table,
                              struct error *err);
const char *exchange_date(const struct exchange *table); /* as it is written there; "": it has none */

/* Rounded to the smallest unit, half up. False: no rate is known for one of them (`table` NULL: for none), or
 * the amount would be too large. The same currency needs no rate. */
bool exchange_convert(const struct exchange *table, const Steward__V1__Money *money, const char *currency,
                      int64_t *ret_amount_minor);
