/* currency_names.h: the currency that a word means: "$", "dollars", "kwd". Pure.
 *
 * A name that several countries have, like "dollars" or "pesos", means the shop's currency (NULL: not known)
 * where it is one of these; else the one that is meant most often. */
#pragma once

#include "base/str.h"

/* "USD", of a word in lower case; "": it names none. Lives for ever. */
const char *currency_named(struct str word, const char *shops);
/* The same of what is joined to an amount, "$50", "5kwd"; it is taken off. */
const char *currency_taken_off(struct str *word, const char *shops);
/* The name that a word is one letter off from; empty: none. */
struct str currency_name_near(struct str word);
