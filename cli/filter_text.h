/* filter_text.h: filters as a person types them, brand=Asus price<900, to the message of them. Pure.
 *
 *   filters   = condition {blank condition}
 *   condition = field operator value {"," value} | field | "!" field
 *   operator  = "=" | "!=" | "<" | "<=" | ">" | ">="
 *   value     = what has no blank and none of , = < > | anything in " or '
 *
 * docs/filters.md lists the fields and what each takes. Any bytes are safe. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"
#include "steward/v1/catalog.pb-c.h"

enum { FILTER_TEXT_MAX = 4096, FILTER_TEXT_VALUES = 64, FILTER_TEXT_ATTRIBUTES = 16 };

/* The message lives in the arena. On false *err says at which character, counted from 1, what is expected. */
MUST_CHECK bool filter_text_read(struct str text, struct arena *arena, Steward__V1__Filters **ret_filters,
                                 struct error *err);
