/* service/drain.c: from SIGTERM to the end: readiness off, stop taking, finish what is in hand, flush,
 * commit, leave the group, exit 0. A command from Kafka that takes longer than its share of the time is left
 * to another copy, which begins it anew. A second signal, or the deadline, ends all at once, with exit code 1
 * if work was left in hand (nothing is lost then: another copy takes it over). */
#include "base/clock.h"
#include "base/log.h"
#include "service/commands.h"
#include "service/events.h"
#include "service/notify.h"
#include "service/process_parts.h"

#define CHECK_MS   20
#define ANSWERS_MS 500 /* to write what the last who waited are told */
/* A fourth of the time is for commands: who waits for the answer to a longer one has it sooner from another
 * copy. */
#define COMMANDS_SHARE 4

static void finish(struct process *process, int code)
{
    if (process->drain_is_over)
        return;
    process->drain_is_over = true;
    process->exit_code = process->has_failed ? 1 : code;
    loop_stop(process->loop);
}

static void on_bus_closed(void *owner)
{
    finish(owner, 0);
}

/* What has to end before the group can be left; NULL: nothing. */
static const char *what_is_left(const struct process *process)
{
    if (!process->http_is_drained)
        return "requests over HTTP";
    if (!events_are_idle(process))
        return "commands from Kafka";
    if (flows_running(process->flows) > commands_left(process))
        return "flows";
    if (process->bus && bus_unsent(process->bus) > 0)
        return "records to be sent";
    return NULL;
}

static void on_check(void *owner)
{
    struct process *process = owner;

    if (clock_mono_ms() >= process->leaves_ms)
        commands_leave(process);
    if (what_is_left(process)) {
        timer_set(process->drain_check, CHECK_MS);
        return;
    }
    if (process->bus)
        bus_close(process->bus, (int)config_int(process->config, "STEWARD_DRAIN_MS") / 2, on_bus_closed,
                  process);
    else
        finish(process, 0);
}

static void on_http_drained(void *owner)
{
    struct process *process = owner;

    process->http_is_drained = true;
    process->leaves_ms = clock_mono_ms() + config_int(process->config, "STEWARD_DRAIN_MS") / COMMANDS_SHARE;
    if (process->bus)
        bus_stop_taking(process->bus);
    on_check(process);
}

static void on_deadline(void *owner)
{
    const char *left = what_is_left(owner);

    log_warn("drained too slowly: what is in hand is left to another copy",
             {"waits_for", LOG_TEXT(left ? left : "the group, to be left")});
    finish(owner, 1);
}

/* Answers to waiting clients come by Kafka: so HTTP drains first, while records are still taken. */
void drain_start(void *owner)
{
    struct process *process = owner;
    int patience_ms = (int)config_int(process->config, "STEWARD_DRAIN_MS"), http_ms = patience_ms / 2;

    if (process->is_draining) {
        finish(process, 1);
        return;
    }
    process->is_draining = true;
    notify_stopping(process->notify);
    log_info("stopping: finishing what is in hand");
    process->drain_check = timer_new(process->loop, on_check, process);
    process->drain_deadline = timer_new(process->loop, on_deadline, process);
    timer_set(process->drain_deadline, patience_ms);
    if (process->service->drain && process->own)
        process->service->drain(process, http_ms > 2 * ANSWERS_MS ? http_ms - ANSWERS_MS : http_ms / 2);
    http_server_drain(process->server, http_ms, on_http_drained, process);
}

void process_end(struct process *process)
{
    process->has_failed = true;
    if (!process->is_draining)
        drain_start(process);
}
