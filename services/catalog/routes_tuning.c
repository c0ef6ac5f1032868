/* routes_tuning: merchandising rules and synonyms. What is written is in Postgres when it is answered; every
 * copy follows a moment later. */
#include "changes.h"
#include "index/rules_merchandising.h"
#include "routes_parts.h"
#include "rules_limits.h"
#include "service/audit.h"
#include "store.h"
#include "store_tuning.h"
#include "tuning.h"
#include "json/message.h"

#define LIST_DEFAULT 100
#define SYNONYMS_MAX 2000 /* of a tenant */

/* What the two kinds differ in. */
struct kind {
    const char *name;
    const char *said;                 /* in problems: "no such rule" */
    const char *problem;              /* of a body that breaks a rule */
    const char *id_field;             /* of the message */
    const char *put_act, *delete_act; /* in the audit log */
    const ProtobufCMessageDescriptor *message, *listing;
    int64_t most;
};

static const struct kind rule_kind = {
    .name = TUNING_RULE,
    .said = "rule",
    .problem = "invalid-rule",
    .id_field = "rule_id",
    .put_act = "rule.put",
    .delete_act = "rule.delete",
    .message = &steward__v1__merchandising_rule__descriptor,
    .listing = &steward__v1__merchandising_rules__descriptor,
    .most = MERCHANDISING_RULES_MAX,
};

static const struct kind synonym_kind = {
    .name = TUNING_SYNONYM,
    .said = "synonym",
    .problem = "invalid-synonym",
    .id_field = "synonym_id",
    .put_act = "synonym.put",
    .delete_act = "synonym.delete",
    .message = &steward__v1__synonym__descriptor,
    .listing = &steward__v1__synonyms__descriptor,
    .most = SYNONYMS_MAX,
};

/* Lives in the call's arena. */
struct tuning_call {
    struct product_call *p;
    const struct kind *kind;
    struct str id;
    ProtobufCMessage *message;
};

/* NULL: answered. */
static struct tuning_call *of_kind(struct product_call *p, const struct kind *kind)
{
    struct tuning_call *t = p ? arena_new_of(call_arena(p->call), struct tuning_call) : NULL;

    if (t) {
        t->p = p;
        t->kind = kind;
    }
    return t;
}

/* False: answered. Ids are written as those of products are. */
static bool read_id(struct call *call, const struct kind *kind, struct str *ret_id)
{
    *ret_id = call_param(call, "id");
    if (product_id_is_good(*ret_id))
        return true;
    call_problem(call, 422, kind->problem, kind->id_field, "%s " PRODUCT_ID_SAID, kind->id_field);
    return false;
}

/* ---- list ---- */

static void on_listed(void *owner, const struct pg_outcome *outcome)
{
    struct tuning_call *t = owner;
    struct arena *arena = call_arena(t->p->call);
    Steward__V1__MerchandisingRules *list; /* both listings look alike: one repeated message */
    struct error err;

    if (outcome->err) {
        call_fail(t->p->call, outcome->err);
        return;
    }
    list = message_new(t->kind->listing, arena);
    list->rules = arena_array(arena, (size_t)pg_rows(outcome->results[0]) + 1, sizeof(*list->rules));
    for (int row = 0; row < pg_rows(outcome->results[0]); row++) {
        ProtobufCMessage *one =
            message_unpack(t->kind->message, pg_text(outcome->results[0], row, 0), arena, &err);

        if (!one) {
            call_fail(t->p->call, &err);
            return;
        }
        list->rules[list->n_rules++] = (Steward__V1__MerchandisingRule *)one;
    }
    call_reply(t->p->call, 200, &list->base);
}

static void list(struct call *call, const struct kind *kind)
{
    struct str after;
    int64_t limit = LIST_DEFAULT;
    struct tuning_call *t = of_kind(product_call_begin_page(call, &after, &limit), kind);

    if (!t)
        return;
    store_tuning_list(t->p->batch, t->p->tenant_id, str_of(kind->name), after, limit);
    pg_send(t->p->batch, STORE_DEADLINE_MS, on_listed, t);
}

/* ---- put ---- */

static void tell(const struct tuning_call *t, int64_t sequence)
{
    struct process *process = call_process(t->p->call);
    const struct catalog *catalog = catalog_of(process);

    changes_publish_tuning(process, t->p->tenant_id, sequence);
    if (catalog)
        tuning_poll(catalog->tuning);
}

static void on_put(void *owner, const struct pg_outcome *outcome)
{
    struct tuning_call *t = owner;

    if (outcome->err) {
        call_fail(t->p->call, outcome->err);
        return;
    }
    if (pg_rows(outcome->results[1]) == 0) {
        call_problem(t->p->call, 422, t->kind->problem, NULL, "there are %lld already: delete some first",
                     (long long)t->kind->most);
        return;
    }
    tell(t, store_sequence(outcome->results[1]));
    call_reply(t->p->call, store_version(outcome->results[1]) == 1 ? 201 : 200, t->message);
}

/* The first field of both messages is the id. */
static void put(struct call *call, const struct kind *kind)
{
    struct json_fault faults[LIMIT_FAULTS_MAX];
    struct tuning_call *t;
    ProtobufCMessage *message;
    char **id_field;
    struct str id;
    size_t bad;

    if (!read_id(call, kind, &id))
        return;
    message = arena_copy(call_arena(call), call_message(call), kind->message->sizeof_message);
    id_field = (char **)((char *)message + kind->message->fields[0].offset);
    if (**id_field && !str_eq(str_of(*id_field), id)) {
        call_problem(call, 422, kind->problem, kind->id_field, "%s is not the one of the address",
                     kind->id_field);
        return;
    }
    *id_field = str_c(call_arena(call), id);
    bad = limits_check(catalog_limits, message, faults);
    if (bad) {
        refuse_faults(call, kind->problem, faults, bad);
        return;
    }
    t = of_kind(product_call_begin(call), kind);
    if (!t)
        return;
    t->message = message;
    store_tuning_begin(t->p->batch);
    store_tuning_put(t->p->batch, t->p->tenant_id, str_of(kind->name), id,
                     message_pack(message, call_arena(call)), kind->most);
    call_audit_if_acted(call, t->p->batch, kind->put_act, id, NULL);
    pg_send(t->p->batch, STORE_DEADLINE_MS, on_put, t);
}

/* ---- delete ---- */

static void on_deleted(void *owner, const struct pg_outcome *outcome)
{
    struct tuning_call *t = owner;

    if (outcome->err) {
        call_fail(t->p->call, outcome->err);
    } else if (pg_rows(outcome->results[1]) == 0) {
        call_problem(t->p->call, 404, "tuning-not-found", "id", "there is no %s %.*s", t->kind->said,
                     STR_ARGS(t->id));
    } else {
        tell(t, store_sequence(outcome->results[1]));
        call_reply(t->p->call, 204, NULL);
    }
}

static void erase(struct call *call, const struct kind *kind)
{
    struct str id;
    struct tuning_call *t = read_id(call, kind, &id) ? of_kind(product_call_begin(call), kind) : NULL;

    if (!t)
        return;
    t->id = id;
    store_tuning_begin(t->p->batch);
    store_tuning_delete(t->p->batch, t->p->tenant_id, str_of(kind->name), id);
    call_audit_if_acted(call, t->p->batch, kind->delete_act, id, NULL);
    pg_send(t->p->batch, STORE_DEADLINE_MS, on_deleted, t);
}

void rules_list(struct call *call)
{
    list(call, &rule_kind);
}

void rules_put(struct call *call)
{
    put(call, &rule_kind);
}

void rules_delete(struct call *call)
{
    erase(call, &rule_kind);
}

void synonyms_list(struct call *call)
{
    list(call, &synonym_kind);
}

void synonyms_put(struct call *call)
{
    put(call, &synonym_kind);
}

void synonyms_delete(struct call *call)
{
    erase(call, &synonym_kind);
}
