/* store_sessions.c: sessions by their user, and those that are to go.
 *
 * The complication: the fold may hold a session in memory, so a row with something in it is never removed
 * here: it is erased by the fold first. An erased session's row is empty, as that of one never seen: removing
 * it changes nothing for anybody. */
#include "base/tenant.h"
#include "session/respond.h"
#include "store.h"
#include "json/message.h"

#define READ_MS     3000
#define SWEEP_MS    60000
#define SWEEP_MAX   1000
#define ARENA_BYTES (4 << 20)

static const char sql_list[] =
    "SELECT id, title, (extract(epoch FROM created_at) * 1000)::bigint, "
    "(extract(epoch FROM updated_at) * 1000000)::bigint AS used FROM sessions "
    "WHERE tenant_id = $4 AND belongs_to = $1 AND belongs_to <> '' AND state <> '' "
    "AND updated_at < 'epoch'::timestamptz + $2 * interval '1 microsecond' ORDER BY updated_at DESC LIMIT $3";
static const char sql_idle[] =
    "SELECT id FROM sessions WHERE updated_at < now() - $1 * interval '1 millisecond' "
    "AND state <> '' LIMIT $2";
static const char sql_remove_erased[] =
    "DELETE FROM sessions WHERE state = '' AND NOT is_waiting AND updated_at < now() - interval '1 hour'";

struct listing {
    stored_sessions_fn *found;
    void *owner;
    int limit;
};

static Steward__V1__SessionList *read_list(const struct pg_result *rows, struct arena *arena)
{
    Steward__V1__SessionList *list = message_new(&steward__v1__session_list__descriptor, arena);

    list->sessions = arena_array(arena, (size_t)pg_rows(rows) + 1, sizeof(*list->sessions));
    for (int row = 0; row < pg_rows(rows); row++) {
        Steward__V1__SessionList__Entry *entry =
            message_new(&steward__v1__session_list__entry__descriptor, arena);
        struct str id;

        tenant_of_key(pg_text(rows, row, 0), &id);
        entry->session_id = str_c(arena, id);
        entry->title = str_c(arena, pg_text(rows, row, 1));
        entry->created_at = timestamp(pg_int(rows, row, 2), arena);
        entry->updated_at = timestamp(pg_int(rows, row, 3) / 1000, arena);
        list->sessions[list->n_sessions++] = entry;
    }
    return list;
}

static void on_listed(void *owner, const struct pg_outcome *outcome)
{
    struct listing *listing = owner;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct stored_sessions sessions = {0};

    if (!outcome->err) {
        const struct pg_result *rows = outcome->results[0];

        sessions.list = read_list(rows, arena);
        if (pg_rows(rows) == listing->limit)
            sessions.next = pg_int(rows, pg_rows(rows) - 1, 3);
    }
    listing->found(listing->owner, &sessions, outcome->err);
    arena_free(arena);
    mem_free(listing);
}

void store_list_sessions(struct postgres *pg, struct str tenant, struct str user_id, int64_t before,
                         int limit, stored_sessions_fn *found, void *owner)
{
    struct listing *listing = mem_new(struct listing);
    struct pg_batch *batch = pg_batch_for(pg, tenant);

    *listing = (struct listing){found, owner, limit};
    PG_ADD(batch, sql_list, PG_STR(user_id), PG_I64(before), PG_I64(limit), PG_STR(tenant));
    pg_send(batch, READ_MS, on_listed, listing);
}

struct sweep {
    stored_names_fn *found;
    void *owner;
};

static void on_swept(void *owner, const struct pg_outcome *outcome)
{
    struct sweep *sweep = owner;
    struct str *names = NULL;
    size_t count = 0;

    if (!outcome->err) {
        const struct pg_result *rows = outcome->results[0];

        names = mem_array((size_t)pg_rows(rows) + 1, sizeof(*names));
        for (int row = 0; row < pg_rows(rows); row++)
            names[count++] = pg_text(rows, row, 0);
    }
    sweep->found(sweep->owner, names, count, outcome->err);
    mem_free(names);
    mem_free(sweep);
}

void store_sweep(struct postgres *pg, int64_t idle_ms, stored_names_fn *found, void *owner)
{
    struct sweep *sweep = mem_new(struct sweep);
    struct pg_batch *batch = pg_batch_for(pg, PG_ALL_TENANTS); /* whoever's is not used any more */

    *sweep = (struct sweep){found, owner};
    PG_ADD(batch, sql_idle, PG_I64(idle_ms), PG_I64(SWEEP_MAX));
    pg_add(batch, sql_remove_erased, NULL, 0);
    pg_send(batch, SWEEP_MS, on_swept, sweep);
}
