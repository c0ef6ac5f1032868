/* currency.h: amounts, from what was said and in words: a unit has 100 cents, 1 yen, 1000 fils. Pure; texts
 * that are made live in the arena. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "steward/v1/common.pb-c.h"

/* How many of the currency's smallest units its unit has. Not known or "": 100. */
double currency_minor(const char *code);

/* Of an amount: what was said. Where nothing was said, it is in the shop's currency; that one is named where
 * its smallest unit is no hundredth, for else the amount could not be read. */
const char *currency_meant(const char *said, const char *shops);

/* Whether amounts in these can be the two ends of a range: without a currency it is the other one's, if that
 * one has hundredths. */
bool currencies_agree(const char *one, const char *other);

/* With its currency, if it has one: "50.00", "50.00 USD", "5000 JPY". */
char *money_said(const Steward__V1__Money *money, struct arena *arena);
/* "20.00 to 50.00 USD", "up to 50.00 USD", "from 20.00 USD"; neither end: "". */
char *money_range_said(const Steward__V1__MoneyRange *range, struct arena *arena);
