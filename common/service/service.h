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
#include "service/process.h"
#include "store/migrate.h"
#include "store/postgres.h"
#include "store/rate_limit.h"
#include "json/limits.h"

struct process;

/* One of fold, flows or feed. */
#define FLOWS(...) ((const struct flow_kind *const[]){__VA_ARGS__, NULL})

struct subscription {
    const struct topic *topic;
    const struct fold *fold;
    const struct flow_kind *const *flows; /* ends with NULL; a command goes to the one that takes its type */
    const struct topic *answers_to;       /* where the answers go: those of flows are sent there */
    /* Every copy sees every event of the topic, from now on; the event lives until it returns. `wants` looks
     * at a record first, to save decoding what is for others; NULL: wants all. */
    void (*feed)(struct process *process, const struct event *event);
    bool (*wants)(struct process *process, const struct record *record);
};

/* An API key as it is kept; `record` NULL without an error: there is none that is good. */
struct key_record {
    struct principal principal;
    struct str digest;
};
typedef void key_found_fn(void *owner, const struct key_record *record, const struct error *err);

/* A WebSocket of its routes, for the API documents. */
struct socket_kind {
    const char *pattern;  /* of the route */
    const char *protocol; /* Sec-WebSocket-Protocol */
    const char *summary;
    const ProtobufCMessageDescriptor *const *hears, *const *says; /* end with NULL */
    const char *example;                                          /* of what it hears, in JSON */
};

struct service {
    const char *name;
    const char *role;                 /* one line for --help and /health */
    int port;                         /* default of STEWARD_PORT */
    const struct setting *settings;   /* its own; ends with an entry without a name; NULL: none */
    const struct route *routes;       /* its own; ends with a NULL pattern */
    const struct limit *limits;       /* of its messages' fields, for the API documents; NULL: none */
    const struct subscription *reads; /* ends with a NULL topic; NULL: none */
    const struct topic *const
        *writes; /* for the API documents, beside answers_to; ends with NULL; NULL: none */
    const struct socket_kind *sockets;  /* ends with a NULL pattern; NULL: none */
    const struct migration *migrations; /* NULL: it has no database */
    bool keeps_audit;                   /* in its database: see service/audit.h */
    bool has_tenant_topics; /* it reads those of STEWARD_TENANT_TOPICS, too, which is among its settings */
    bool joins_when_able;   /* it takes commands from process_join on, and is ready before; else at once */
    const char *to_come;    /* what it cannot do yet, in words, for /health; NULL: all is there */
    /* Begins whatever it keeps; process_set_own. It may finish later: not ready until process_ready is
     * called, if it returned with *ret_later set. */
    bool (*start)(struct process *process, bool *ret_later, struct error *err);
    void (*stop)(struct process *process);
    /* It is asked to end: whoever waits here for an answer has one, of some kind, within that time. NULL:
     * nobody waits. Not called before process_set_own. */
    void (*drain)(struct process *process, int within_ms);
    /* Finds an API key by its id: `found` is called exactly once, never inside. NULL: the accounts at
     * STEWARD_ACCOUNTS_URL are asked who a key's owner is. */
    void (*find_key)(struct process *process, struct str key_id, key_found_fn *found, void *owner);
    /* Finds who is signed in with a cookie, as find_key, but maybe inside. NULL: cookies mean nothing here.
     */
    void (*find_sign_in)(struct process *process, struct str id, struct str digest, key_found_fn *found,
                         void *owner);
    /* Adds to /health, as members of its JSON object, each with a comma before it. NULL: nothing. */
    void (*health)(struct process *process, struct buf *out);
    /* A record for a fold that cannot be read has been set aside: may publish an answer. NULL: nothing more
     * is done. */
    void (*unreadable)(struct process *process, const struct event *event, const struct error *why);
};

int service_main(const struct service *service, int argc, char **argv);
