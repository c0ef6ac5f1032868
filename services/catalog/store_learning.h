/* store_learning.h: the SQL of impressions and interactions. */
#pragma once

#include "base/arena.h"
#include "steward/v1/learning.pb-c.h"
#include "store/postgres.h"

/* One that is there already stays as it is. */
void store_impression(struct pg_batch *batch, const Steward__V1__Impression *impression, struct arena *arena);
/* Its last result: a row (verified, first, query) if it is new: `first` of its kind for the request; none: it
 * is known. */
void store_interaction(struct pg_batch *batch, const Steward__V1__Interaction *interaction);
/* Rows of (impression, positions clicked as "1,4", request id), by request id. */
void store_rank_log(struct pg_batch *batch, struct str tenant_id, struct str after, int64_t limit);
void store_learning_purge(struct pg_batch *batch, int64_t days, int64_t limit);
