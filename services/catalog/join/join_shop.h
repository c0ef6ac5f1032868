/* join_shop.h: a tenant's catalogue as that by which texts are joined and judged. */
#pragma once

#include "join/rules_join.h"

struct join_shop {
    struct index *index;     /* NULL: a tenant without products, who knows nothing */
    const struct chat *chat; /* NULL: no text is a command, and numbers stay words */
};

/* As long as `shop` lives. */
struct join_lexicon join_lexicon_of(const struct join_shop *shop);
