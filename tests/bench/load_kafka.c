/* load_kafka.c: clients that put a request on a topic and wait for the response with its key. All of them
 * share one producer and one reader, as the clients of an integrator would. */
#include <stdio.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/mem.h"
#include "bus/bus.h"
#include "load.h"

#define GIVES_UP_MS 30000

struct client {
    uint64_t asked;   /* requests so far; the key tells which one an answer is for */
    int64_t since_ms; /* 0: idle */
};

static struct load *load;
static struct client *clients;
static const struct load_options *options;
static struct bus *bus;
static struct timer *watchdog;
static char run[ID_SIZE];

static void answered(int number, int status)
{
    clients[number].since_ms = 0;
    load_answered(load, number, status);
}

static void on_record(void *owner, const struct record *record)
{
    size_t prefix = sizeof run - 1;
    int number;
    unsigned long long asked;
    char key[80];

    if (record->key.len <= prefix || record->key.len >= sizeof key || memcmp(record->key.data, run, prefix))
        return;
    memcpy(key, record->key.data, record->key.len);
    key[record->key.len] = '\0';
    if (sscanf(key + prefix, "-%d-%llu", &number, &asked) != 2 || number < 0 || number >= options->clients)
        return;
    if (!clients[number].since_ms || clients[number].asked != asked)
        return;
    answered(number, memmem(record->value.data, record->value.len, "COMPLETED", 9) ? 200 : 500);
}

static void ask(int number)
{
    struct client *client = &clients[number];
    char key[80];
    struct record record = {.topic = options->requests, .partition = -1, .value = load_next_body(load)};

    client->since_ms = clock_mono_ms();
    snprintf(key, sizeof key, "%s-%d-%llu", run, number, (unsigned long long)++client->asked);
    record.key = str_of(key);
    if (!bus_publish(bus, &record, NULL, NULL, NULL))
        answered(number, 0);
}

static void look_for_late(void *owner)
{
    int64_t now = clock_mono_ms();

    for (int i = 0; i < options->clients; i++) {
        if (clients[i].since_ms && now - clients[i].since_ms > GIVES_UP_MS)
            answered(i, 0);
    }
    timer_set(watchdog, 1000);
}

static bool start(struct load *of, const struct load_options *with, struct error *err)
{
    struct bus_topic topics[] = {{with->responses, .every_copy = true}, {0}};
    struct bus_options bus_is = {.topics = topics,
                                 .events = {.on_record = on_record},
                                 .client_id = "load",
                                 .in_flight_limit = 1000};

    load = of;
    options = with;
    id_new(run);
    clients = mem_array((size_t)with->clients, sizeof *clients);
    watchdog = timer_new(load_loop(of), look_for_late, NULL);
    timer_set(watchdog, 1000);
    return bus_open(load_loop(of), load_config(of), &bus_is, &bus, err);
}

static bool is_ready(void)
{
    return bus_is_ready(bus);
}

const struct load_kind load_kafka = {start, ask, is_ready, "{\"search\":{\"query\":\"%s\",\"limit\":10}}"};
