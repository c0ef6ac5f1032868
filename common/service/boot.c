/* service/boot.c: from a listening process to a ready one.
 *
 * Migrations and topics are blocking work, done in a worker and tried again until the database and the broker
 * are there; meanwhile /readyz says what is missing. Only what trying again cannot mend ends the process. */
#include "base/log.h"
#include "service/process.h"

#define BOOT_TRY_MS   5000
#define BOOT_PAUSE_MS 500

static void boot_work(struct job *job)
{
    struct process *process = container_of(job, struct process, boot_job);
    const struct service *service = process->service;

    process->boot_failed =
        (service->migrations && !migrate(config_text(process->config, "STEWARD_POSTGRES_URL"), service->name,
                                         service->migrations, BOOT_TRY_MS, &process->boot_error)) ||
        !topics_create(process->config, all_topics, BOOT_TRY_MS, &process->boot_error);
}

static void give_up(struct process *process, const struct error *err)
{
    log_error("cannot start", {"origin", LOG_TEXT(err->origin)}, {"error", LOG_TEXT(err->text)});
    process->exit_code = 1;
    loop_stop(process->loop);
}

static void open_all(struct process *process)
{
    struct error err;

    if (process->service->migrations)
        process->pg = postgres_open(process->loop, process->config,
                                    config_text(process->config, "STEWARD_POSTGRES_URL"));
    if (!events_open(process, &err)) {
        give_up(process, &err);
        return;
    }
    if (process->service->start && !process->service->start(process, &process->has_to_wait, &err)) {
        give_up(process, &err);
        return;
    }
    process->is_started = true;
    heartbeat_start(process);
}

static void boot_done(struct job *job, bool was_cancelled)
{
    struct process *process = container_of(job, struct process, boot_job);

    if (was_cancelled || process->is_draining)
        return;
    if (!process->boot_failed) {
        process->boot_error.text[0] = '\0';
        open_all(process);
    } else if (process->boot_error.policy == ERROR_RETRY) {
        log_warn("not there yet", {"origin", LOG_TEXT(process->boot_error.origin)},
                 {"error", LOG_TEXT(process->boot_error.text)});
        timer_set(process->boot_retry, BOOT_PAUSE_MS);
    } else {
        give_up(process, &process->boot_error);
    }
}

static void on_boot(void *owner)
{
    struct process *process = owner;

    process->boot_job = (struct job){.work = boot_work, .done = boot_done};
    if (!workers_add(process->workers, &process->boot_job))
        timer_set(process->boot_retry, BOOT_PAUSE_MS);
}

void boot_start(struct process *process)
{
    int rate = (int)config_int(process->config, "STEWARD_RATE_PER_SECOND");
    bool wants_redis = process->service->uses_redis || rate > 0;

    if (wants_redis)
        process->redis = redis_open(process->loop, process->config);
    if (rate > 0)
        process->rate = rate_limit_new(process->loop, process->redis,
                                       (struct rate_limit_rule){rate, (int)config_int(process->config,
                                                                                      "STEWARD_RATE_BURST")});
    process->boot_retry = timer_new(process->loop, on_boot, process);
    on_boot(process);
}

static void say(struct buf *out, const char *what, const char *why)
{
    if (why)
        buf_printf(out, "%s%s: %s", out->len ? "; " : "", what, why);
}

const char *process_trouble(const struct process *process, struct buf *out)
{
    if (process->is_draining)
        say(out, "process", "stopping");
    if (!process->is_started)
        say(out, process->boot_error.text[0] ? process->boot_error.origin : "process",
            process->boot_error.text[0] ? process->boot_error.text : "starting");
    if (process->pg)
        say(out, "postgres", postgres_trouble(process->pg));
    if (process->bus)
        say(out, "kafka", bus_trouble(process->bus));
    if (process->is_started && process->has_to_wait)
        say(out, process->service->name, "still loading");
    return out->len ? out->data : NULL;
}
