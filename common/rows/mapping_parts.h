/* mapping_parts.h: what mapping.c (rules) and mapping_targets.c (values) share. Nobody else includes it. */
#pragma once

#include "rows/mapping.h"

enum { RULE_ARGS = 3 };

struct rule {
    struct str field; /* without the * */
    bool is_prefix;
    const struct target *target;
    struct str args[RULE_ARGS]; /* empty: not given */
};

/* A product in the making. */
struct draft {
    Steward__V1__Product *product;
    struct arena *arena;
    struct str category;
    struct str currency;
    double amount; /* of the price, in whole units: the last field may still say of which currency */
    bool has_amount;
};

struct target {
    const char *name;
    bool is_single;                                            /* holds one value */
    int args;                                                  /* at most */
    bool (*check)(const struct rule *rule, struct error *err); /* of the arguments; NULL: none needed */
    bool (*apply)(struct draft *draft, const struct rule *rule, const struct json_member *field,
                  struct error *err);
    size_t offset; /* of a member of the product */
};

extern const struct target mapping_targets[]; /* ends with a NULL name */

bool draft_finish(struct draft *draft, struct error *err);
