/* query_log: two sets of counts: one that grows, one that is being written. What could not be written is
 * added to the growing one again. */
#include "query_log.h"

#include "base/log.h"
#include "base/metrics.h"
#include "index/popular.h"
#include "rules_query_log.h"
#include "store.h"
#include "store_queries.h"

#define TALLIES_MAX 10000 /* different queries between two writes; what is beyond is counted as dropped */
#define MARKS       64

struct query_log {
    struct catalog *catalog;
    struct timer *flush, *fetch;
    int64_t flush_ms, fetch_ms, sessions;
    struct map growing, writing; /* of struct tally */
    struct query_asking *asked;  /* NULL: nothing is being written */
    struct query_asking *fetching;
    struct metric *dropped;
};

/* A statement under way; it outlives the log at shutdown. */
struct query_asking {
    struct query_log *log; /* NULL: nobody wants it any more */
};

struct tally {
    struct query_count count;
    size_t key_len;
    char key[]; /* tenant, NUL, query */
};

/* ---- counting ---- */

static struct tally *tally_of(struct query_log *log, struct str tenant_id, struct str query)
{
    struct tally *tally;
    struct buf key = {0};

    buf_str(&key, tenant_id);
    buf_char(&key, '\0');
    buf_str(&key, query);
    tally = map_get(&log->growing, buf_as_str(&key));
    if (!tally && log->growing.count < TALLIES_MAX) {
        tally = mem_alloc(sizeof(*tally) + key.len);
        memcpy(tally->key, key.data, key.len);
        tally->key_len = key.len;
        tally->count.tenant_id = str_n(tally->key, tenant_id.len);
        tally->count.query = str_n(tally->key + tenant_id.len + 1, query.len);
        map_put(&log->growing, str_n(tally->key, tally->key_len), tally);
    }
    buf_free(&key);
    if (!tally)
        metric_add(log->dropped, 1);
    return tally;
}

static void add(struct query_count *to, const struct query_count *more)
{
    to->searches += more->searches;
    to->good += more->good;
    to->empty += more->empty;
    to->clicks += more->clicks;
    to->sessions |= more->sessions;
}

void query_log_searched(struct query_log *log, const Steward__V1__SearchCommand *command,
                        const Steward__V1__SearchResult *result, struct index *index, struct arena *arena)
{
    struct query_count one = {.searches = 1, .empty = result->nothing_relevant || !result->total};
    struct str tenant = command->tenant_id[0] ? str_of(command->tenant_id) : STR(TENANT_DEFAULT), query;
    struct tally *tally;

    if (!log || !index || result->problem || command->cursor[0] || command->similar_to[0])
        return;
    query = query_log_text(str_of(command->query), index_tokeniser(index), arena);
    tally = query.len ? tally_of(log, tenant, query) : NULL;
    if (!tally)
        return;
    one.good = !one.empty && !result->n_corrections && !result->n_loosened;
    if (command->session_mark >= 1 && command->session_mark <= MARKS)
        one.sessions = UINT64_C(1) << (command->session_mark - 1);
    add(&tally->count, &one);
}

void query_log_clicked(struct query_log *log, struct str tenant_id, struct str query, struct index *index,
                       struct arena *arena)
{
    struct str text = log && index ? query_log_text(query, index_tokeniser(index), arena) : STR_NONE;
    struct tally *tally = text.len ? tally_of(log, tenant_id, text) : NULL;

    if (tally)
        tally->count.clicks++;
}

/* ---- writing ---- */

static void drop(struct map *tallies)
{
    struct str key;
    void *tally;

    for (size_t at = 0; map_next(tallies, &at, &key, &tally);)
        mem_free(tally);
    map_free(tallies);
}

static void take_back(struct query_log *log)
{
    struct str key;
    void *value;

    for (size_t at = 0; map_next(&log->writing, &at, &key, &value);) {
        const struct tally *written = value;
        struct tally *tally = tally_of(log, written->count.tenant_id, written->count.query);

        if (tally)
            add(&tally->count, &written->count);
    }
}

/* A lost connection leaves open whether the counts were written: they are counted twice rather than not. */
static void on_written(void *owner, const struct pg_outcome *outcome)
{
    struct query_asking *asking = owner;
    struct query_log *log = asking->log;

    mem_free(asking);
    if (!log)
        return;
    log->asked = NULL;
    if (outcome->err) {
        log_warn("counts of queries are kept for now", {"why", LOG_TEXT(outcome->err->text)});
        take_back(log);
    }
    drop(&log->writing);
}

static void on_flush(void *owner)
{
    struct query_log *log = owner;
    struct query_counts counts = {0};
    struct pg_batch *batch;
    struct str key;
    void *tally;

    timer_set(log->flush, log->flush_ms);
    if (log->asked || !log->growing.count)
        return;
    log->writing = log->growing;
    log->growing = (struct map){0};
    batch = pg_batch_for(process_postgres(log->catalog->process), PG_ALL_TENANTS);
    for (size_t at = 0; map_next(&log->writing, &at, &key, &tally);)
        store_queries_note(&counts, &((struct tally *)tally)->count);
    store_queries_add(batch, &counts);
    log->asked = mem_new(struct query_asking);
    log->asked->log = log;
    pg_send(batch, STORE_DEADLINE_MS, on_written, log->asked);
}

/* ---- what is popular ---- */

static void on_fetched(void *owner, const struct pg_outcome *outcome)
{
    struct query_asking *asking = owner;
    struct query_log *log = asking->log;
    const struct pg_result *rows;
    int row = 0;

    mem_free(asking);
    if (!log)
        return;
    log->fetching = NULL;
    if (outcome->err)
        return;
    rows = outcome->results[0];
    catalog_forget_popular(log->catalog);
    while (row < pg_rows(rows)) {
        struct str tenant = pg_text(rows, row, 0);
        struct index *index = catalog_index(log->catalog, tenant);
        struct popular *popular = popular_new();

        for (; row < pg_rows(rows) && str_eq(tenant, pg_text(rows, row, 0)); row++)
            popular_add(popular, pg_text(rows, row, 1));
        if (index)
            index_use_popular(index, popular);
        else
            popular_free(popular);
    }
}

static void on_fetch(void *owner)
{
    struct query_log *log = owner;
    struct pg_batch *batch;

    timer_set(log->fetch, log->fetch_ms);
    if (log->fetching)
        return;
    batch = pg_batch_for(process_postgres(log->catalog->process), PG_ALL_TENANTS);
    store_queries_popular(batch, log->sessions, POPULAR_MAX);
    log->fetching = mem_new(struct query_asking);
    log->fetching->log = log;
    pg_send(batch, STORE_DEADLINE_MS, on_fetched, log->fetching);
}

struct query_log *query_log_new(struct catalog *catalog)
{
    const struct config *config = process_config(catalog->process);
    struct query_log *log;

    if (!config_bool(config, "STEWARD_CATALOG_QUERIES"))
        return NULL;
    log = mem_new(struct query_log);
    log->catalog = catalog;
    log->flush_ms = config_int(config, "STEWARD_CATALOG_QUERIES_FLUSH_MS");
    log->fetch_ms = config_int(config, "STEWARD_CATALOG_POPULAR_MS");
    log->sessions = config_int(config, "STEWARD_CATALOG_POPULAR_SESSIONS");
    log->dropped = metric_counter("steward_catalog_queries_dropped_total",
                                  "Searches that were not counted: too many different ones at once.", "");
    log->flush = timer_new(process_loop(catalog->process), on_flush, log);
    log->fetch = timer_new(process_loop(catalog->process), on_fetch, log);
    timer_set(log->flush, log->flush_ms);
    timer_set(log->fetch, 0);
    return log;
}

void query_log_free(struct query_log *log)
{
    if (!log)
        return;
    if (log->asked)
        log->asked->log = NULL;
    if (log->fetching)
        log->fetching->log = NULL;
    drop(&log->growing);
    drop(&log->writing);
    timer_free(log->flush);
    timer_free(log->fetch);
    mem_free(log);
}
