/* store_queries.h: the SQL of the table of queries. */
#pragma once

#include "store/postgres.h"

struct query_count {
    struct str tenant_id, query;
    int64_t searches, good, empty, clicks;
    uint64_t sessions; /* bits */
};

/* Many of them as one statement; zeroed is empty. */
struct query_counts {
    struct pg_array tenants, queries, searches, good, empty, clicks, sessions;
};
void store_queries_note(struct query_counts *counts, const struct query_count *one);
void store_queries_add(struct pg_batch *batch, struct query_counts *counts); /* frees them; to today's rows */

/* Rows of (query, searches, empty, clicks, sessions), the most frequent first. `since` is a day
 * ("2026-11-01"); empty: the last 30 days. */
void store_queries_list(struct pg_batch *batch, struct str tenant_id, bool only_empty, struct str since,
                        int64_t limit);
/* Rows of (tenant, query), the most popular first, of each tenant: said in at least `sessions` different
 * sessions of the last 30 days. */
void store_queries_popular(struct pg_batch *batch, int64_t sessions, int64_t limit);
/* Of what is older than `days`, and after a week of what fewer than `sessions` sessions have said. */
void store_queries_purge(struct pg_batch *batch, int64_t days, int64_t sessions);
