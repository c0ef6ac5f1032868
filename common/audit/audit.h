/* audit/audit.h: who administered what, in rows that are only added and that are chained by their hashes.
 *
 * A row is written by a statement in the batch of the act itself, so there is none without the other. The
 * database numbers and chains it (migrations/001_audit.sql); chain.h checks that. Records have no secrets and
 * no personal text: ids only, and of people a pseudonym. docs/audit.md says what is in one. */
#pragma once

#include "store/migrate.h"
#include "store/postgres.h"

#define AUDIT_TEXT_BYTES 200 /* longer ones are cut */
#define AUDIT_PAGE_MAX   1000

struct audit_detail {
    const char *name; /* NULL: that was the last */
    struct str text;  /* STR_NONE: it is the number */
    int64_t number;
};

struct audit_act {
    struct str tenant_id;
    const char *action;                 /* "product.put" */
    const char *outcome;                /* "done", "refused" */
    const char *kind, *role;            /* of who acted */
    struct str subject;                 /* who: an id that says nothing about a person */
    struct str target;                  /* on what; may be empty */
    struct str correlation_id;          /* as in the logs */
    const struct audit_detail *details; /* NULL: none */
    int64_t at_ms;
};

extern const struct migration audit_migrations[];

/* The record as it is chained, but for its place. Pure. */
void audit_record(const struct audit_act *act, struct buf *out);

/* One more statement, with no rows as its result. */
void audit_add(struct pg_batch *batch, const struct audit_act *act);
/* The same, which adds nothing unless a statement before it in the batch has done something: one whose
 * RETURNING ends with AUDIT_ACTED returned a row. For acts of which the database says whether they may be. */
void audit_add_if_acted(struct pg_batch *batch, const struct audit_act *act);
#define AUDIT_ACTED ", set_config('app.acted', 'yes', true)"

/* One statement each; rows for audit_entry. `after` in order, `before` the newest first. */
void audit_list_after(struct pg_batch *batch, struct str tenant_id, int64_t after, int64_t limit);
void audit_list_before(struct pg_batch *batch, struct str tenant_id, int64_t before, int64_t limit);
struct audit_entry {
    int64_t sequence;
    struct str record;
    struct str hash; /* 32 bytes */
};
struct audit_entry audit_entry(const struct pg_result *rows, int row);
