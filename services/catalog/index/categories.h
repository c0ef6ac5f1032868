/* categories.h: the tree of a tenant's categories, with how many products are in each. */
#pragma once

#include "base/arena.h"
#include "index/index.h"

#define CATEGORIES_MAX 2000

/* Those at and below the place `under` ("": all of them), down to `depth` levels. In the arena. `index` NULL:
 * none. */
Steward__V1__Categories *categories_list(const struct index *index, struct str under, int64_t depth,
                                         struct arena *arena);
