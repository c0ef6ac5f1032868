/* store_queries: counts are added to the day's rows in the order of the key, so copies never wait for each
 * other in a circle. */
#include "store_queries.h"

#define TODAY "(now() AT TIME ZONE 'utc')::date"

static const char add[] =
    "INSERT INTO queries AS q (tenant_id, day, query, searches, good, empty, clicks, sessions)"
    " SELECT t, " TODAY ", w, s, g, e, c, m"
    " FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], "
    "$7::bigint[])"
    " AS x (t, w, s, g, e, c, m) ORDER BY t, w"
    " ON CONFLICT (tenant_id, day, query) DO UPDATE SET searches = q.searches + excluded.searches,"
    " good = q.good + excluded.good, empty = q.empty + excluded.empty, clicks = q.clicks + excluded.clicks,"
    " sessions = q.sessions | excluded.sessions";

static const char list[] =
    "SELECT query, sum(searches)::bigint, sum(empty)::bigint, sum(clicks)::bigint,"
    " bit_count(bit_or(sessions)::bit(64)) FROM queries WHERE tenant_id = $1 AND day >="
    " CASE WHEN $3 = '' THEN " TODAY " - 30 ELSE $3::date END"
    " GROUP BY query HAVING NOT $2 OR sum(empty) > 0"
    " ORDER BY CASE WHEN $2 THEN sum(empty) ELSE sum(searches) END DESC, query LIMIT $4";

static const char popular[] =
    "SELECT tenant_id, query FROM (SELECT tenant_id, query, row_number() OVER"
    " (PARTITION BY tenant_id ORDER BY sum(searches) DESC, query) AS place FROM queries"
    " WHERE day >= " TODAY " - 30 GROUP BY tenant_id, query"
    " HAVING bit_count(bit_or(sessions)::bit(64)) >= $1 AND sum(good) * 2 > sum(searches)) AS p"
    " WHERE place <= $2 ORDER BY tenant_id, place";

static const char purge[] = "DELETE FROM queries WHERE day < " TODAY " - $1::int"
                            " OR (day < " TODAY " - 7 AND bit_count(sessions::bit(64)) < $2)";

void store_queries_note(struct query_counts *counts, const struct query_count *one)
{
    pg_array_add(&counts->tenants, PG_STR(one->tenant_id));
    pg_array_add(&counts->queries, PG_STR(one->query));
    pg_array_add(&counts->searches, PG_I64(one->searches));
    pg_array_add(&counts->good, PG_I64(one->good));
    pg_array_add(&counts->empty, PG_I64(one->empty));
    pg_array_add(&counts->clicks, PG_I64(one->clicks));
    pg_array_add(&counts->sessions, PG_I64((int64_t)one->sessions));
}

void store_queries_add(struct pg_batch *batch, struct query_counts *counts)
{
    struct pg_array *const all[] = {&counts->tenants, &counts->queries, &counts->searches, &counts->good,
                                    &counts->empty,   &counts->clicks,  &counts->sessions};

    PG_ADD(batch, add, pg_array_param(all[0]), pg_array_param(all[1]), pg_array_param(all[2]),
           pg_array_param(all[3]), pg_array_param(all[4]), pg_array_param(all[5]), pg_array_param(all[6]));
    for (size_t i = 0; i < COUNT_OF(all); i++)
        pg_array_free(all[i]);
}

void store_queries_list(struct pg_batch *batch, struct str tenant_id, bool only_empty, struct str since,
                        int64_t limit)
{
    PG_ADD(batch, list, PG_STR(tenant_id), PG_FLAG(only_empty), PG_STR(since), PG_I64(limit));
}

void store_queries_popular(struct pg_batch *batch, int64_t sessions, int64_t limit)
{
    PG_ADD(batch, popular, PG_I64(sessions), PG_I64(limit));
}

void store_queries_purge(struct pg_batch *batch, int64_t days, int64_t sessions)
{
    PG_ADD(batch, purge, PG_I64(days), PG_I64(sessions));
}
