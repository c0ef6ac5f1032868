/* store/postgres: the pool: batches wait, are given to the connection with the least to do, and are answered.
 *
 * The complication: a statement that runs past its batch's deadline cannot be cancelled without blocking. Its
 * connection is dropped instead (the server notices within client_connection_check_interval) and a new one is
 * made; batches behind it on that connection share its fate, which is why an idle connection is always
 * preferred. */
#include "store/postgres.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/pg_pool.h"

/* Clients may read it: which server and why is for postgres_trouble. */
static const char cannot_reach[] = "the database cannot be reached";
static const int patience_ms = 1000; /* with a server that cannot be reached */
static const size_t most_waiting = 10000, most_spare = 16, most_spare_bytes = 1 << 20;

const struct setting postgres_settings[] = {
    {"STEWARD_POSTGRES_URL", SETTING_URL, "postgresql://steward@127.0.0.1:5432/steward",
     .help = "the service's database, 14 or newer", .secret = true},
    {"STEWARD_POSTGRES_POOL", SETTING_INT, "4", 1, 64, "connections to Postgres"},
    {"STEWARD_POSTGRES_CONNECT_TIMEOUT_MS", SETTING_INT, "5000", 100, 60000,
     "to open a connection to Postgres"},
    {"STEWARD_POSTGRES_STATEMENT_TIMEOUT_MS", SETTING_INT, "10000", 100, 600000,
     "after which the server gives up a statement"},
    {"STEWARD_POSTGRES_BYPASS_RLS", SETTING_BOOL, "false",
     .help = "start although the role is a superuser or has BYPASSRLS, for whom tenants are not kept apart"},
    {"STEWARD_POSTGRES_LOCK_TIMEOUT_MS", SETTING_INT, "5000", 100, 600000, "to wait for a lock in Postgres"},
    {0},
};

static void deliver(void *owner);
static void on_deadline(void *owner);
static void on_long_away(void *owner);

static char *session_options(const struct config *config)
{
    struct buf text = {0};

    buf_printf(&text,
               "-c statement_timeout=%lld -c lock_timeout=%lld -c client_connection_check_interval=1000",
               (long long)config_int(config, "STEWARD_POSTGRES_STATEMENT_TIMEOUT_MS"),
               (long long)config_int(config, "STEWARD_POSTGRES_LOCK_TIMEOUT_MS"));
    return text.data;
}

/* The hosts that libpq would look up: those that the URL names, unless it says their addresses, too. */
static struct lookups *lookups_for(struct loop *loop, const char *url)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    const char *hosts = "";
    struct lookups *lookups;

    for (PQconninfoOption *option = options; option && option->keyword; option++) {
        if (strcmp(option->keyword, "host") == 0 && option->val)
            hosts = option->val;
        if (strcmp(option->keyword, "hostaddr") == 0 && option->val) {
            hosts = "";
            break;
        }
    }
    lookups = lookups_new(loop, hosts);
    PQconninfoFree(options);
    return lookups;
}

struct postgres *postgres_open(struct loop *loop, const struct config *config, const char *url)
{
    struct postgres *pg = mem_new(struct postgres);

    pg->loop = loop;
    pg->url = mem_text(url);
    pg->lookups = lookups_for(loop, url);
    pg->hosts = pg_hosts_new(url);
    pg->options = session_options(config);
    pg->connect_timeout_ms = (int)config_int(config, "STEWARD_POSTGRES_CONNECT_TIMEOUT_MS");
    list_init(&pg->waiting);
    list_init(&pg->finished);
    list_init(&pg->spare);
    pg->deadline = timer_new(loop, on_deadline, pg);
    pg->patience = timer_new(loop, on_long_away, pg);
    timer_set(pg->patience, patience_ms);
    pg->deliver = (struct deferred){.fn = deliver, .owner = pg};
    pg->seconds = metric_seconds("steward_postgres_batch_seconds", "From sending a batch to its answer.", "");
    pg->failed =
        metric_counter("steward_postgres_batches_failed_total", "Batches that ended with an error.", "");
    pg->ready_gauge = metric_gauge("steward_postgres_connections", "Connections that are up.", "");
    pg->waiting_gauge = metric_gauge("steward_postgres_waiting", "Batches waiting for a connection.", "");
    snprintf(pg->trouble, sizeof(pg->trouble), "not connected yet");
    pg->connection_count = (int)config_int(config, "STEWARD_POSTGRES_POOL");
    pg->connections = mem_array((size_t)pg->connection_count, sizeof(*pg->connections));
    for (int i = 0; i < pg->connection_count; i++)
        pg_connection_start(&pg->connections[i], pg);
    return pg;
}

bool postgres_is_ready(const struct postgres *pg)
{
    return pg->ready_count > 0;
}

const char *postgres_trouble(const struct postgres *pg)
{
    return pg->ready_count > 0 ? NULL : pg->trouble;
}

struct pg_batch *pg_batch_new(struct postgres *pg)
{
    struct link *used = list_shift(&pg->spare);
    struct pg_batch *batch = used ? list_item(used, struct pg_batch, link) : mem_new(struct pg_batch);

    if (used)
        pg->spare_count--;
    batch->pg = pg;
    return batch;
}

struct pg_batch *pg_batch_for(struct postgres *pg, struct str tenants)
{
    static const char sql[] = "SELECT set_config('app.tenants', $1, true)";
    struct pg_batch *batch = pg_batch_new(pg);

    PG_ADD(batch, sql, PG_STR(tenants));
    batch->preamble = batch->count;
    return batch;
}

static void put_back(struct postgres *pg, struct pg_batch *batch)
{
    if (pg->spare_count >= most_spare || batch->data.room > most_spare_bytes) {
        pg_batch_free(batch);
        return;
    }
    pg_batch_clear(batch);
    list_push(&pg->spare, &batch->link);
    pg->spare_count++;
}

void pg_batch_drop(struct pg_batch *batch)
{
    put_back(batch->pg, batch);
}

void pg_add(struct pg_batch *batch, const char *sql, const struct pg_param *params, size_t count)
{
    pg_batch_add(batch, &batch->pg->sqls, sql, params, count);
}

void postgres_finish(struct pg_batch *batch)
{
    struct postgres *pg = batch->pg;

    heap_remove(&pg->deadlines, &batch->due);
    metric_observe_us(pg->seconds, clock_mono_us() - batch->sent_us);
    if (batch->is_refused)
        metric_add(pg->failed, 1);
    list_push(&pg->finished, &batch->link);
    loop_defer(pg->loop, &pg->deliver);
}

/* Whoever is answered may close the pool: then nothing of it is touched any more but the batch in hand. */
static void deliver(void *owner)
{
    struct postgres *pg = owner;
    bool is_gone = false, *outer = pg->is_gone;

    pg->is_gone = &is_gone;
    for (struct link *at; (at = list_shift(&pg->finished));) {
        struct pg_batch *batch = list_item(at, struct pg_batch, link);

        pg_batch_answer(batch);
        if (is_gone) {
            pg_batch_free(batch);
            if (outer)
                *outer = true;
            return;
        }
        put_back(pg, batch);
    }
    pg->is_gone = outer;
}

static void fail_unsent(struct pg_batch *batch, enum error_policy policy, const char *why)
{
    batch->is_refused = true;
    batch->failed = -1;
    batch->sqlstate[0] = '\0';
    error_set(&batch->error, policy, "postgres", "%s", why);
    postgres_finish(batch);
}

void postgres_count_ready(struct postgres *pg, int change)
{
    pg->ready_count += change;
    metric_set(pg->ready_gauge, pg->ready_count);
    if (pg->ready_count > 0) {
        pg->is_away = false;
        timer_stop(pg->patience);
    } else if (!timer_is_set(pg->patience)) {
        timer_set(pg->patience, patience_ms);
    }
}

/* Who waits for a server that is away only piles up: better to say so at once until it is back. */
static void on_long_away(void *owner)
{
    struct postgres *pg = owner;

    pg->is_away = true;
    for (struct link *at; (at = list_shift(&pg->waiting));)
        fail_unsent(list_item(at, struct pg_batch, link), ERROR_RETRY, cannot_reach);
    pg->waiting_count = 0;
}

static struct pg_connection *least_busy(struct postgres *pg)
{
    struct pg_connection *best = NULL;

    for (int i = 0; i < pg->connection_count; i++) {
        struct pg_connection *c = &pg->connections[i];

        if (c->phase == PG_READY && !c->is_spoiled && c->in_flight_count < PG_PIPELINE &&
            (!best || c->in_flight_count < best->in_flight_count))
            best = c;
    }
    return best;
}

/* A batch that could not be sent stays first in the queue: nothing of it has happened. */
void postgres_serve(struct postgres *pg)
{
    struct pg_connection *c;

    while (!list_is_empty(&pg->waiting) && (c = least_busy(pg))) {
        struct pg_batch *batch = list_item(list_shift(&pg->waiting), struct pg_batch, link);

        if (pg_connection_send(c, batch))
            pg->waiting_count--;
        else
            list_push(pg->waiting.next, &batch->link);
    }
    metric_set(pg->waiting_gauge, (double)pg->waiting_count);
}

static void arm_deadline(struct postgres *pg)
{
    struct heap_item *first = heap_first(&pg->deadlines);
    int64_t wait = first ? first->due - clock_mono_ms() : 0;

    if (first)
        timer_set(pg->deadline, wait > 0 ? wait : 0);
}

static void on_deadline(void *owner)
{
    struct postgres *pg = owner;
    struct heap_item *first;

    while ((first = heap_first(&pg->deadlines)) && first->due <= clock_mono_ms()) {
        struct pg_batch *batch = container_of(first, struct pg_batch, due);

        if (batch->connection) {
            pg_batch_give_up(batch, "no answer within the deadline");
            pg_connection_lose(batch->connection, "no answer within the deadline");
        } else {
            list_remove(&batch->link);
            pg->waiting_count--;
            fail_unsent(batch, ERROR_RETRY,
                        pg->ready_count ? "no connection was free in time" : cannot_reach);
        }
    }
    arm_deadline(pg);
    postgres_serve(pg);
}

void pg_send(struct pg_batch *batch, int deadline_ms, pg_done_fn *done, void *owner)
{
    struct postgres *pg = batch->pg;

    batch->done = done;
    batch->owner = owner;
    batch->sent_us = clock_mono_us();
    if (pg->is_closed)
        fail_unsent(batch, ERROR_RETRY, "closed");
    else if (pg->is_away)
        fail_unsent(batch, ERROR_RETRY, cannot_reach);
    else if (pg->waiting_count >= most_waiting)
        fail_unsent(batch, ERROR_RETRY, "too many batches wait for a connection");
    else if (batch->is_too_large || batch->data.len > PG_BATCH_BYTES)
        fail_unsent(batch, ERROR_SKIP, "the batch is too large");
    else {
        heap_put(&pg->deadlines, &batch->due, clock_mono_ms() + deadline_ms);
        if (heap_first(&pg->deadlines) == &batch->due || !timer_is_set(pg->deadline))
            arm_deadline(pg);
        list_push(&pg->waiting, &batch->link);
        pg->waiting_count++;
        postgres_serve(pg);
    }
}

static void free_pool(struct postgres *pg)
{
    for (struct link *at; (at = list_shift(&pg->spare));)
        pg_batch_free(list_item(at, struct pg_batch, link));
    loop_cancel(pg->loop, &pg->deliver);
    timer_free(pg->deadline);
    timer_free(pg->patience);
    heap_free(&pg->deadlines);
    mem_free(pg->sqls.all);
    mem_free(pg->connections);
    mem_free(pg->options);
    pg_hosts_free(pg->hosts);
    mem_free(pg->url);
    mem_free(pg);
}

void postgres_close(struct postgres *pg)
{
    if (!pg || pg->is_closed)
        return;
    pg->is_closed = true;
    lookups_free(pg->lookups);
    for (int i = 0; i < pg->connection_count; i++)
        pg_connection_stop(&pg->connections[i]);
    for (struct link *at; (at = list_shift(&pg->waiting));)
        fail_unsent(list_item(at, struct pg_batch, link), ERROR_RETRY, "closed");
    deliver(pg);
    if (pg->is_gone)
        *pg->is_gone = true;
    free_pool(pg);
}
