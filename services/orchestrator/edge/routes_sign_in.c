/* routes_sign_in.c: an API key for a cookie, so that the page need not keep the key; and the end of that. */
#include "edge/sign_ins.h"
#include "orchestrator.h"
#include "service/audit.h"
#include "json/message.h"

#define DEADLINE_MS 3000

struct signing {
    struct call *call;
    char value[COOKIE_VALUE_SIZE];
    int64_t seconds;
};

/* NULL: answered. */
static struct pg_batch *batch_for(struct call *call)
{
    struct postgres *pg = process_postgres(call_process(call));

    if (pg)
        return pg_batch_for(pg, call_tenant(call));
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, "starting", NULL, "the process has just started");
    return NULL;
}

static void set_cookie(struct call *call, struct str value, int64_t seconds)
{
    struct buf line = {0};

    cookie_write(value, call_header(call, "Host"), seconds, &line);
    call_add_header(call, "Set-Cookie", buf_as_str(&line));
    buf_free(&line);
}

/* ---- in ---- */

static void on_signed_in(void *owner, const struct pg_outcome *outcome)
{
    struct signing *signing = owner;
    struct call *call = signing->call;

    if (outcome->err) {
        call_fail(call, outcome->err);
        return;
    }
    set_cookie(call, str_of(signing->value), signing->seconds);
    call_reply(call, 200, &sign_in_read(outcome->results[0], 0, call_arena(call))->base);
}

void sign_in_post(struct call *call)
{
    const struct principal *p = call_principal(call);
    struct signing *signing = arena_new_of(call_arena(call), struct signing);
    struct pg_batch *batch;
    struct cookie cookie;

    if (p->kind != PRINCIPAL_KEY) {
        call_add_header(call, "WWW-Authenticate", STR("Bearer realm=\"steward\""));
        call_problem(call, 401, "not-authenticated", NULL,
                     "sign in with an API key: Authorization: Bearer and the key");
        return;
    }
    batch = batch_for(call);
    if (!batch)
        return;
    signing->call = call;
    signing->seconds = config_int(process_config(call_process(call)), "STEWARD_SIGN_IN_SECONDS");
    cookie_make(signing->value, &cookie);
    sign_in_add(batch, &cookie, p->tenant_id, p->subject, signing->seconds);
    sign_ins_sweep(batch);
    call_audit(call, batch, "sign-in", cookie.id, NULL);
    pg_send(batch, DEADLINE_MS, on_signed_in, signing);
}

/* ---- out ---- */

static void on_signed_out(void *owner, const struct pg_outcome *outcome)
{
    struct call *call = owner;

    if (outcome->err) {
        call_fail(call, outcome->err);
        return;
    }
    set_cookie(call, STR(""), 0);
    call_reply(call, 204, NULL);
}

void sign_out_post(struct call *call)
{
    const struct principal *p = call_principal(call);
    struct pg_batch *batch;
    struct cookie cookie;

    if (p->kind != PRINCIPAL_COOKIE ||
        !cookie_read(call_header(call, "Cookie"), call_header(call, "Host"), &cookie)) {
        set_cookie(call, STR(""), 0); /* whatever it was, it is no sign-in */
        call_reply(call, 204, NULL);
        return;
    }
    batch = batch_for(call);
    if (!batch)
        return;
    sign_in_revoke(batch, cookie.id, p->tenant_id, p->subject);
    call_audit_if_acted(call, batch, "sign-out", cookie.id, NULL);
    pg_send(batch, DEADLINE_MS, on_signed_out, call);
}

/* ---- those there are ---- */

static void on_listed(void *owner, const struct pg_outcome *outcome)
{
    struct call *call = owner;
    struct arena *arena = call_arena(call);
    Steward__V1__SignInList *list = message_new(&steward__v1__sign_in_list__descriptor, arena);

    if (outcome->err) {
        call_fail(call, outcome->err);
        return;
    }
    list->sign_ins = arena_array(arena, (size_t)pg_rows(outcome->results[0]) + 1, sizeof(*list->sign_ins));
    for (int row = 0; row < pg_rows(outcome->results[0]); row++)
        list->sign_ins[list->n_sign_ins++] = sign_in_read(outcome->results[0], row, arena);
    call_reply(call, 200, &list->base);
}

void sign_ins_get(struct call *call)
{
    const struct principal *p = call_principal(call);
    struct pg_batch *batch = batch_for(call);

    if (!batch)
        return;
    sign_ins_of(batch, p->tenant_id, p->subject);
    pg_send(batch, DEADLINE_MS, on_listed, call);
}

static void on_revoked(void *owner, const struct pg_outcome *outcome)
{
    struct call *call = owner;

    if (outcome->err)
        call_fail(call, outcome->err);
    else if (!pg_rows(outcome->results[0]))
        call_problem(call, 404, "not-found", "sign_in_id", "there is no such sign-in, or it has ended");
    else
        call_reply(call, 204, NULL);
}

/* One's own; who may revoke keys, anybody's of the tenant. */
void sign_in_delete(struct call *call)
{
    const struct principal *p = call_principal(call);
    struct str id = call_param(call, "sign_in_id");
    struct pg_batch *batch = batch_for(call);

    if (!batch)
        return;
    sign_in_revoke(batch, id, p->tenant_id, principal_may(p, "keys:write", ROLE_NONE) ? STR("") : p->subject);
    call_audit_if_acted(call, batch, "sign-in.revoke", id, NULL);
    pg_send(batch, DEADLINE_MS, on_revoked, call);
}
