/* store_learning: an interaction is held against its impression in the statement that keeps it. */
#include "store_learning.h"

#include "json/message.h"

static const char add_impression[] =
    "INSERT INTO impressions (tenant_id, request_id, query, products, impression) VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT DO NOTHING";

static const char add_interaction[] =
    "INSERT INTO interactions (tenant_id, event_id, request_id, kind, product_id, position, verified)"
    " VALUES ($1, $2, $3, $4, $5, $6, coalesce((SELECT products[$6::int] = $5 FROM impressions"
    " WHERE tenant_id = $1 AND request_id = $3), false)) ON CONFLICT DO NOTHING"
    " RETURNING verified, NOT EXISTS (SELECT 1 FROM interactions AS i WHERE i.tenant_id = $1"
    " AND i.request_id = $3 AND i.kind = $4 AND i.verified),"
    " coalesce((SELECT query FROM impressions WHERE tenant_id = $1 AND request_id = $3), '')";

/* Which of two at the same time is the first, the second can tell only when the first is there. */
static const char one_of_a_request[] = "SELECT pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2, 0))";

static const char rank_log[] =
    "SELECT impression, coalesce((SELECT string_agg(DISTINCT position::text, ',') FROM interactions AS i"
    " WHERE i.tenant_id = m.tenant_id AND i.request_id = m.request_id AND i.verified), ''), request_id"
    " FROM impressions AS m WHERE tenant_id = $1 AND request_id > $2 ORDER BY request_id LIMIT $3";

static const char purge_impressions[] =
    "DELETE FROM impressions WHERE (tenant_id, request_id) IN (SELECT tenant_id, request_id FROM impressions"
    " WHERE at < now() - make_interval(days => $1::int) ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)";

static const char purge_interactions[] =
    "DELETE FROM interactions WHERE (tenant_id, event_id) IN (SELECT tenant_id, event_id FROM interactions"
    " WHERE at < now() - make_interval(days => $1::int) ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)";

void store_impression(struct pg_batch *batch, const Steward__V1__Impression *impression, struct arena *arena)
{
    struct pg_array products = {0};

    for (size_t i = 0; i < impression->n_shown; i++)
        pg_array_add(&products, PG_STR(str_of(impression->shown[i]->product_id)));
    PG_ADD(batch, add_impression, PG_STR(str_of(impression->tenant_id)),
           PG_STR(str_of(impression->request_id)), PG_STR(str_of(impression->query)),
           pg_array_param(&products), PG_BLOB(message_pack(&impression->base, arena)));
    pg_array_free(&products);
}

void store_interaction(struct pg_batch *batch, const Steward__V1__Interaction *interaction)
{
    PG_ADD(batch, one_of_a_request, PG_STR(str_of(interaction->tenant_id)),
           PG_STR(str_of(interaction->request_id)));
    PG_ADD(batch, add_interaction, PG_STR(str_of(interaction->tenant_id)),
           PG_STR(str_of(interaction->event_id)), PG_STR(str_of(interaction->request_id)),
           PG_I64(interaction->kind), PG_STR(str_of(interaction->product_id)), PG_I64(interaction->position));
}

void store_rank_log(struct pg_batch *batch, struct str tenant_id, struct str after, int64_t limit)
{
    PG_ADD(batch, rank_log, PG_STR(tenant_id), PG_STR(after), PG_I64(limit));
}

void store_learning_purge(struct pg_batch *batch, int64_t days, int64_t limit)
{
    PG_ADD(batch, purge_impressions, PG_I64(days), PG_I64(limit));
    PG_ADD(batch, purge_interactions, PG_I64(days), PG_I64(limit));
}
