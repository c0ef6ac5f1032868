/* service/audit.c: acts with who did them, and the log as it is read. */
#include "service/audit.h"

#include "audit/chain.h"
#include "base/clock.h"
#include "base/id.h"
#include "service/process_parts.h"
#include "steward/v1/audit.pb-c.h"
#include "json/message.h"

#define READ_MS      5000
#define PAGE_DEFAULT 100

/* The id of a key says nothing about a person; the subject of a token may. */
static struct str pseudonym_of(const struct principal *p, char room[ID_SIZE])
{
    if (p->kind != PRINCIPAL_TOKEN)
        return p->subject;
    id_derive(room, p->subject, p->tenant_id);
    return str_of(room);
}

static struct audit_act act_of(const struct call *call, const char *action, struct str target,
                               const struct audit_detail *details, char room[ID_SIZE])
{
    const struct principal *p = call_principal(call);

    return (struct audit_act){
        .tenant_id = call_tenant(call),
        .action = action,
        .outcome = "done",
        .kind = principal_kind_name(p->kind),
        .role = role_name(p->role),
        .subject = pseudonym_of(p, room),
        .target = target,
        .correlation_id = call_correlation_id(call),
        .details = details,
        .at_ms = clock_wall_ms(),
    };
}

void call_audit(const struct call *call, struct pg_batch *batch, const char *action, struct str target,
                const struct audit_detail *details)
{
    char room[ID_SIZE];
    struct audit_act act = act_of(call, action, target, details, room);

    audit_add(batch, &act);
}

void call_audit_if_acted(const struct call *call, struct pg_batch *batch, const char *action,
                         struct str target, const struct audit_detail *details)
{
    char room[ID_SIZE];
    struct audit_act act = act_of(call, action, target, details, room);

    audit_add_if_acted(batch, &act);
}

/* ---- reading ---- */

const struct route_param audit_params[] = {
    {"after", .summary = "entries after this sequence, in order", .least = 0, .most = INT64_MAX},
    {"before", .summary = "entries before this sequence, the newest first (all)", .least = 1,
     .most = INT64_MAX},
    {"limit", .summary = "how many (100)", .least = 1, .most = AUDIT_PAGE_MAX},
    {0},
};

static void add_entry(Steward__V1__AuditPage *page, struct audit_entry read, struct arena *arena)
{
    Steward__V1__AuditPage__Entry *entry = message_new(&steward__v1__audit_page__entry__descriptor, arena);
    char hex[CHAIN_HEX_SIZE];

    chain_hex(read.hash, hex);
    entry->sequence = read.sequence;
    entry->record = str_c(arena, read.record);
    entry->hash = str_c(arena, str_of(hex));
    page->entries[page->n_entries++] = entry;
}

static void on_read(void *owner, const struct pg_outcome *outcome)
{
    struct call *call = owner;
    struct arena *arena = call_arena(call);
    Steward__V1__AuditPage *page;

    if (outcome->err) {
        call_fail(call, outcome->err);
        return;
    }
    page = message_new(&steward__v1__audit_page__descriptor, arena);
    page->tenant_id = str_c(arena, call_tenant(call));
    page->entries = arena_array(arena, (size_t)pg_rows(outcome->results[0]) + 1, sizeof(*page->entries));
    for (int row = 0; row < pg_rows(outcome->results[0]); row++)
        add_entry(page, audit_entry(outcome->results[0], row), arena);
    call_reply(call, 200, &page->base);
}

void audit_get(struct call *call)
{
    struct postgres *pg = process_postgres(call_process(call));
    struct str tenant = call_tenant(call);
    int64_t after = -1, before = INT64_MAX, limit = PAGE_DEFAULT;
    struct pg_batch *batch;

    if (!pg) {
        call_problem(call, 503, "starting", NULL, "the process has just started");
        return;
    }
    if (!call_query_int(call, "after", &after) || !call_query_int(call, "before", &before) ||
        !call_query_int(call, "limit", &limit))
        return;
    batch = pg_batch_for(pg, tenant);
    if (after >= 0)
        audit_list_after(batch, tenant, after, limit);
    else
        audit_list_before(batch, tenant, before, limit);
    pg_send(batch, READ_MS, on_read, call);
}
