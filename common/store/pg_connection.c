/* store/pg_connection: one connection: coming up, sending batches, reading their results in order.
 *
 * The complication: a statement is prepared in a transaction of its own, with its own Sync before the
 * batch's. Inside the batch its fate would hang on the statements before it, and a batch sent meanwhile could
 * find it missing. */
#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/backoff.h"
#include "store/pg_error.h"
#include "store/pg_pool.h"

static const int first_pause_ms = 50, longest_pause_ms = 3000;

static void on_connecting(void *owner, int fd, unsigned events);
static void on_ready(void *owner, int fd, unsigned events);

static void want(struct pg_connection *c, unsigned events)
{
    if (c->wants == events)
        return;
    c->wants = events;
    watch_want(c->watch, events);
}

static void drop_native(struct pg_connection *c)
{
    watch_free(c->watch);
    c->watch = NULL;
    c->wants = 0;
    if (c->native)
        PQfinish(c->native);
    c->native = NULL;
    if (c->phase == PG_READY)
        postgres_count_ready(c->pg, -1);
    c->phase = PG_AWAY;
}

/* The message of libpq is of several lines; the first says it. */
static void note_trouble(struct postgres *pg, const char *why)
{
    struct str rest = str_of(why), line = STR_NONE;

    str_split(&rest, '\n', &line);
    line.len = utf8_clip(line, sizeof(pg->trouble) - 1);
    snprintf(pg->trouble, sizeof(pg->trouble), "%.*s", STR_ARGS(line));
}

static void fail_in_flight(struct pg_connection *c)
{
    for (struct link *at; (at = list_shift(&c->in_flight));) {
        struct pg_batch *batch = list_item(at, struct pg_batch, link);

        pg_batch_give_up(batch, "the connection to the database was lost");
        postgres_finish(batch);
    }
    c->in_flight_count = 0;
}

void pg_connection_lose(struct pg_connection *c, const char *why)
{
    bool was_ready = c->phase == PG_READY;

    note_trouble(c->pg, why);
    fail_in_flight(c);
    drop_native(c);
    if (was_ready && c->pg->ready_count == 0)
        log_warn("postgres lost", {"why", LOG_TEXT(c->pg->trouble)});
    timer_set(c->timer, backoff_random_ms(was_ready ? 0 : c->failures++, first_pause_ms, longest_pause_ms));
}

static void ignore_notice(void *owner, const PGresult *notice)
{
}

static PGconn *connect_start(const struct postgres *pg, int failures, uint64_t missing)
{
    struct pg_hosts_order order =
        pg->hosts ? pg_hosts_from(pg->hosts, failures, missing) : (struct pg_hosts_order){0};
    /* What stands before dbname is a default that the URL may change; what stands behind it changes the URL.
     */
    const char *const names[] = {"fallback_application_name",
                                 "options",
                                 "client_encoding",
                                 "keepalives_idle",
                                 "keepalives_interval",
                                 "keepalives_count",
                                 "tcp_user_timeout",
                                 "dbname",
                                 "host",
                                 "hostaddr",
                                 "port",
                                 NULL};
    const char *const values[] = {program_invocation_short_name,
                                  pg->options,
                                  "UTF8",
                                  "10",
                                  "5",
                                  "3",
                                  "15000",
                                  pg->url,
                                  order.host,
                                  order.hostaddr,
                                  order.port,
                                  NULL};

    return PQconnectStartParams(names, values, 1);
}

/* libpq may have gone on to another address, and the new socket may have the old one's number: so it is
 * watched anew. */
static void watch_anew(struct pg_connection *c, unsigned events, watch_fn *fn)
{
    c->watch = watch_new(c->pg->loop, PQsocket(c->native), fn, c);
    c->wants = 0;
    want(c, events);
}

static void become_ready(struct pg_connection *c)
{
    struct postgres *pg = c->pg;

    if (PQsetnonblocking(c->native, 1) != 0 || !PQenterPipelineMode(c->native)) {
        pg_connection_lose(c, PQerrorMessage(c->native));
        return;
    }
    timer_stop(c->timer);
    c->phase = PG_READY;
    c->failures = 0;
    c->is_spoiled = false;
    memset(c->is_prepared, 0, sizeof(c->is_prepared));
    postgres_count_ready(pg, 1);
    if (pg->ready_count == 1)
        log_info("postgres connected", {"server", LOG_TEXT(PQparameterStatus(c->native, "server_version"))});
    pg->trouble[0] = '\0';
    watch_anew(c, WATCH_READ, on_ready);
    postgres_serve(pg);
}

static void on_connecting(void *owner, int fd, unsigned events)
{
    struct pg_connection *c = owner;

    watch_free(c->watch);
    c->watch = NULL;
    switch (PQconnectPoll(c->native)) {
    case PGRES_POLLING_READING:
        watch_anew(c, WATCH_READ, on_connecting);
        break;
    case PGRES_POLLING_WRITING:
        watch_anew(c, WATCH_WRITE, on_connecting);
        break;
    case PGRES_POLLING_OK:
        become_ready(c);
        break;
    default:
        pg_connection_lose(c, PQerrorMessage(c->native));
    }
}

static void start_connecting(struct pg_connection *c, uint64_t missing)
{
    c->native = connect_start(c->pg, c->failures, missing);
    c->phase = PG_CONNECTING;
    timer_set(c->timer, c->pg->connect_timeout_ms);
    if (!c->native || PQstatus(c->native) == CONNECTION_BAD) {
        pg_connection_lose(c, c->native ? PQerrorMessage(c->native) : "no memory");
        return;
    }
    PQsetNoticeReceiver(c->native, ignore_notice, NULL);
    watch_anew(c, WATCH_WRITE, on_connecting);
}

static void on_looked_up(void *owner, const char *trouble, uint64_t missing)
{
    struct pg_connection *c = owner;

    if (trouble)
        pg_connection_lose(c, trouble);
    else
        start_connecting(c, missing);
}

static void on_timer(void *owner)
{
    struct pg_connection *c = owner;

    if (c->phase == PG_CONNECTING)
        pg_connection_lose(c, "connecting took too long");
    else if (!c->pg->lookups)
        start_connecting(c, 0);
    else if (!lookups_start(c->pg->lookups, on_looked_up, c))
        pg_connection_lose(c, "too many names to look up");
}

static void flush(struct pg_connection *c)
{
    int left = PQflush(c->native);

    if (left < 0)
        pg_connection_lose(c, PQerrorMessage(c->native));
    else
        want(c, left ? WATCH_READ | WATCH_WRITE : WATCH_READ);
}

/* The transaction of the first batch in flight is over, one way or the other; or one of its preparations is.
 */
static void on_sync(struct pg_connection *c, struct pg_batch *batch)
{
    if (batch->preparing > 0) {
        batch->preparing--;
        return;
    }
    list_remove(&batch->link);
    c->in_flight_count--;
    postgres_finish(batch);
}

static void on_refused(struct pg_connection *c, struct pg_batch *batch, const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    bool is_at_statement = batch->preparing == 0 && batch->answered < batch->count;

    if (!sqlstate) /* libpq's own: the connection is going */
        return;
    pg_batch_refuse(batch, result, is_at_statement ? (int)batch->answered : -1);
    if (batch->preparing > 0 || pg_error_spoils_connection(sqlstate))
        c->is_spoiled = true;
}

static void on_result(struct pg_connection *c, struct pg_batch *batch, PGresult *result)
{
    switch (PQresultStatus(result)) {
    case PGRES_PIPELINE_SYNC:
        PQclear(result);
        on_sync(c, batch);
        return;
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
        break;
    case PGRES_FATAL_ERROR:
        on_refused(c, batch, result);
        break;
    default:
        break;
    }
    if (batch->preparing == 0 && batch->answered < batch->count)
        pg_batch_take(batch, result);
    else
        PQclear(result);
}

/* NULL stands between the results of two statements; several in a row mean that libpq and we disagree on what
 * is due. */
static bool read_results(struct pg_connection *c)
{
    int nulls = 0;

    while (!list_is_empty(&c->in_flight) && PQstatus(c->native) == CONNECTION_OK && !PQisBusy(c->native)) {
        PGresult *result = PQgetResult(c->native);

        if (result) {
            nulls = 0;
            on_result(c, list_item(c->in_flight.next, struct pg_batch, link), result);
        } else if (++nulls > 2)
            return false;
    }
    if (list_is_empty(&c->in_flight))
        (void)PQisBusy(c->native); /* takes in what the server says unasked */
    return PQstatus(c->native) == CONNECTION_OK;
}

static void on_ready(void *owner, int fd, unsigned events)
{
    struct pg_connection *c = owner;
    bool is_there = PQconsumeInput(c->native);

    is_there = read_results(c) && is_there;
    if (!is_there)
        pg_connection_lose(c, PQerrorMessage(c->native));
    else if (c->is_spoiled && c->in_flight_count == 0)
        pg_connection_lose(c, "replaced after an error");
    else if (events & WATCH_WRITE)
        flush(c);
    postgres_serve(c->pg);
}

static bool send_prepare(struct pg_connection *c, int place)
{
    const struct pg_sql *sql = &c->pg->sqls.all[place];
    char name[16];

    snprintf(name, sizeof(name), "s%d", place);
    return PQsendPrepare(c->native, name, sql->text, sql->params, sql->types) && PQpipelineSync(c->native);
}

static bool prepare_what_is_new(struct pg_connection *c, struct pg_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        int place = batch->statements[i].sql;

        if (c->is_prepared[place])
            continue;
        if (!send_prepare(c, place))
            return false;
        c->is_prepared[place] = true;
        batch->preparing++;
    }
    return true;
}

static bool send_statement(struct pg_connection *c, const struct pg_batch *batch,
                           const struct pg_statement *s)
{
    const char *values[PG_PARAMS_MAX];
    int lengths[PG_PARAMS_MAX], formats[PG_PARAMS_MAX];
    char name[16];

    for (int i = 0; i < s->params; i++) {
        const struct pg_value *value = &batch->values[s->first + (size_t)i];

        values[i] = value->len < 0 ? NULL : batch->data.data + value->at;
        lengths[i] = value->len;
        formats[i] = value->format;
    }
    snprintf(name, sizeof(name), "s%d", s->sql);
    return PQsendQueryPrepared(c->native, name, s->params, values, lengths, formats, 1);
}

bool pg_connection_send(struct pg_connection *c, struct pg_batch *batch)
{
    bool is_sent = prepare_what_is_new(c, batch);

    for (size_t i = 0; i < batch->count && is_sent; i++)
        is_sent = send_statement(c, batch, &batch->statements[i]);
    if (!is_sent) {
        batch->preparing = 0;
        pg_connection_lose(c, PQerrorMessage(c->native));
        return false;
    }
    batch->connection = c;
    list_push(&c->in_flight, &batch->link);
    c->in_flight_count++;
    if (!PQpipelineSync(c->native))
        pg_connection_lose(c, PQerrorMessage(c->native));
    else
        flush(c);
    return true;
}

void pg_connection_start(struct pg_connection *c, struct postgres *pg)
{
    c->pg = pg;
    list_init(&c->in_flight);
    c->timer = timer_new(pg->loop, on_timer, c);
    timer_set(c->timer, 0);
}

void pg_connection_stop(struct pg_connection *c)
{
    fail_in_flight(c);
    drop_native(c);
    timer_free(c->timer);
}
