/* service/process.h: what a running process lends its own code. All of it is the process's, lives as long as
 * it does, and is for the loop's thread. */
#pragma once

#include "base/arena.h"
#include "base/config.h"
#include "bus/bus.h"
#include "http/client.h"
#include "loop/loop.h"
#include "store/postgres.h"
#include "store/rate_limit.h"

struct process;
struct service;

struct loop *process_loop(const struct process *process);
const struct config *process_config(const struct process *process);
struct bus *process_bus(const struct process *process);
struct postgres *process_postgres(const struct process *process); /* NULL: it has none */
/* What all copies count in Redis; made, with its connection, when it is first asked for. */
struct rate_limit *process_rate_limit(struct process *process);
/* Its connection; made when it or process_rate_limit is first asked for. */
struct redis *process_redis(struct process *process);
/* As call_pass, where there is no call any more. */
const char *process_pass(const struct process *process, const char *service, struct str tenant,
                         const char *scope, struct arena *arena);
struct http_client *process_http(const struct process *process);
struct tls_files process_http_tls(const struct process *process); /* for asking other services */
const char *process_copy_id(const struct process *process);       /* names this copy: host, port, start */
const struct service *process_service(const struct process *process);
void process_set_own(struct process *process, void *own);
void *process_own(const struct process *process);
void process_ready(struct process *process); /* `start` is done, at last */
void process_join(struct process *process);  /* commands from Kafka can be dealt with from now on */
/* Something is gone that only a new start brings back: ends as on SIGTERM, with exit code 1. */
void process_end(struct process *process);
bool process_is_ready(const struct process *process);
bool process_is_draining(const struct process *process);
void process_forget_key(struct process *process, struct str key_id); /* it was changed: look it up anew */
size_t
process_backlog(const struct process *process); /* inputs waiting for a fold, messages not acknowledged */
