/* routes_queries: what was searched for most, and what was found least. */
#include "routes_parts.h"
#include "steward/v1/learning.pb-c.h"
#include "store.h"
#include "store_queries.h"
#include "json/timestamp.h"

#define LIST_DEFAULT 50

typedef Steward__V1__QueryStats__Entry entry_message;

static void on_listed(void *owner, const struct pg_outcome *outcome)
{
    struct product_call *p = owner;
    struct arena *arena = call_arena(p->call);
    Steward__V1__QueryStats *stats;
    const struct pg_result *rows;

    if (outcome->err) {
        call_fail(p->call, outcome->err);
        return;
    }
    rows = outcome->results[0];
    stats = arena_new_of(arena, Steward__V1__QueryStats);
    steward__v1__query_stats__init(stats);
    stats->queries = arena_array(arena, (size_t)pg_rows(rows) + 1, sizeof(*stats->queries));
    for (int row = 0; row < pg_rows(rows); row++) {
        entry_message *entry = arena_new_of(arena, entry_message);

        steward__v1__query_stats__entry__init(entry);
        entry->query = str_c(arena, pg_text(rows, row, 0));
        entry->searches = pg_int(rows, row, 1);
        entry->empty = pg_int(rows, row, 2);
        entry->clicks = pg_int(rows, row, 3);
        entry->sessions = pg_int(rows, row, 4);
        stats->queries[stats->n_queries++] = entry;
    }
    call_reply(p->call, 200, &stats->base);
}

/* "2026-11-01" */
static bool is_day(struct call *call, struct str text)
{
    int64_t seconds;
    int32_t nanos;
    const char *time = str_printf(call_arena(call), "%.*sT00:00:00Z", STR_ARGS(text));

    return timestamp_read(str_of(time), &seconds, &nanos);
}

void queries_list(struct call *call)
{
    struct str since = STR(""), zero = STR("");
    int64_t limit = LIST_DEFAULT;
    struct product_call *p;

    call_query(call, "since", &since);
    if (since.len && !is_day(call, since)) {
        call_problem(call, 422, "invalid-parameter", "since", "since is a day: 2026-11-01");
        return;
    }
    if (call_query(call, "zero", &zero) && !str_is(zero, "true") && !str_is(zero, "false")) {
        call_problem(call, 422, "invalid-parameter", "zero", "zero is true or false");
        return;
    }
    p = call_query_int(call, "limit", &limit) ? product_call_begin(call) : NULL;
    if (!p)
        return;
    store_queries_list(p->batch, p->tenant_id, str_is(zero, "true"), since.data ? since : STR(""), limit);
    pg_send(p->batch, STORE_DEADLINE_MS, on_listed, p);
}
