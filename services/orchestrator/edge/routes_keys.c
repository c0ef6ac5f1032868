/* routes_keys.c: API keys are made, listed, revoked and rotated by whoever administers the tenant; and who
 * asks can be told who that is.
 *
 * Nobody makes or rotates a key that may do more than they may themselves. What is done is in the audit log
 * by the same transaction. */
#include <stdio.h>

#include "accounts/api_keys.h"
#include "auth/key.h"
#include "orchestrator.h"
#include "service/audit.h"
#include "session/rules_request.h"
#include "json/limits.h"
#include "json/message.h"

#define DEADLINE_MS 3000

struct change {
    struct call *call;
    const char *action; /* for the audit log */
    char secret[KEY_SIZE];
    unsigned char digest[KEY_DIGEST_BYTES];
    struct api_key_new key; /* that is made */
    int64_t overlap_s;      /* of the one it replaces */
};

static struct pg_batch *batch_of(struct call *call)
{
    return pg_batch_for(process_postgres(call_process(call)), call_tenant(call));
}

/* ---- who asks ---- */

static char **names_of(scope_set set, struct arena *arena, size_t *ret_count)
{
    char **names = arena_array(arena, SCOPES_MAX, sizeof(*names));

    *ret_count = 0;
    for (size_t i = 0; scope_table[i].name; i++)
        if (set & (scope_set)1 << i)
            names[(*ret_count)++] = str_c(arena, str_of(scope_table[i].name));
    return names;
}

void me_get(struct call *call)
{
    const struct principal *p = call_principal(call);
    Steward__V1__Identity *said = message_new(&steward__v1__identity__descriptor, call_arena(call));

    said->tenant_id = str_c(call_arena(call), p->tenant_id);
    said->subject = str_c(call_arena(call), p->subject);
    said->kind = str_c(call_arena(call), str_of(principal_kind_name(p->kind)));
    said->role = str_c(call_arena(call), str_of(role_name(p->role)));
    said->scopes = names_of(p->scopes, call_arena(call), &said->n_scopes);
    if (p->expires_ms) {
        said->expires_at = message_new(&google__protobuf__timestamp__descriptor, call_arena(call));
        said->expires_at->seconds = p->expires_ms / 1000;
    }
    call_add_header(call, "Cache-Control", STR("no-store"));
    call_reply(call, 200, &said->base);
}

/* ---- listing ---- */

static void on_listed(void *owner, const struct pg_outcome *outcome)
{
    struct call *call = owner;
    struct arena *arena = call_arena(call);
    Steward__V1__ApiKeyList *list = message_new(&steward__v1__api_key_list__descriptor, arena);
    const struct pg_result *rows;

    if (outcome->err) {
        call_fail(call, outcome->err);
        return;
    }
    rows = outcome->results[0];
    list->keys = arena_array(arena, (size_t)pg_rows(rows) + 1, sizeof(*list->keys));
    for (int row = 0; row < pg_rows(rows); row++)
        list->keys[list->n_keys++] = api_key_read(rows, row, arena);
    call_reply(call, 200, &list->base);
}

void keys_get(struct call *call)
{
    struct pg_batch *batch;

    if (!database_is_there(call))
        return;
    batch = batch_of(call);
    api_keys_of(batch, call_tenant(call), STR(""));
    pg_send(batch, DEADLINE_MS, on_listed, call);
}

/* ---- making one ---- */

static void on_made(void *owner, const struct pg_outcome *outcome)
{
    struct change *change = owner;
    struct call *call = change->call;
    Steward__V1__MadeApiKey *made = message_new(&steward__v1__made_api_key__descriptor, call_arena(call));

    if (outcome->err) {
        call_fail(call, outcome->err);
        return;
    }
    if (change->key.replaces.len)
        process_forget_key(call_process(call), change->key.replaces);
    made->key = api_key_read(outcome->results[0], 0, call_arena(call));
    made->secret = change->secret;
    call_add_header(call, "Cache-Control", STR("no-store"));
    call_reply(call, 200, &made->base);
}

static void make(struct change *change)
{
    struct pg_batch *batch = batch_of(change->call);
    const struct audit_detail details[] = {{"role", .text = str_of(role_name(change->key.role))},
                                           {"replaces", .text = change->key.replaces},
                                           {0}};

    key_make(change->secret);
    key_digest(str_of(change->secret), change->digest);
    change->key.id = key_id_of(str_of(change->secret));
    change->key.digest = str_n((const char *)change->digest, sizeof(change->digest));
    change->key.tenant_id = call_tenant(change->call);
    change->key.created_by = call_principal(change->call)->subject;
    api_key_add(batch, &change->key);
    if (change->key.replaces.len)
        api_key_expire(batch, change->key.tenant_id, change->key.replaces, change->overlap_s);
    call_audit(change->call, batch, change->action, change->key.id, details);
    pg_send(batch, DEADLINE_MS, on_made, change);
}

static void on_counted(void *owner, const struct pg_outcome *outcome)
{
    struct change *change = owner;

    if (outcome->err)
        call_fail(change->call, outcome->err);
    else if (pg_int(outcome->results[0], 0, 0) >= API_KEYS_MAX)
        call_problem(change->call, 409, "too-many-keys", NULL,
                     "this tenant has %d API keys already: revoke some", API_KEYS_MAX);
    else
        make(change);
}

static void make_if_there_is_room(struct change *change)
{
    struct pg_batch *batch = batch_of(change->call);

    api_keys_count(batch, call_tenant(change->call));
    pg_send(batch, DEADLINE_MS, on_counted, change);
}

/* False: answered. */
static bool may_give(struct call *call, enum role role, struct str scopes)
{
    const struct principal *p = call_principal(call);
    scope_set given = scopes_allowed(role, scopes_from(scopes, NULL), scopes.len > 0);
    bool beyond_any = given & ~p->scopes, has_role = p->role == ROLE_ADMIN || p->role == role;
    struct buf beyond = {0};

    scopes_write(given & ~p->scopes, &beyond);
    if (beyond_any)
        call_problem(call, 403, "missing-scope", "scopes",
                     "nobody gives a key what they may not do themselves: %s", beyond.data);
    else if (!has_role)
        call_problem(call, 403, "missing-role", "role", "only an admin gives a key another role");
    buf_free(&beyond);
    return !beyond_any && has_role;
}

/* With blanks between. */
static struct str joined(char *const *names, size_t count, struct arena *arena)
{
    struct buf text = {0};
    struct str copy;

    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s%s", i ? " " : "", names[i]);
    copy = str_copy(arena, buf_as_str(&text));
    buf_free(&text);
    return copy;
}

void keys_post(struct call *call)
{
    const Steward__V1__NewApiKey *wanted = call_message(call);
    struct change *change = arena_new_of(call_arena(call), struct change);
    struct json_fault faults[LIMIT_FAULTS_MAX];
    size_t count = limits_check(request_limits, &wanted->base, faults);

    if (count) {
        call_invalid(call, faults, count);
        return;
    }
    change->call = call;
    change->action = "key.create";
    change->key.name = str_of(wanted->name);
    change->key.replaces = STR("");
    change->key.expires_in_s = wanted->expires_in_s;
    change->key.scopes = joined(wanted->scopes, wanted->n_scopes, call_arena(call));
    if (role_from(str_of(wanted->role), &change->key.role) &&
        may_give(call, change->key.role, change->key.scopes) && database_is_there(call))
        make_if_there_is_room(change);
}

/* ---- changing one ---- */

/* The key of the path, if it can be changed. NULL: answered. */
static Steward__V1__ApiKey *changeable(struct call *call, const struct pg_outcome *outcome)
{
    Steward__V1__ApiKey *key = NULL;

    if (outcome->err) {
        call_fail(call, outcome->err);
        return NULL;
    }
    if (pg_rows(outcome->results[0]))
        key = api_key_read(outcome->results[0], 0, call_arena(call));
    if (key && str_is(str_of(key->status), "active"))
        return key;
    call_problem(call, 404, "key-not-found", "key_id", "there is no such API key, or it has ended");
    return NULL;
}

static void look_first(struct call *call, pg_done_fn *then, void *owner)
{
    struct pg_batch *batch;

    if (!database_is_there(call))
        return;
    batch = batch_of(call);
    api_keys_of(batch, call_tenant(call), call_param(call, "key_id"));
    pg_send(batch, DEADLINE_MS, then, owner);
}

static void on_revoked(void *owner, const struct pg_outcome *outcome)
{
    struct call *call = owner;

    if (outcome->err) {
        call_fail(call, outcome->err);
        return;
    }
    process_forget_key(call_process(call), call_param(call, "key_id"));
    call_reply(call, 200, &api_key_read(outcome->results[0], 0, call_arena(call))->base);
}

static void revoke(void *owner, const struct pg_outcome *outcome)
{
    struct call *call = owner;
    const Steward__V1__ApiKey *key = changeable(call, outcome);
    struct pg_batch *batch;

    if (!key)
        return;
    batch = batch_of(call);
    api_key_revoke(batch, call_tenant(call), str_of(key->key_id));
    call_audit(call, batch, "key.revoke", str_of(key->key_id), NULL);
    pg_send(batch, DEADLINE_MS, on_revoked, call);
}

void key_delete(struct call *call)
{
    look_first(call, revoke, call);
}

/* The new one lives as long as the old one was to live, from now. */
static void rotate(void *owner, const struct pg_outcome *outcome)
{
    struct change *change = owner;
    const Steward__V1__ApiKey *old = changeable(change->call, outcome);

    if (!old)
        return;
    change->key.name = str_of(old->name);
    change->key.replaces = str_of(old->key_id);
    change->key.scopes = joined(old->scopes, old->n_scopes, call_arena(change->call));
    if (old->expires_at)
        change->key.expires_in_s = old->expires_at->seconds - old->created_at->seconds;
    if (role_from(str_of(old->role), &change->key.role) &&
        may_give(change->call, change->key.role, change->key.scopes))
        make_if_there_is_room(change);
}

void key_rotate(struct call *call)
{
    const Steward__V1__RotateApiKey *wanted = call_message(call);
    struct change *change = arena_new_of(call_arena(call), struct change);
    struct json_fault faults[LIMIT_FAULTS_MAX];
    size_t count = limits_check(request_limits, &wanted->base, faults);

    if (count) {
        call_invalid(call, faults, count);
        return;
    }
    change->call = call;
    change->action = "key.rotate";
    change->overlap_s = wanted->overlap_s;
    look_first(call, rotate, change);
}
