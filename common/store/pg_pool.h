/* store/pg_pool.h: the pool and its connections, as postgres.c and pg_connection.c share them. Private to the
 * module.
 *
 * A connection never calls a batch's done function: it hands finished batches to the pool, which answers them
 * from a deferred call. So nothing here can be freed under the feet of what is running. */
#pragma once

#include "base/metrics.h"
#include "store/lookup.h"
#include "store/pg_batch.h"
#include "store/pg_hosts.h"

#define PG_PIPELINE 4 /* batches in flight on one connection */

enum pg_phase { PG_AWAY, PG_CONNECTING, PG_READY };

struct pg_connection {
    struct postgres *pg;
    enum pg_phase phase;
    PGconn *native;
    struct watch *watch;
    unsigned wants;
    struct timer *timer; /* the next attempt, or the end of this one */
    int failures;        /* in a row, of connecting */
    bool is_spoiled;     /* finishes what is in flight and is then replaced */
    struct link in_flight;
    int in_flight_count;
    bool is_prepared[PG_SQL_MAX];
};

struct postgres {
    struct loop *loop;
    char *url;
    struct lookups *lookups; /* NULL: the URL has no names */
    struct pg_hosts *hosts;  /* NULL: the URL has only one */
    char *options;           /* what a session is set to, for the server */
    int connect_timeout_ms;
    struct pg_connection *connections;
    int connection_count;
    int ready_count;
    struct pg_sqls sqls;
    struct link waiting, finished, spare;
    size_t waiting_count, spare_count;
    struct heap deadlines;
    struct timer *deadline;
    struct deferred deliver;
    struct metric *seconds, *failed, *ready_gauge, *waiting_gauge;
    struct timer *patience; /* set while no connection is up */
    bool is_away;           /* for longer than that: nothing waits any more */
    char trouble[240];
    bool is_closed;
    bool
        *is_gone; /* where whoever is delivering wants to be told that the pool was closed; NULL: nobody is */
};

void pg_connection_start(struct pg_connection *connection, struct postgres *pg);
/* False: the connection was lost and nothing of the batch has happened. */
MUST_CHECK bool pg_connection_send(struct pg_connection *connection, struct pg_batch *batch);
/* What is in flight ends as unknown; a new connection is made. */
void pg_connection_lose(struct pg_connection *connection, const char *why);
void pg_connection_stop(struct pg_connection *connection);

void postgres_count_ready(struct postgres *pg, int change); /* a connection is up, or gone */
void postgres_finish(struct pg_batch *batch);               /* is to be answered; it is on no list */
void postgres_serve(struct postgres *pg); /* gives what waits to connections that have room */
