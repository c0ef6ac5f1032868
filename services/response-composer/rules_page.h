/* rules_page: the page to show of a window: ranked, cut, explained, with the message above it. Pure. */
#pragma once

#include "base/arena.h"
#include "steward/v1/composer.pb-c.h"

#define PAGE_DEFAULT 10
#define PAGE_MAX     100

/* Products from found->skip on, found->limit of them. The result lives in the arena and borrows texts of
 * `found`. */
Steward__V1__RankResult *page_of(Steward__V1__SearchResult *found, struct arena *arena);
