/* service/boot.c: from a listening process to a ready one.
 *
 * Migrations and topics are blocking work, done in a worker and tried again until the database and the broker
 * are there; meanwhile /readyz says what is missing. Only what trying again cannot mend ends the process. */
#include <time.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "base/log.h"
#include "service/events.h"
#include "service/kafka_rules.h"
#include "service/process_parts.h"

#define BOOT_TRY_MS     5000
#define BOOT_PAUSE_MS   500
#define BOOT_PREPARE_MS 120000

/* Row level security that the role bypasses is none: better not to start than to believe in it. */
static bool check_role(struct process *process)
{
    bool is_bound;

    if (!process->service->migrations)
        return true;
    if (!role_is_bound(config_text(process->config, "STEWARD_POSTGRES_URL"), BOOT_TRY_MS, &is_bound,
                       &process->boot_error))
        return false;
    if (is_bound)
        return true;
    if (!config_bool(process->config, "STEWARD_POSTGRES_BYPASS_RLS"))
        return error_set(
            &process->boot_error, ERROR_FATAL, "postgres",
            "the role of STEWARD_POSTGRES_URL is a superuser or has BYPASSRLS, so nothing would "
            "keep tenants apart: ALTER ROLE … NOSUPERUSER NOBYPASSRLS, or use a role of its own, "
            "or set STEWARD_POSTGRES_BYPASS_RLS=true");
    log_warn("the role bypasses row level security: tenants are kept apart by the queries alone",
             {"setting", LOG_TEXT("STEWARD_POSTGRES_BYPASS_RLS")});
    return true;
}

static bool see_to_topics(struct process *process)
{
    const struct topic *const *known = tenant_topics_all(process->tenant_topics);

    return config_bool(process->config, "STEWARD_KAFKA_MAKE_TOPICS")
               ? topics_create(process->config, known, BOOT_TRY_MS, &process->boot_error)
               : kafka_rules_wait(process->service, process->config, known, BOOT_TRY_MS,
                                  &process->boot_error);
}

static bool make_ready(struct process *process)
{
    const struct service *service = process->service;

    return check_role(process) &&
           (!service->migrations ||
            migrate(config_text(process->config, "STEWARD_POSTGRES_URL"), service->name, service->migrations,
                    BOOT_TRY_MS, &process->boot_error)) &&
           (!service->keeps_audit || migrate(config_text(process->config, "STEWARD_POSTGRES_URL"), "audit",
                                             audit_migrations, BOOT_TRY_MS, &process->boot_error)) &&
           see_to_topics(process);
}

static void say_not_yet(const struct error *err)
{
    log_warn("not there yet", {"origin", LOG_TEXT(err->origin)}, {"error", LOG_TEXT(err->text)});
}

int boot_prepare(struct process *process)
{
    const struct timespec pause = {.tv_nsec = BOOT_PAUSE_MS * 1000000L};
    int64_t deadline_ms = clock_mono_ms() + BOOT_PREPARE_MS;

    while (!make_ready(process)) {
        if (process->boot_error.policy != ERROR_RETRY || clock_mono_ms() >= deadline_ms) {
            log_error("cannot prepare", {"origin", LOG_TEXT(process->boot_error.origin)},
                      {"error", LOG_TEXT(process->boot_error.text)});
            return 1;
        }
        say_not_yet(&process->boot_error);
        nanosleep(&pause, NULL);
    }
    log_info("prepared: the schema and the topics are there");
    return 0;
}

static void boot_work(struct job *job)
{
    struct process *process = container_of(job, struct process, boot_job);

    process->boot_failed = !make_ready(process);
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
    if (!process->has_to_wait)
        process_ready(process);
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
        say_not_yet(&process->boot_error);
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
    if (limits_are_any(process->limits))
        (void)process_rate_limit(process);
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
