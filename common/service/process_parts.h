/* service/process_parts.h: what the files of common/service share. Services see service.h and call.h only. */
#pragma once

#include "base/list.h"
#include "base/metrics.h"
#include "base/tenant_counter.h"
#include "base/trace.h"
#include "fold/driver.h"
#include "http/router.h"
#include "loop/workers.h"
#include "service/limits.h"
#include "service/service.h"
#include "service/who.h"
#include "store/rate_limit.h"

#define ROUTES_MAX 96

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
    struct notify *notify;   /* NULL: nobody wants to know */
    struct https *https;     /* NULL: its port is in the clear */
    struct proxies *proxies; /* NULL: none is known */
    struct rate_limit *rate; /* NULL: nothing is counted in Redis */
    struct limits *limits;
    struct who *who;
    struct bus *bus;
    struct flows *flows;
    struct process_fold folds[4];
    size_t fold_count;
    struct tenant_topics *tenant_topics;
    struct link running; /* commands from Kafka in hand: commands.c */
    struct arena_pool arenas;
    struct timer *settle;
    void *own;
    char copy_id[96];
    int64_t started_ms;
    bool is_pinging;  /* Postgres */
    bool is_started;  /* service->start has returned */
    bool has_to_wait; /* for process_ready */
    bool is_draining;
    bool is_paused; /* the intake, by an operator */
    bool http_is_drained;
    int64_t leaves_ms; /* what is not answered then is left to another copy */
    bool drain_is_over;
    int exit_code;
    bool has_failed; /* it ends because of process_end */
    struct timer *heartbeat, *drain_check, *drain_deadline, *boot_retry;
    struct job boot_job;
    struct error boot_error; /* of the last try; text empty: none yet */
    bool boot_failed;
    const struct route *routes[ROUTES_MAX]; /* its own and the common ones, in the order of the patterns */
    struct route_pattern patterns[ROUTES_MAX];
    struct route_stats *route_stats;
    struct tenant_counter *calls_by_tenant;
    size_t route_count;
    struct spans *spans;
    struct documents *documents;
};

extern const struct setting service_settings[];
extern const char version_text[];

/* boot.c: from configuration to ready */
void boot_start(struct process *process);
int boot_prepare(struct process *process); /* --prepare: the schema and the topics; blocks; the exit code */
const char *process_trouble(const struct process *process, struct buf *out); /* NULL: ready; else why not */

/* check.c: asks the process with these settings for that path; 0: it answered 200. Says what it answered. */
int check_run(const struct service *service, const struct config *config, const char *path);

/* drain.c: from SIGTERM to the end */
void drain_start(void *owner);

/* health.c: the routes that every service has */
/* problems.c */
void problem_get(struct call *call);
void problems_get(struct call *call);
extern const struct route common_routes[];

/* operations.c */
void operations_get(struct call *call);
void operations_post(struct call *call);

/* heartbeat.c */
void heartbeat_start(struct process *process);
int64_t resident_bytes(void);
