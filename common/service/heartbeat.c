/* service/heartbeat.c: every few seconds the process says on steward.telemetry that it is there and how it
 * is. */
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"
#include "google/protobuf/timestamp.pb-c.h"
#include "service/process_parts.h"
#include "steward/v1/telemetry.pb-c.h"
#include "json/message.h"

#define LAGS_MAX         64
#define PING_PATIENCE_MS 3000

int64_t resident_bytes(void)
{
    FILE *file = fopen("/proc/self/statm", "r");
    long long total, resident = 0;

    if (!file)
        return 0;
    if (fscanf(file, "%lld %lld", &total, &resident) != 2)
        resident = 0;
    fclose(file);
    return resident * sysconf(_SC_PAGESIZE);
}

static Google__Protobuf__Timestamp *stamp(int64_t ms, struct arena *arena)
{
    Google__Protobuf__Timestamp *at = message_new(&google__protobuf__timestamp__descriptor, arena);

    at->seconds = ms / 1000;
    at->nanos = (int32_t)(ms % 1000) * 1000000;
    return at;
}

static void add_lags(struct process *process, Steward__V1__Heartbeat *beat, struct arena *arena)
{
    struct bus_lag lags[LAGS_MAX];
    size_t count = bus_lags(process->bus, lags, LAGS_MAX);

    beat->lag = arena_array(arena, count, sizeof(*beat->lag));
    for (size_t i = 0; i < count; i++) {
        Steward__V1__PartitionLag *lag = message_new(&steward__v1__partition_lag__descriptor, arena);

        lag->topic = str_c(arena, str_of(lags[i].topic));
        lag->partition = lags[i].partition;
        lag->lag = lags[i].lag;
        beat->lag[beat->n_lag++] = lag;
    }
}

static void add_dependency(Steward__V1__Heartbeat *beat, const char *name, const char *trouble,
                           struct arena *arena)
{
    Steward__V1__Dependency *dependency = message_new(&steward__v1__dependency__descriptor, arena);

    dependency->name = str_c(arena, str_of(name));
    dependency->available = !trouble;
    dependency->detail = str_c(arena, str_of(trouble));
    beat->dependencies[beat->n_dependencies++] = dependency;
}

static const ProtobufCMessage *describe(struct process *process, struct arena *arena)
{
    Steward__V1__Heartbeat *beat = message_new(&steward__v1__heartbeat__descriptor, arena);

    beat->service = str_c(arena, str_of(process->service->name));
    beat->copy_id = str_c(arena, str_of(process->copy_id));
    beat->version = str_c(arena, str_of(version_text));
    beat->started_at = stamp(process->started_ms, arena);
    beat->sent_at = stamp(clock_wall_ms(), arena);
    beat->ready = process_is_ready(process);
    beat->resident_bytes = resident_bytes();
    beat->address = str_printf(arena, "%s:%d", config_text(process->config, "STEWARD_ADDRESS"),
                               http_server_port(process->server));
    beat->dependencies = arena_array(arena, 3, sizeof(*beat->dependencies));
    add_dependency(beat, "kafka", bus_trouble(process->bus), arena);
    if (process->pg)
        add_dependency(beat, "postgres", postgres_trouble(process->pg), arena);
    if (process->redis)
        add_dependency(beat, "redis", redis_trouble(process->redis), arena);
    add_lags(process, beat, arena);
    return &beat->base;
}

static void on_ping(void *owner, const struct pg_outcome *outcome)
{
    struct process *process = owner;

    process->is_pinging = false;
}

/* The outcome is the store's to judge: a deadline that passes is trouble, and readiness shows it. */
static void ping_postgres(struct process *process)
{
    struct pg_batch *batch;

    if (!process->pg || process->is_pinging)
        return;
    process->is_pinging = true;
    batch = pg_batch_new(process->pg);
    pg_add(batch, "SELECT 1", NULL, 0);
    pg_send(batch, PING_PATIENCE_MS, on_ping, process);
}

static void on_heartbeat(void *owner)
{
    struct process *process = owner;
    struct arena *arena = arena_new(256 << 10);
    struct record record;
    char id[ID_SIZE];
    struct event event = {.key = str_of(process->copy_id), .time_ms = clock_wall_ms()};

    id_new(id);
    event.id = str_of(id);
    event.source = str_of(process->service->name);
    event.subject = str_of(process->copy_id);
    event.message = describe(process, arena);
    event_write(&event, topic_telemetry.name, arena, &record);
    /* One that cannot be sent is not missed: the next one says more. */
    if (bus_publish(process->bus, &record, NULL, NULL, NULL))
        metric_add(metric_counter("steward_heartbeats_total", "Heartbeats sent.", ""), 1);
    arena_free(arena);
    ping_postgres(process);
    timer_set(process->heartbeat, config_int(process->config, "STEWARD_TELEMETRY_MS"));
}

void heartbeat_start(struct process *process)
{
    process->heartbeat = timer_new(process->loop, on_heartbeat, process);
    timer_set(process->heartbeat, 0);
}
