/* service/who_passes.c: the pass of another service (auth/pass.h), shown and made. */
#include "auth/pass.h"
#include "base/clock.h"
#include "service/call_parts.h"
#include "service/who_parts.h"

static struct str secret_of(const struct process *process)
{
    return str_of(config_text(process->config, "STEWARD_SERVICE_SECRET"));
}

bool passes_are_set_up(const struct process *process, struct error *err)
{
    size_t bytes = secret_of(process).len;

    return !bytes || bytes >= PASS_SECRET_MIN ||
           error_set(err, ERROR_FATAL, "settings", "STEWARD_SERVICE_SECRET has %zu bytes; %d is the least",
                     bytes, PASS_SECRET_MIN);
}

void passes_ask(struct process *process, const struct waiting *waiting)
{
    struct str secret = secret_of(process);
    struct principal principal;
    const char *why = "STEWARD_SERVICE_SECRET is not set here";

    if (secret.len && pass_check(secret, str_of(process->service->name), waiting->credential,
                                 clock_wall_ms() / 1000, &principal, &why))
        who_tell(waiting, &principal);
    else
        who_refuse(waiting->told, waiting->owner, 401, "invalid-credential", "this pass is not accepted: %s",
                   why);
}

const char *process_pass(const struct process *process, const char *service, struct str tenant,
                         const char *scope, struct arena *arena)
{
    struct str secret = secret_of(process);
    struct buf pass = {0};
    char *kept;

    if (!secret.len)
        return NULL;
    pass_make(secret, str_of(service), tenant, str_of(scope), clock_wall_ms() / 1000, &pass);
    kept = str_c(arena, buf_as_str(&pass));
    buf_free(&pass);
    return kept;
}

const char *call_pass(struct call *call, const char *service)
{
    return process_pass(call->process, service, call->tenant, call->route->scope, call_arena(call));
}
