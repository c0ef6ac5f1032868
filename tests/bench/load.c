/* load: a load generator. Prints one line of JSON: what was answered, how often, how fast.
 *
 *   load http  --port 8000 --queries queries.txt --clients 64 --seconds 10
 *   load kafka --queries queries.txt --clients 64 --seconds 10      (brokers: STEWARD_KAFKA_BROKERS) */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bus/bus.h"
#include "latency.h"
#include "load.h"

#define STATUSES    600
#define QUERIES_MAX 10000
#define READY_MS    15000
#define TICK_MS     1
#define PAUSE_MS    20 /* after a request that nobody answered */

struct client {
    int64_t since_us; /* of its request: when it was asked, or due */
    bool is_busy;
};

struct load {
    const struct load_kind *kind;
    struct load_options options;
    struct loop *loop;
    struct config *config;
    struct timer *tick;
    struct str *bodies;
    size_t body_count, body_next;
    struct client *clients;
    int *idle; /* open loop: who is free; closed loop: who is to ask in the next tick */
    int idle_count;
    double warmup_s, seconds, rate;
    int64_t opened_us, started_us, counted_from_us, ends_us;
    uint64_t due; /* open loop: requests that have begun */
    bool is_running;
    struct latencies ok, refused;
    uint64_t statuses[STATUSES];
    uint64_t answered; /* from the very start */
    uint64_t told_when;
};

static struct load load = {.options = {.host = "127.0.0.1",
                                       .path = "/api/v1/search",
                                       .requests = "steward.requests",
                                       .responses = "steward.responses",
                                       .clients = 1},
                           .warmup_s = 1,
                           .seconds = 5};

struct loop *load_loop(const struct load *of)
{
    return of->loop;
}

const struct config *load_config(const struct load *of)
{
    return of->config;
}

struct str load_next_body(struct load *of)
{
    return of->bodies[of->body_next++ % of->body_count];
}

static void begin(int number, int64_t since_us)
{
    load.clients[number].since_us = since_us;
    load.clients[number].is_busy = true;
    load.kind->ask(number);
}

static void count(int number, int status, int64_t now_us)
{
    int64_t took_us = now_us - load.clients[number].since_us;

    if (now_us < load.counted_from_us || now_us > load.ends_us)
        return;
    load.statuses[status >= 0 && status < STATUSES ? status : 0]++;
    latency_add(status == 200 ? &load.ok : &load.refused, took_us);
}

/* Asks again in the next tick only where asking in here could call itself without end. */
void load_answered(struct load *of, int number, int status)
{
    int64_t now_us = clock_mono_us();

    load.clients[number].is_busy = false;
    load.answered += status != 0;
    count(number, status, now_us);
    if (load.rate > 0 || status == 0)
        load.idle[load.idle_count++] = number;
    else if (load.is_running)
        begin(number, now_us);
}

void load_told_when(struct load *of)
{
    int64_t now_us = clock_mono_us();

    of->told_when += now_us >= of->counted_from_us && now_us <= of->ends_us;
}

static void ask_what_is_due(int64_t now_us)
{
    uint64_t due = (uint64_t)((double)(now_us - load.started_us) / 1e6 * load.rate);

    while (load.due < due && load.idle_count > 0) {
        int64_t at_us = load.started_us + (int64_t)((double)load.due++ * 1e6 / load.rate);
        begin(load.idle[--load.idle_count], at_us);
    }
}

static void ask_idle(int64_t now_us)
{
    int waiting = load.idle_count;
    static int64_t again_us;

    if (now_us < again_us)
        return;
    again_us = now_us + PAUSE_MS * 1000;
    load.idle_count = 0;
    for (int i = 0; i < waiting; i++) /* who is not answered at once goes back in front of i */
        begin(load.idle[i], now_us);
}

static void start_running(int64_t now_us)
{
    load.is_running = true;
    load.started_us = now_us;
    load.counted_from_us = now_us + (int64_t)(load.warmup_s * 1e6);
    load.ends_us = load.counted_from_us + (int64_t)(load.seconds * 1e6);
    for (int i = load.options.clients - 1; i >= 0; i--)
        load.idle[load.idle_count++] = i;
}

static void on_tick(void *owner)
{
    int64_t now_us = clock_mono_us();

    if (!load.is_running && load.kind->is_ready())
        start_running(now_us);
    else if (!load.is_running && now_us - load.opened_us > READY_MS * 1000) {
        fprintf(stderr, "load: not ready after %d ms\n", READY_MS);
        exit(1);
    }
    if (load.is_running && now_us > load.ends_us) {
        loop_stop(load.loop);
        return;
    }
    if (load.is_running)
        (load.rate > 0 ? ask_what_is_due : ask_idle)(now_us);
    timer_set(load.tick, TICK_MS);
}

static void print_latencies(const char *name, const struct latencies *of)
{
    printf(
        "\"%s\": {\"count\": %llu, \"p50_ms\": %.3f, \"p90_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f}",
        name, (unsigned long long)of->count, latency_ms(of, 0.5), latency_ms(of, 0.9), latency_ms(of, 0.99),
        (double)of->max_us / 1000);
}

static void report(void)
{
    struct rusage used;
    const char *comma = "";
    int busy = 0;

    getrusage(RUSAGE_SELF, &used);
    for (int i = 0; i < load.options.clients; i++)
        busy += load.clients[i].is_busy;
    printf("{\"clients\": %d, \"seconds\": %.1f, \"rate\": %.1f, ", load.options.clients, load.seconds,
           (double)load.ok.count / load.seconds);
    print_latencies("ok", &load.ok);
    printf(", ");
    print_latencies("refused", &load.refused);
    printf(", \"statuses\": {");
    for (int status = 0; status < STATUSES; status++) {
        if (load.statuses[status]) {
            printf("%s\"%d\": %llu", comma, status, (unsigned long long)load.statuses[status]);
            comma = ", ";
        }
    }
    printf(
        "}, \"told_when\": %llu, \"answered\": %llu, \"unfinished\": %d, \"late\": %llu, \"cpu_s\": %.3f}\n",
        (unsigned long long)load.told_when, (unsigned long long)load.answered, busy,
        load.rate > 0 ? (unsigned long long)((load.warmup_s + load.seconds) * load.rate) - load.due : 0ULL,
        (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
            (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6);
}

/* A query has no quotes or backslashes in it: the file is ours. */
static bool read_queries(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[512];

    if (!file)
        return false;
    load.bodies = mem_array(QUERIES_MAX, sizeof *load.bodies);
    while (load.body_count < QUERIES_MAX && fgets(line, sizeof line, file)) {
        const char *pattern = load.options.body ? load.options.body : load.kind->body;
        const char *mark = strstr(pattern, "%s");
        struct buf body = {0};

        line[strcspn(line, "\n")] = '\0';
        if (!line[0] || line[0] == '#')
            continue;
        buf_add(&body, pattern, (size_t)(mark - pattern));
        buf_str(&body, str_of(line));
        buf_str(&body, str_of(mark + 2));
        load.bodies[load.body_count++] = buf_as_str(&body);
    }
    fclose(file);
    return load.body_count > 0;
}

static const struct option known[] = {
    {"host", required_argument, NULL, 'h'},     {"port", required_argument, NULL, 'p'},
    {"path", required_argument, NULL, 'a'},     {"body", required_argument, NULL, 'b'},
    {"requests", required_argument, NULL, 'q'}, {"responses", required_argument, NULL, 'r'},
    {"queries", required_argument, NULL, 'f'},  {"clients", required_argument, NULL, 'c'},
    {"warmup", required_argument, NULL, 'w'},   {"seconds", required_argument, NULL, 's'},
    {"rate", required_argument, NULL, 'R'},     {0},
};

static const char *read_options(int argc, char **argv)
{
    const char *queries = NULL;

    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case 'h':
            load.options.host = optarg;
            break;
        case 'p':
            load.options.port = atoi(optarg);
            break;
        case 'a':
            load.options.path = optarg;
            break;
        case 'b':
            load.options.body = strstr(optarg, "%s") ? optarg : NULL;
            break;
        case 'q':
            load.options.requests = optarg;
            break;
        case 'r':
            load.options.responses = optarg;
            break;
        case 'f':
            queries = optarg;
            break;
        case 'c':
            load.options.clients = atoi(optarg);
            break;
        case 'w':
            load.warmup_s = atof(optarg);
            break;
        case 's':
            load.seconds = atof(optarg);
            break;
        case 'R':
            load.rate = atof(optarg);
            break;
        default:
            return NULL;
        }
    }
    return load.options.clients > 0 && load.seconds > 0 ? queries : NULL;
}

static const struct load_kind *kind_of(const char *name)
{
    if (name && !strcmp(name, "http"))
        return &load_http;
    return name && !strcmp(name, "kafka") ? &load_kafka : NULL;
}

int main(int argc, char **argv)
{
    const struct setting *const tables[] = {bus_settings, NULL};
    const char *queries;
    struct error err = {0};

    load.kind = argc > 1 ? kind_of(argv[1]) : NULL;
    queries = load.kind ? read_options(argc - 1, argv + 1) : NULL;
    if (!queries || !read_queries(queries)) {
        fprintf(
            stderr,
            "load http|kafka --queries FILE [--port N] [--clients N] [--warmup S] [--seconds S] [--rate N]\n"
            "     [--path P] [--requests TOPIC] [--responses TOPIC]\n");
        return 2;
    }
    load.loop = loop_new();
    load.clients = mem_array((size_t)load.options.clients, sizeof *load.clients);
    load.idle = mem_array((size_t)load.options.clients, sizeof *load.idle);
    if (!config_load(tables, NULL, &load.config, &err) || !load.kind->start(&load, &load.options, &err)) {
        fprintf(stderr, "load: %s\n", err.text);
        return 1;
    }
    load.opened_us = clock_mono_us();
    load.tick = timer_new(load.loop, on_tick, NULL);
    timer_set(load.tick, 0);
    loop_run(load.loop);
    report();
    return 0;
}
