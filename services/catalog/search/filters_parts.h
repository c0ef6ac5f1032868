/* filters_parts.h: conditions as numbers of `texts`: filters_read.c makes them, filters.c judges by them,
 * filters_say.c tells them. Nobody else includes it. What points outside is the caller's, and lives as long.
 */
#pragma once

#include "index/match.h"
#include "search/filters.h"

#define EXCLUSIONS_MAX 16

struct values {
    uint32_t texts[FILTER_VALUES_MAX];
    size_t count;
    bool given;
};

struct range {
    int64_t min, max;
    uint32_t currency; /* 0: any */
    bool given;
};

struct attribute_filter {
    uint32_t name;
    struct values any_of;
    bool may_be_true, may_be_false;
    bool has_range, is_below; /* below: max itself is not in it */
    float min, max;           /* in the base of the unit's kind, if there is a unit */
    uint8_t unit;
    const char *said;
};

struct exclusion {
    uint32_t stems[PHRASE_MAX];
    size_t count;
};

struct filters {
    const struct index *index;
    const Steward__V1__Filters *ticked;
    struct values brands, categories, colours, sizes;
    struct range ticked_price, asked_price;
    const Steward__V1__MoneyRange *asked_range;
    double min_rating;
    bool in_stock;
    struct attribute_filter attributes[FILTER_ATTRIBUTES_MAX];
    size_t attribute_count;
    struct exclusion exclusions[EXCLUSIONS_MAX];
    size_t exclusion_count;
    struct values not_brands;
    bool has_not_colours;
};
