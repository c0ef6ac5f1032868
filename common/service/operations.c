/* service/operations.c: what an operator changes of a running copy: its intake, its log level, its end.
 *
 * The request names the copy that it means, so that one which a load balancer gives to another copy does
 * nothing. It is in the audit log of a service that keeps one, and in every service's log. */
#include "base/log.h"
#include "service/audit.h"
#include "service/events.h"
#include "service/process_parts.h"
#include "steward/v1/operations.pb-c.h"
#include "json/message.h"

#define AUDIT_MS 5000

#define TAKEN  STEWARD__V1__OPERATIONS__INTAKE__TAKEN
#define PAUSED STEWARD__V1__OPERATIONS__INTAKE__PAUSED

/* `drains`: it is told so before it begins to. */
static void view(struct call *call, bool drains)
{
    const struct process *process = call_process(call);
    Steward__V1__Operations__View *said =
        message_new(&steward__v1__operations__view__descriptor, call_arena(call));

    said->service = str_c(call_arena(call), str_of(process->service->name));
    said->copy = str_c(call_arena(call), str_of(process->copy_id));
    said->intake = process->is_paused ? PAUSED : TAKEN;
    said->log_level = str_c(call_arena(call), str_of(log_level_name()));
    said->draining = process->is_draining || drains;
    said->in_hand = (int64_t)(process_backlog(process) + flows_running(process->flows));
    call_reply(call, 200, &said->base);
}

static const char *intake_word(Steward__V1__Operations__Intake intake)
{
    if (intake == PAUSED)
        return "paused";
    return intake == TAKEN ? "taken" : "";
}

/* All tenants share a process. */
static bool is_operator_of_all(struct call *call)
{
    if (str_is(call_principal(call)->tenant_id, TENANT_DEFAULT))
        return true;
    call_problem(call, 403, "tenant-not-yours", NULL, "a process is run by operators of the tenant default");
    return false;
}

void operations_get(struct call *call)
{
    if (is_operator_of_all(call))
        view(call, false);
}

static bool check(struct call *call, const Steward__V1__Operations__Change *change)
{
    const struct process *process = call_process(call);
    enum log_level level;

    if (!is_operator_of_all(call))
        return false;
    if (strcmp(change->copy, process->copy_id) != 0)
        call_problem(call, 409, "other-copy", "copy", "this is %s", process->copy_id);
    else if (change->log_level[0] && !log_level_from(change->log_level, &level))
        call_problem(call, 422, "invalid-parameter", "log_level", "a level is debug, info, warn or error");
    else if (change->intake && !process->bus)
        call_problem(call, 503, "starting", NULL, "the process has just started");
    else
        return true;
    return false;
}

static void apply(struct call *call, const Steward__V1__Operations__Change *change)
{
    struct process *process = call_process(call);
    enum log_level level;

    log_warn("an operator changes this copy", {"by", LOG_STR(call_principal(call)->subject)},
             {"intake", LOG_TEXT(intake_word(change->intake))}, {"log_level", LOG_TEXT(change->log_level)},
             {"drain", LOG_BOOL(change->drain)});
    if (change->intake)
        events_pause(process, change->intake == PAUSED);
    if (change->log_level[0] && log_level_from(change->log_level, &level))
        log_set_level(level);
    view(call, change->drain);
    if (change->drain && !process->is_draining)
        drain_start(process);
}

static void on_audited(void *owner, const struct pg_outcome *outcome)
{
    struct call *call = owner;

    if (outcome->err)
        call_fail(call, outcome->err);
    else
        apply(call, call_message(call));
}

/* Noted before it is done: a process that has drained writes nothing any more. */
static void audit_and_apply(struct call *call, const Steward__V1__Operations__Change *change)
{
    struct process *process = call_process(call);
    struct pg_batch *batch = pg_batch_for(process->pg, STR(TENANT_DEFAULT));
    const struct audit_detail details[] = {
        {"intake", .text = str_of(intake_word(change->intake))},
        {"level", .text = str_of(change->log_level)},
        {"drain", .number = change->drain},
        {0},
    };

    call_audit(call, batch, "copy.change", str_of(process->copy_id), details);
    pg_send(batch, AUDIT_MS, on_audited, call);
}

void operations_post(struct call *call)
{
    const Steward__V1__Operations__Change *change = call_message(call);

    if (!check(call, change))
        return;
    if (call_process(call)->service->keeps_audit && call_process(call)->pg)
        audit_and_apply(call, change);
    else
        apply(call, change);
}
