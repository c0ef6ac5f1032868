/* audit/audit.c: the canonical JSON of a record, and the statements.
 *
 * Canonical means RFC 8785: members in the order of their names, no blanks, and texts escaped in the one way
 * that json_add_string has. The database puts the sequence where the record says 0. */
#include "audit/audit.h"

#include "json/json.h"
#include "json/timestamp.h"

static const char add[] = "INSERT INTO audit (tenant_id, sequence, record, hash) VALUES ($1, 0, $2, '')";

static const char add_if_acted[] =
    "INSERT INTO audit (tenant_id, sequence, record, hash) SELECT $1, 0, $2, ''"
    " WHERE current_setting('app.acted', true) = 'yes'";

static const char list_after[] = "SELECT sequence, record, hash FROM audit"
                                 " WHERE tenant_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";

static const char list_before[] = "SELECT sequence, record, hash FROM audit"
                                  " WHERE tenant_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3";

static void add_member(struct buf *out, const char *name, struct str text)
{
    char last = out->len ? out->data[out->len - 1] : '{';

    buf_printf(out, "%s\"%s\":", last == '{' ? "" : ",", name);
    json_add_string(out, str_n(text.data, utf8_clip(text, AUDIT_TEXT_BYTES)));
}

static const struct audit_detail *next_detail(const struct audit_detail *details, const char *after)
{
    const struct audit_detail *next = NULL;

    for (const struct audit_detail *at = details; at && at->name; at++)
        if ((!after || strcmp(at->name, after) > 0) && (!next || strcmp(at->name, next->name) < 0))
            next = at;
    return next;
}

static void add_details(struct buf *out, const struct audit_detail *details)
{
    const struct audit_detail *detail = next_detail(details, NULL);

    buf_str(out, STR(",\"detail\":{"));
    for (; detail; detail = next_detail(details, detail->name)) {
        if (detail->text.data)
            add_member(out, detail->name, detail->text);
        else
            buf_printf(out, "%s\"%s\":%lld", out->data[out->len - 1] == '{' ? "" : ",", detail->name,
                       (long long)detail->number);
    }
    buf_char(out, '}');
}

void audit_record(const struct audit_act *act, struct buf *out)
{
    char at[TIMESTAMP_SIZE];

    if (!timestamp_write(act->at_ms / 1000, (int32_t)(act->at_ms % 1000 * 1000000), at))
        at[0] = '\0';
    buf_char(out, '{');
    add_member(out, "action", str_of(act->action));
    add_member(out, "at", str_of(at));
    add_member(out, "correlation_id", act->correlation_id);
    add_details(out, act->details);
    add_member(out, "kind", str_of(act->kind));
    add_member(out, "outcome", str_of(act->outcome));
    add_member(out, "role", str_of(act->role));
    buf_str(out, STR(",\"sequence\":0"));
    add_member(out, "subject", act->subject);
    add_member(out, "target", act->target);
    add_member(out, "tenant_id", act->tenant_id);
    buf_char(out, '}');
}

static void add_by(const char *sql, struct pg_batch *batch, const struct audit_act *act)
{
    struct buf record = {0};

    audit_record(act, &record);
    PG_ADD(batch, sql, PG_STR(act->tenant_id), PG_STR(buf_as_str(&record)));
    buf_free(&record);
}

void audit_add(struct pg_batch *batch, const struct audit_act *act)
{
    add_by(add, batch, act);
}

void audit_add_if_acted(struct pg_batch *batch, const struct audit_act *act)
{
    add_by(add_if_acted, batch, act);
}

void audit_list_after(struct pg_batch *batch, struct str tenant_id, int64_t after, int64_t limit)
{
    PG_ADD(batch, list_after, PG_STR(tenant_id), PG_I64(after), PG_I64(limit));
}

void audit_list_before(struct pg_batch *batch, struct str tenant_id, int64_t before, int64_t limit)
{
    PG_ADD(batch, list_before, PG_STR(tenant_id), PG_I64(before), PG_I64(limit));
}

struct audit_entry audit_entry(const struct pg_result *rows, int row)
{
    return (struct audit_entry){pg_int(rows, row, 0), pg_text(rows, row, 1), pg_text(rows, row, 2)};
}
