/* service/service.c: from the command line to the running loop, and back.
 *
 * An option is answered at once: see options.c. Otherwise the process listens first, so that its health can
 * be asked from the start, and then boots: see boot.c. */
#include "service/service.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "http/limits.h"
#include "http/proxies.h"
#include "secrets/secrets.h"
#include "service/call_parts.h"
#include "service/documents.h"
#include "service/events.h"
#include "service/https.h"
#include "service/notify.h"
#include "service/options.h"
#include "service/spans.h"

struct loop *process_loop(const struct process *process)
{
    return process->loop;
}

const struct config *process_config(const struct process *process)
{
    return process->config;
}

struct bus *process_bus(const struct process *process)
{
    return process->bus;
}

struct postgres *process_postgres(const struct process *process)
{
    return process->pg;
}

struct redis *process_redis(struct process *process)
{
    if (!process->redis)
        process->redis = redis_open(process->loop, process->config);
    return process->redis;
}

struct rate_limit *process_rate_limit(struct process *process)
{
    if (!process->rate)
        process->rate = rate_limit_new(process->loop, process_redis(process));
    return process->rate;
}

struct http_client *process_http(const struct process *process)
{
    return process->http;
}

const char *process_copy_id(const struct process *process)
{
    return process->copy_id;
}

const struct service *process_service(const struct process *process)
{
    return process->service;
}

void process_set_own(struct process *process, void *own)
{
    process->own = own;
}

void *process_own(const struct process *process)
{
    return process->own;
}

void process_ready(struct process *process)
{
    process->has_to_wait = false;
    if (!process->service->joins_when_able)
        process_join(process);
}

void process_join(struct process *process)
{
    if (!process->is_draining) /* what was still loading then has no use for partitions */
        bus_join(process->bus, !process->service->joins_when_able);
}

bool process_is_draining(const struct process *process)
{
    return process->is_draining;
}

bool process_is_ready(const struct process *process)
{
    struct buf why = {0};
    bool ready = process_trouble(process, &why) == NULL;

    buf_free(&why);
    return ready;
}

void flow_start(struct process *process, const struct flow_kind *kind, const ProtobufCMessage *command,
                flow_done_fn *done, void *owner)
{
    flows_start(process->flows, kind, command, done, owner);
}

/* ---- the process ---- */

static void open_log(struct process *process)
{
    const char *format = config_text(process->config, "STEWARD_LOG_FORMAT");
    enum log_level level = LOG_INFO;
    bool readable = !strcmp(format, "text") || (!strcmp(format, "auto") && isatty(STDERR_FILENO));

    log_level_from(config_text(process->config, "STEWARD_LOG_LEVEL"), &level);
    log_open(process->service->name, version_text, level, readable);
    config_warn_unknown(process->config);
    bus_warn(process->config);
}

static void on_hangup(void *owner)
{
    struct process *process = owner;
    const struct setting *tables[OPTIONS_TABLES];
    struct config *config;
    enum log_level level;
    struct error err;

    options_settings(process->service, tables);
    if (!config_load(tables, ".env", &config, &err)) {
        log_warn("settings cannot be read anew", {"error", LOG_TEXT(err.text)});
        return;
    }
    https_read_anew(process->https);
    if (log_level_from(config_text(config, "STEWARD_LOG_LEVEL"), &level))
        log_set_level(level);
    log_warn("log level set", {"log_level", LOG_TEXT(config_text(config, "STEWARD_LOG_LEVEL"))});
    config_free(config);
}

static bool listen_http(struct process *process, struct error *err)
{
    const struct config *config = process->config;
    int port = (int)config_int(config, "STEWARD_PORT");
    struct http_server_options options = {
        .address = config_text(config, "STEWARD_ADDRESS"),
        .port = port ? port : process->service->port,
        .max_connections = (int)config_int(config, "STEWARD_HTTP_MAX_CONNECTIONS"),
        .max_connections_per_address = (int)config_int(config, "STEWARD_HTTP_CONNECTIONS_PER_ADDRESS"),
        .max_body_bytes = 64 << 10,
        .body_memory_bytes = (size_t)config_int(config, "STEWARD_HTTP_BODY_MEMORY_MB") << 20,
        .cors_origins = config_text(config, "STEWARD_CORS_ORIGINS"),
        .hsts_seconds = (int)config_int(config, "STEWARD_HSTS_SECONDS"),
        .on_request = call_begin,
        .body_rule = call_body_rule,
        .owner = process,
    };
    struct error why;

    if (!https_open(process, &process->https, err))
        return false;
    if (!proxies_read(config_text(config, "STEWARD_HTTP_PROXIES"), &process->proxies, &why))
        return error_set(err, why.policy, why.origin, "STEWARD_HTTP_PROXIES: %s", why.text);
    options.proxies = process->proxies;
    options.tls = https_side(process->https);
    if (!http_origins_check(options.cors_origins, &why))
        return error_set(err, why.policy, why.origin, "STEWARD_CORS_ORIGINS: %s", why.text);
    for (size_t i = 0; i < process->route_count; i++)
        if (process->routes[i]->max_body_bytes > options.max_body_bytes)
            options.max_body_bytes = process->routes[i]->max_body_bytes;
    return http_server_start(process->loop, &options, &process->server, err);
}

static void name_copy(struct process *process)
{
    char host[64] = "localhost";

    gethostname(host, sizeof(host) - 1);
    snprintf(process->copy_id, sizeof(process->copy_id), "%s:%d:%llx", host,
             http_server_port(process->server), (unsigned long long)process->started_ms);
}

static void raise_file_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static struct process *process_new(const struct service *service, struct config *config)
{
    struct process *process = mem_new(struct process);

    process->service = service;
    process->config = config;
    process->started_ms = clock_wall_ms();
    process->loop = loop_new();
    list_init(&process->running);
    process->http = http_client_new(process->loop, HTTP_CLIENT_HOST_MAX);
    process->flows = flows_new(process->loop, process->http, process);
    process->workers = workers_new(process->loop, 1, 4);
    process->spans = spans_new(process);
    calls_init(process);
    return process;
}

static void process_free(struct process *process)
{
    http_server_free(process->server); /* clients that still wait are told to go while all is there */
    https_close(process->https);
    proxies_free(process->proxies);
    who_free(process->who);
    if (process->is_started && process->service->stop)
        process->service->stop(process);
    flows_free(process->flows);
    workers_free(process->workers);
    rate_limit_free(process->rate);
    process->rate = NULL;
    limits_free(process->limits);
    postgres_close(process->pg);
    events_free(process);
    redis_close(process->redis);
    http_client_free(process->http);
    spans_free(process->spans); /* a batch may have been on its way */
    calls_free(process);
    documents_free(process->documents);
    notify_close(process->notify);
    timer_free(process->heartbeat);
    timer_free(process->drain_check);
    timer_free(process->drain_deadline);
    timer_free(process->boot_retry);
    loop_free(process->loop);
    config_free(process->config);
    mem_free(process);
}

static const char *tenant_topics_of(const struct process *process)
{
    return process->service->has_tenant_topics ? config_text(process->config, "STEWARD_TENANT_TOPICS") : "";
}

static int process_prepare(struct process *process)
{
    struct error err;
    int code = 1;

    if (tenant_topics_read(tenant_topics_of(process), &process->tenant_topics, &err))
        code = boot_prepare(process);
    else
        log_error("cannot prepare", {"error", LOG_TEXT(err.text)});
    process_free(process);
    return code;
}

static void why_not_ready(void *owner, struct buf *out)
{
    (void)process_trouble(owner, out);
}

static int process_run(struct process *process)
{
    struct error err;
    int code;

    if (!tenant_topics_read(tenant_topics_of(process), &process->tenant_topics, &err) ||
        !limits_read(process->config, &process->limits, &err) || !who_new(process, &process->who, &err) ||
        !documents_open(process, &process->documents, &err) || !listen_http(process, &err)) {
        log_error("cannot start", {"error", LOG_TEXT(err.text)});
        process_free(process);
        return 1;
    }
    name_copy(process);
    process->notify = notify_open(process->loop, why_not_ready, process);
    loop_on_signal(process->loop, SIGTERM, drain_start, process);
    loop_on_signal(process->loop, SIGINT, drain_start, process);
    loop_on_signal(process->loop, SIGHUP, on_hangup, process);
    log_info("started", {"address", LOG_TEXT(config_text(process->config, "STEWARD_ADDRESS"))},
             {"port", LOG_INT(http_server_port(process->server))}, {"copy", LOG_TEXT(process->copy_id)});
    notify_started(process->notify);
    boot_start(process);
    loop_run(process->loop);
    code = process->exit_code;
    log_info("stopped", {"code", LOG_INT(code)});
    process_free(process);
    return code;
}

int service_main(const struct service *service, int argc, char **argv)
{
    const struct setting *tables[OPTIONS_TABLES];
    struct process *process;
    struct config *config;
    struct error err;
    bool only_prepare = argc == 2 && !strcmp(argv[1], "--prepare");

    options_settings(service, tables);
    if (argc > 1 && !only_prepare)
        return options_answer(service, tables, argv[1]);
    if (!config_load(tables, ".env", &config, &err)) {
        fprintf(stderr, "steward-%s: %s\n", service->name, err.text);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    raise_file_limit();
    process = process_new(service, config);
    open_log(process);
    if (!secrets_fetch(config, &err)) {
        log_error("cannot start", {"error", LOG_TEXT(err.text)});
        process_free(process);
        return 1;
    }
    return only_prepare ? process_prepare(process) : process_run(process);
}
