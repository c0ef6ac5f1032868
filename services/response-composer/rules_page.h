/* rules_page: the page to show of a window: ranked, cut, explained, with the message above it. Pure. */
#pragma once

#include "base/arena.h"
#include "steward/v1/composer.pb-c.h"

#define PAGE_DEFAULT 10
#define PAGE_MAX     100

/* Products of command->found, from its skip on, as many as its limit; with the shares of their scores where
 * there is a turn or they are asked for. The result lives in the arena and borrows texts of the command. */
Steward__V1__RankResult *page_of(const Steward__V1__RankCommand *command, struct arena *arena);

/* By what a page is ranked, where that is not the table of rules_rank.h. */
struct ranking {
    const double *in_force;  /* weights by enum rank_feature; NULL: the table's */
    const double *candidate; /* that is tried on this page, in turns with those in force; NULL: none */
    uint64_t seed;           /* of the turns */
};
/* *ret_teams: of an interleaved page whose each product is (rules_interleave.h), else NULL. */
Steward__V1__RankResult *page_ranked(const Steward__V1__RankCommand *command, const struct ranking *ranking,
                                     struct arena *arena, const int32_t **ret_teams);
