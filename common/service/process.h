/* service/process.h: what the files of common/service share. Services see service.h and call.h only. */
#pragma once

#include "base/list.h"
#include "base/metrics.h"
#include "base/trace.h"
#include "fold/driver.h"
#include "http/router.h"
#include "loop/workers.h"
#include "service/service.h"
#include "store/rate_limit.h"

struct process_fold {
    const struct fold *fold;
    const struct topic *topics[FOLD_TOPICS_MAX + 1];
    struct fold_driver *driver;
};

struct process {
    const struct service *service;
    struct config *config;
    struct loop *loop;
    struct workers *workers;
    struct postgres *pg;
    struct redis *redis;
    struct http_client *http;
    struct http_server *server;
    struct rate_limit *rate;
    struct bus *bus;
    struct flows *flows;
    struct process_fold folds[4];
    size_t fold_count;
    struct link running; /* commands from Kafka in hand: events.c */
    struct arena_pool arenas;
    struct timer *settle;
    void *own;
    char copy_id[96];
    int64_t started_ms;
    bool is_pinging;  /* Postgres */
    bool is_started;  /* service->start has returned */
    bool has_to_wait; /* for process_ready */
    bool is_draining;
    bool drain_is_over;
    int exit_code;
    struct timer *heartbeat, *drain_check, *drain_deadline, *boot_retry;
    struct job boot_job;
    struct error boot_error; /* of the last try; text empty: none yet */
    bool boot_failed;
    const struct route *routes[64]; /* its own and the common ones, in the order of the patterns */
    struct route_pattern patterns[64];
    struct route_stats *route_stats;
    size_t route_count;
    struct spans *spans;
};

extern const struct setting service_settings[];
extern const char version_text[];

/* boot.c: from configuration to ready */
void boot_start(struct process *process);
const char *process_trouble(const struct process *process, struct buf *out); /* NULL: ready; else why not */

/* drain.c: from SIGTERM to the end */
void drain_start(void *owner);

/* events.c: records to folds, flows and feeds */
bool events_open(struct process *process, struct error *err);
void events_free(struct process *process);
bool events_are_idle(const struct process *process);

/* health.c: the routes that every service has */
extern const struct route common_routes[];

/* heartbeat.c */
void heartbeat_start(struct process *process);
int64_t resident_bytes(void);

/* call.c */
void calls_init(struct process *process);
void calls_free(struct process *process);
void call_begin(void *owner, struct http_request *request);
size_t call_max_body(void *owner, enum http_method method, struct str path);

/* spans.c: finished spans, exported in batches over OTLP/HTTP; never blocks, drops when full. */
enum span_kind { SPAN_SERVER = 2, SPAN_PRODUCER = 4, SPAN_CONSUMER = 5 };
struct spans *spans_new(struct process *process); /* NULL: no endpoint is set */
void spans_add(struct spans *spans, const struct trace *trace, const struct trace *parent, const char *name,
               enum span_kind kind, int64_t started_us, bool failed); /* spans NULL: does nothing */
void spans_free(struct spans *spans);
/* The trace to go on with: a child of the parent, or a new one if spans are exported. */
struct trace spans_begin(const struct process *process, struct str traceparent, struct trace *ret_parent);
