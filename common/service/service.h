/* service/service.h: a process is a declaration; service_main reads it and runs the process.
 *
 * In order: configuration, log, migrations, loop, Postgres and Redis, Kafka (topics, warm-up), `start`, HTTP;
 * ready when all of them are. On SIGTERM: readiness off, stop taking, finish what is in hand, flush, commit,
 * leave the group, `stop`, exit 0, all within STEWARD_DRAIN_MS. SIGHUP reads the log level anew. Every
 * service has /healthz, /readyz, /health and /metrics by itself. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/error.h"
#include "bus/bus.h"
#include "bus/topics.h"
#include "flow/flow.h"
#include "fold/fold.h"
#include "http/client.h"
#include "http/server.h"
#include "loop/loop.h"
#include "service/call.h"
#include "store/migrate.h"
#include "store/postgres.h"
#include "store/redis.h"

struct process;

/* One of fold, flow or feed. */
struct subscription {
    const struct topic *topic;
    const struct fold *fold;
    const struct flow_kind *flow;
    const struct topic *answers_to; /* of a flow: where its answers go */
    /* Every copy sees every event of the topic, from now on; the event lives until it returns. `wants` looks
     * at a record first, to save decoding what is for others; NULL: wants all. */
    void (*feed)(struct process *process, const struct event *event);
    bool (*wants)(struct process *process, const struct record *record);
};

struct service {
    const char *name;
    const char *role;                   /* one line for --help and /health */
    int port;                           /* default of STEWARD_PORT */
    const struct setting *settings;     /* its own; ends with an entry without a name; NULL: none */
    const struct route *routes;         /* its own; ends with a NULL pattern */
    const struct subscription *reads;   /* ends with a NULL topic; NULL: none */
    const struct migration *migrations; /* NULL: it has no database */
    bool uses_redis;
    const char *to_come; /* what it cannot do yet, in words, for /health; NULL: all is there */
    /* Begins whatever it keeps; process_set_own. It may finish later: not ready until process_ready is
     * called, if it returned with *ret_later set. */
    bool (*start)(struct process *process, bool *ret_later, struct error *err);
    void (*stop)(struct process *process);
    /* Adds to /health, as members of its JSON object, each with a comma before it. NULL: nothing. */
    void (*health)(struct process *process, struct buf *out);
    /* A record for a fold that cannot be read has been set aside: may publish an answer. NULL: nothing more
     * is done. */
    void (*unreadable)(struct process *process, const struct event *event, const struct error *why);
};

int service_main(const struct service *service, int argc, char **argv);

struct loop *process_loop(const struct process *process);
const struct config *process_config(const struct process *process);
struct bus *process_bus(const struct process *process);
struct postgres *process_postgres(const struct process *process); /* NULL: it has none */
struct redis *process_redis(const struct process *process);       /* NULL: it has none */
struct http_client *process_http(const struct process *process);
const char *process_copy_id(const struct process *process); /* names this copy: host, port, start */
const struct service *process_service(const struct process *process);
void process_set_own(struct process *process, void *own);
void *process_own(const struct process *process);
void process_ready(struct process *process); /* `start` is done, at last */
bool process_is_ready(const struct process *process);
bool process_is_draining(const struct process *process);
size_t
process_backlog(const struct process *process); /* inputs waiting for a fold, messages not acknowledged */
