/* relay: the least that a search can cost here: the same six messages over Kafka, through the same three
 * processes, by the same libraries, and nothing done with them. What `./dev bench` measures against it is the
 * work itself.
 *
 *   relay edge|catalog|composer --prefix relay --sizes 300,400,9000,9000,7000,7000 [--port 9000]
 *
 * The edge takes a POST, sends it on its way and answers it with what comes back. A message is as large as
 * the one it stands for; its key is the request's id, its headers are those of an event. */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/id.h"
#include "base/map.h"
#include "base/mem.h"
#include "bus/bus.h"
#include "bus/topics.h"
#include "http/server.h"

#define HOPS        6
#define MESSAGE_MAX 65536
#define IN_FLIGHT   512
#define READY_MS    15000
#define REPLY_TO    "steward-reply-to"
#define FILLER      "\"status\":\"COMPLETED\" "

enum { TOPIC_SIZE = 80 };

/* Who passes which message on. The last one comes back to the edge, to every copy of it. */
static const struct hop {
    const char *name, *sender;
} hops[HOPS] = {
    {"requests", "edge"},          {"catalog.commands", "edge"},    {"catalog.events", "catalog"},
    {"composer.commands", "edge"}, {"composer.events", "composer"}, {"responses", "edge"},
};

struct waiting {
    char id[ID_SIZE];
    struct http_request *request;
};

struct relay {
    const char *role;
    char topics[HOPS][TOPIC_SIZE];
    size_t sizes[HOPS];
    int port;
    struct loop *loop;
    struct bus *bus;
    struct http_server *server;
    struct map waiting;
    char copy[ID_SIZE];
    char filler[MESSAGE_MAX];
};

static bool is_mine(const struct relay *relay, int hop)
{
    return !strcmp(hops[hop].sender, relay->role);
}

static bool send_hop(struct relay *relay, int hop, struct str key, struct str reply_to)
{
    const struct event_header headers[] = {
        {STR("ce_specversion"), STR("1.0")},
        {STR("ce_id"), key},
        {STR("ce_source"), STR("/steward/orchestrator")},
        {STR("ce_type"), STR("steward.v1.SearchCommand")},
        {STR("ce_time"), STR("2026-01-01T00:00:00.000Z")},
        {STR("ce_subject"), key},
        {STR("content-type"), STR("application/protobuf")},
        {STR("traceparent"), STR("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")},
        {STR("ce_causationid"), key},
        {STR(REPLY_TO), reply_to},
    };
    struct record record = {
        .topic = relay->topics[hop],
        .partition = -1,
        .key = key,
        .value = str_n(relay->filler, relay->sizes[hop]),
        .headers = headers,
        .header_count = COUNT_OF(headers),
    };

    return bus_publish(relay->bus, &record, NULL, NULL, NULL);
}

static void take_request(void *owner, struct http_request *request)
{
    struct relay *relay = owner;
    struct waiting *waiting;

    if (http_method(request) == HTTP_GET) { /* is it ready? */
        http_reply(request, bus_is_ready(relay->bus) ? 200 : 503, NULL, STR_NONE);
        return;
    }
    waiting = mem_new(struct waiting);
    waiting->request = request;
    id_new(waiting->id);
    if (!send_hop(relay, 0, str_of(waiting->id), str_of(relay->copy))) {
        http_reply(request, 503, NULL, STR_NONE);
        mem_free(waiting);
        return;
    }
    map_put(&relay->waiting, str_of(waiting->id), waiting);
}

static void answer_request(struct relay *relay, const struct record *record)
{
    static const struct http_header headers[] = {{"Content-Type", STR("application/json")}, {0}};
    struct waiting *waiting;

    if (!str_eq(event_header(record, REPLY_TO), str_of(relay->copy)))
        return;
    waiting = map_remove(&relay->waiting, record->key);
    if (!waiting)
        return;
    http_reply(waiting->request, 200, headers, record->value);
    mem_free(waiting);
}

static void on_record(void *owner, const struct record *record)
{
    struct relay *relay = owner;
    int hop = 0;

    while (strcmp(relay->topics[hop], record->topic) != 0)
        hop++;
    if (hop == HOPS - 1) {
        answer_request(relay, record);
        return;
    }
    if (!send_hop(relay, hop + 1, record->key, event_header(record, REPLY_TO)))
        fprintf(stderr, "relay: the producer is full, a message is lost\n");
    bus_done(relay->bus, record->topic, record->partition, record->offset);
}

static bool make_topics(const struct relay *relay, const struct config *config, struct error *err)
{
    static const ProtobufCMessageDescriptor *const any[] = {NULL};
    struct topic topics[HOPS];
    const struct topic *all[HOPS + 1] = {0};

    for (int hop = 0; hop < HOPS; hop++) {
        topics[hop] = (struct topic){.name = relay->topics[hop], .types = any};
        all[hop] = &topics[hop];
    }
    return topics_create(config, all, READY_MS, err);
}

static bool open_bus(struct relay *relay, struct error *err)
{
    const struct setting *const tables[] = {bus_settings, NULL};
    struct bus_topic topics[HOPS + 1] = {0};
    struct config *config;
    char group[96];
    struct bus_options options = {
        .topics = topics,
        .events = {.on_record = on_record},
        .owner = relay,
        .client_id = relay->role,
        .group = group,
        .in_flight_limit = IN_FLIGHT,
    };
    int count = 0;

    for (int hop = 0; hop < HOPS - 1; hop++) {
        if (is_mine(relay, hop + 1))
            topics[count++].name = relay->topics[hop];
    }
    if (is_mine(relay, HOPS - 1))
        topics[count] = (struct bus_topic){relay->topics[HOPS - 1], .every_copy = true};
    snprintf(group, sizeof group, "%s-%s", relay->topics[0], relay->role);
    if (!config_load(tables, NULL, &config, err) || !make_topics(relay, config, err) ||
        !bus_open(relay->loop, config, &options, &relay->bus, err))
        return false;
    bus_join(relay->bus, true);
    return true;
}

static bool open_server(struct relay *relay, struct error *err)
{
    struct http_server_options options = {
        .address = "127.0.0.1",
        .port = relay->port,
        .max_connections = 15000,
        .max_body_bytes = 65536,
        .body_memory_bytes = 64 << 20,
        .cors_origins = "",
        .on_request = take_request,
        .owner = relay,
    };

    return http_server_start(relay->loop, &options, &relay->server, err);
}

static bool read_sizes(struct relay *relay, const char *text)
{
    struct str rest = str_of(text), part;
    int64_t size;

    for (int hop = 0; hop < HOPS; hop++) {
        if (!str_split(&rest, ',', &part) || !str_to_int64(part, &size) || size < 1 || size > MESSAGE_MAX)
            return false;
        relay->sizes[hop] = (size_t)size;
    }
    return true;
}

static const struct option known[] = {
    {"prefix", required_argument, NULL, 'x'},
    {"sizes", required_argument, NULL, 's'},
    {"port", required_argument, NULL, 'p'},
    {0},
};

static bool read_options(struct relay *relay, int argc, char **argv)
{
    const char *prefix = "relay", *sizes = NULL;

    if (argc < 2)
        return false;
    relay->role = argv[1];
    for (int option; (option = getopt_long(argc - 1, argv + 1, "", known, NULL)) != -1;) {
        if (option == 'x')
            prefix = optarg;
        else if (option == 's')
            sizes = optarg;
        else if (option == 'p')
            relay->port = atoi(optarg);
        else
            return false;
    }
    for (int hop = 0; hop < HOPS; hop++)
        snprintf(relay->topics[hop], TOPIC_SIZE, "%s.%s", prefix, hops[hop].name);
    return sizes && read_sizes(relay, sizes);
}

static void stop(void *owner)
{
    loop_stop(owner);
}

int main(int argc, char **argv)
{
    struct relay *relay = mem_new(struct relay);
    struct error err = {0};

    if (!read_options(relay, argc, argv)) {
        fprintf(stderr, "relay edge|catalog|composer --sizes A,B,C,D,E,F [--prefix TEXT] [--port N]\n");
        return 2;
    }
    for (size_t i = 0; i < MESSAGE_MAX; i++)
        relay->filler[i] = FILLER[i % (sizeof FILLER - 1)];
    id_new(relay->copy);
    relay->loop = loop_new();
    if (!open_bus(relay, &err) || !open_server(relay, &err)) {
        fprintf(stderr, "relay: %s\n", err.text);
        return 1;
    }
    loop_on_signal(relay->loop, SIGTERM, stop, relay->loop);
    loop_run(relay->loop);
    return 0;
}
