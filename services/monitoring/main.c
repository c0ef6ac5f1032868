/* monitoring: hears the heartbeats of all processes and shows who is there, how they are and who has gone
 * silent. */
#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "health.h"
#include "service/service.h"
#include "steward/v1/telemetry.pb-c.h"

#define TIDY_EVERY_MS 1000

struct monitoring {
    struct fleet *fleet;
    struct timer *tidy;
    struct metric *copies, *late, *lag, *refused;
};

static void hear(struct process *process, const struct event *event)
{
    struct monitoring *m = process_own(process);

    if (!event->message || event->message->descriptor != &steward__v1__heartbeat__descriptor)
        return;
    if (!fleet_heard(m->fleet, (const Steward__V1__Heartbeat *)event->message, clock_wall_ms()))
        metric_add(m->refused, 1);
}

static void tidy_up(void *owner)
{
    struct monitoring *m = owner;
    int64_t now_ms = clock_wall_ms();
    double late = 0, lag = 0;

    fleet_forget_the_silent(m->fleet, now_ms);
    for (size_t i = 0; i < fleet_count(m->fleet); i++) {
        late += fleet_is_late(fleet_at(m->fleet, i), now_ms);
        lag += (double)fleet_at(m->fleet, i)->lag;
    }
    metric_set(m->copies, (double)fleet_count(m->fleet));
    metric_set(m->late, late);
    metric_set(m->lag, lag);
    timer_set(m->tidy, TIDY_EVERY_MS);
}

static bool start(struct process *process, bool *ret_later, struct error *err)
{
    struct monitoring *m = mem_new(struct monitoring);

    m->fleet = fleet_new();
    m->copies = metric_gauge("steward_fleet_copies", "Copies of processes that were heard of.", "");
    m->late = metric_gauge("steward_fleet_late_copies", "Those of them that have gone silent.", "");
    m->lag = metric_gauge("steward_fleet_lag_records", "Records that all of them have still to read.", "");
    m->refused =
        metric_counter("steward_fleet_refused_total", "Heartbeats without a name or without room.", "");
    m->tidy = timer_new(process_loop(process), tidy_up, m);
    timer_set(m->tidy, TIDY_EVERY_MS);
    process_set_own(process, m);
    return true;
}

static void stop(struct process *process)
{
    struct monitoring *m = process_own(process);

    if (!m)
        return;
    timer_free(m->tidy);
    fleet_free(m->fleet);
    mem_free(m);
    process_set_own(process, NULL);
}

static void health(struct process *process, struct buf *out)
{
    const struct monitoring *m = process_own(process);

    if (m)
        fleet_print(m->fleet, clock_wall_ms(), out);
}

static const struct subscription reads[] = {
    {.topic = &topic_telemetry, .feed = hear},
    {0},
};

int main(int argc, char **argv)
{
    static const struct service monitoring = {
        .name = "monitoring",
        .role = "hears all processes and says who is late",
        .port = 8005,
        .reads = reads,
        .to_come = "alerts, analysis and support",
        .start = start,
        .stop = stop,
        .health = health,
    };
    return service_main(&monitoring, argc, argv);
}
