/* filters_check.h: filters that cannot mean anything in this catalogue, said all at once. Pure.
 *
 * What could fit another day (a brand or a colour that nobody sells) is no mistake: it leaves nothing, and
 * the answer says so. */
#pragma once

#include "base/arena.h"
#include "index/index.h"

#define FILTER_FAULTS_MAX 16

/* The faults, in the arena; their number. Filters may be NULL. */
size_t filters_faults(const struct index *index, const Steward__V1__Filters *filters, struct arena *arena,
                      Steward__V1__Problem__Fault *faults[FILTER_FAULTS_MAX]);
