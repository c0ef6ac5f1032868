/* filter_parts.h: what the grammar (filter_text.c) hands to the fields (filter_fields.c). Inside only. */
#pragma once

#include "filter_text.h"

enum filter_relation {
    FILTER_NONE = 0, /* the field alone */
    FILTER_IS = 1,
    FILTER_IS_NOT = 2,
    FILTER_BELOW = 4,
    FILTER_AT_MOST = 8,
    FILTER_ABOVE = 16,
    FILTER_AT_LEAST = 32,
};

struct filter_reading {
    struct str text, rest; /* rest: the end of text that is still to be read */
    struct arena *arena;
    Steward__V1__Filters *filters;
    struct error *err;
};

/* All texts are parts of the text that is read, so that an error can say where they are. */
struct filter_condition {
    struct str field, said; /* said: the operator */
    enum filter_relation relation;
    bool is_negated;
    struct str values[FILTER_TEXT_VALUES];
    size_t count; /* 0 only with FILTER_NONE */
};

/* false, with "character N: ..." for the place that `at` begins at. */
bool filter_refuse(struct filter_reading *r, struct str at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for something else than `wanted` at that place; shows it. */
bool filter_expected(struct filter_reading *r, struct str at, const char *wanted);
const char *filter_operators_text(struct arena *arena, unsigned operators); /* "= or !=" */

bool filter_apply(struct filter_reading *r, const struct filter_condition *c);
