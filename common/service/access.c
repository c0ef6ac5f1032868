/* service/access.c: who asks (401), may they (403), and not too often (429): in this order, for every route.
 */
#include <stdio.h>

#include "service/call_parts.h"
#include "service/counting.h"

/* ---- how often ---- */

/* A request that is being counted: in its call's arena. */
struct admission {
    struct call *call;
    void (*go_on)(struct admission *admission);
    struct who_trouble trouble; /* to be told after; else nothing */
};

static struct str number(struct call *call, int64_t value)
{
    return str_of(str_printf(call_arena(call), "%lld", (long long)value));
}

/* RateLimit-Limit, -Remaining and -Reset are of the one limit that is the nearest. */
static void say_limit(struct call *call, const struct rate_rule *rule, const struct rate_verdict *verdict)
{
    call_add_header(call, "RateLimit-Limit", number(call, rule->most));
    call_add_header(call, "RateLimit-Remaining", number(call, verdict->left));
    call_add_header(call, "RateLimit-Reset", number(call, (verdict->reset_ms + 999) / 1000));
}

static void refuse_for_now(struct call *call, const struct rate_rule *rule,
                           const struct rate_verdict *verdict)
{
    struct limits_refusal refusal = limits_refusal_of(rule, verdict, call_arena(call));

    call_add_header(call, "Retry-After", number(call, refusal.retry_after_s));
    call_problem(call, 429, refusal.type, NULL, "%s", refusal.detail);
}

static void on_counted(void *owner, const struct rate_rule *rule, const struct rate_verdict *verdict)
{
    struct admission *admission = owner;

    if (rule)
        say_limit(admission->call, rule, verdict);
    if (verdict->allowed)
        admission->go_on(admission);
    else
        refuse_for_now(admission->call, rule, verdict);
}

static void count(struct admission *admission)
{
    struct call *call = admission->call;

    if (!count_request(call->process, call->principal, call_client(call), call_arena(call), on_counted,
                       admission))
        admission->go_on(admission);
}

static void go_on_handling(struct admission *admission)
{
    call_handle(admission->call);
}

static void limit(struct call *call)
{
    struct admission *admission = arena_new_of(call_arena(call), struct admission);

    admission->call = call;
    admission->go_on = go_on_handling;
    count(admission);
}

/* ---- who, and may they ---- */

static void refuse_principal(struct call *call)
{
    const struct route *route = call->route;
    const struct principal *p = call->principal;

    if (route->scope && !principal_may(p, route->scope, ROLE_NONE)) {
        call_add_header(call, "WWW-Authenticate",
                        str_of(
                            str_printf(call_arena(call),
                                       "Bearer realm=\"steward\", error=\"insufficient_scope\", scope=\"%s\"",
                                       route->scope)));
        call_problem(call, 403, "missing-scope", NULL, "this needs the scope %s, which %s does not have",
                     route->scope,
                     p->kind == PRINCIPAL_ANONYMOUS ? "an anonymous client" : "your credential");
    } else {
        call_problem(call, 403, "missing-role", NULL, "this needs the role %s", role_name(route->role));
    }
}

static void refuse_unknown(struct call *call, const struct who_trouble *trouble)
{
    const char *error = strcmp(trouble->type, "not-authenticated") ? ", error=\"invalid_token\"" : "";

    if (trouble->status == 401)
        call_add_header(call, "WWW-Authenticate",
                        str_of(str_printf(call_arena(call), "Bearer realm=\"steward\"%s", error)));
    if (trouble->status == 503)
        call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, trouble->status, trouble->type, NULL, "%s", trouble->detail);
}

static void go_on_refusing(struct admission *admission)
{
    refuse_unknown(admission->call, &admission->trouble);
}

static void on_known(void *owner, const struct principal *principal, const struct who_trouble *trouble)
{
    struct call *call = owner;
    struct admission *admission;

    if (principal) {
        call->principal = principal;
        if (principal_may(principal, call->route->scope, call->route->role))
            limit(call);
        else
            refuse_principal(call);
        return;
    }
    admission = arena_new_of(call_arena(call), struct admission); /* guessing is asking, too */
    admission->call = call;
    admission->go_on = go_on_refusing;
    admission->trouble = *trouble;
    count(admission);
}

void call_admit(struct call *call)
{
    if (call->route->scope || call->route->role)
        who_ask(call->process->who, call->request, on_known, call);
    else
        limit(call);
}
