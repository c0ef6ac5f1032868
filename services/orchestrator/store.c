/* store.c: a request is found by its record, which every request has that is not its session's first or is
 * answered; the first, while on its way, by the session of the same name. */
#include "store.h"

#include "base/tenant.h"
#include "json/message.h"

#define ARENA_BYTES (16 << 20)
#define READ_MS     3000

static const char sql_request[] =
    "SELECT r.record, s.state FROM (SELECT $1::text AS id) AS q "
    "LEFT JOIN sessions_records AS r ON r.id = q.id "
    "LEFT JOIN sessions AS s ON s.id = coalesce(r.owner, q.id) AND r.record IS NULL";
static const char sql_session[] =
    "SELECT state, (extract(epoch FROM updated_at) * 1000)::bigint FROM sessions WHERE id = $1";
static const char sql_records[] =
    "SELECT record FROM (SELECT record, created_at FROM sessions_records WHERE owner = $1 "
    "AND record IS NOT NULL ORDER BY created_at DESC LIMIT 100) AS newest ORDER BY created_at";

struct request_search {
    char *request_id;
    stored_request_fn *found;
    void *owner;
};

static const Steward__V1__Conversation *on_its_way(const Steward__V1__SessionState *state,
                                                   const char *request_id)
{
    if (!state)
        return NULL;
    if (state->current && !strcmp(state->current->request->request_id, request_id))
        return state->current;
    for (size_t i = 0; i < state->n_waiting; i++)
        if (!strcmp(state->waiting[i]->request->request_id, request_id))
            return state->waiting[i];
    return NULL;
}

static const Steward__V1__SessionState *read_state(const struct pg_result *rows, int row, int column,
                                                   struct arena *arena)
{
    if (pg_is_null(rows, row, column))
        return NULL;
    return (const Steward__V1__SessionState *)message_unpack(&steward__v1__session_state__descriptor,
                                                             pg_text(rows, row, column), arena, NULL);
}

static void read_request(const struct request_search *search, const struct pg_result *rows,
                         struct stored_request *request, struct arena *arena)
{
    const Steward__V1__SessionState *state = read_state(rows, 0, 1, arena);

    if (!pg_is_null(rows, 0, 0))
        request->record =
            (const Steward__V1__RequestRecord *)message_unpack(&steward__v1__request_record__descriptor,
                                                               pg_text(rows, 0, 0), arena, NULL);
    request->conversation =
        request->record ? request->record->conversation : on_its_way(state, search->request_id);
    request->session_id = request->record ? request->record->response->session_id
                          : state         ? state->session_id
                                          : "";
}

static void on_request(void *owner, const struct pg_outcome *outcome)
{
    struct request_search *search = owner;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct stored_request request = {0};

    if (!outcome->err)
        read_request(search, outcome->results[0], &request, arena);
    search->found(search->owner, &request, outcome->err);
    arena_free(arena);
    mem_free(search->request_id);
    mem_free(search);
}

void store_find_request(struct postgres *pg, struct str tenant, struct str request_id,
                        stored_request_fn *found, void *owner)
{
    struct request_search *search = mem_new(struct request_search);
    struct pg_batch *batch = pg_batch_for(pg, tenant);
    struct buf key = {0};

    tenant_key_write(&key, tenant, request_id);
    search->request_id = str_to_text(request_id);
    search->found = found;
    search->owner = owner;
    PG_ADD(batch, sql_request, PG_STR(buf_as_str(&key)));
    buf_free(&key);
    pg_send(batch, READ_MS, on_request, search);
}

struct session_search {
    stored_session_fn *found;
    void *owner;
};

static void read_session(const struct pg_outcome *outcome, struct stored_session *session,
                         struct arena *arena)
{
    const struct pg_result *rows = outcome->results[0], *records = outcome->results[1];
    const Steward__V1__RequestRecord **list = arena_array(arena, (size_t)pg_rows(records) + 1, sizeof(*list));

    if (pg_rows(rows) == 0)
        return;
    session->state = read_state(rows, 0, 0, arena);
    session->updated_ms = pg_int(rows, 0, 1);
    session->records = list;
    for (int row = 0; row < pg_rows(records); row++) {
        list[session->count] =
            (const Steward__V1__RequestRecord *)message_unpack(&steward__v1__request_record__descriptor,
                                                               pg_text(records, row, 0), arena, NULL);
        session->count += list[session->count] != NULL;
    }
}

static void on_session(void *owner, const struct pg_outcome *outcome)
{
    struct session_search *search = owner;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct stored_session session = {0};

    if (!outcome->err)
        read_session(outcome, &session, arena);
    search->found(search->owner, &session, arena, outcome->err);
    arena_free(arena);
    mem_free(search);
}

void store_find_session(struct postgres *pg, struct str tenant, struct str session_id,
                        stored_session_fn *found, void *owner)
{
    struct session_search *search = mem_new(struct session_search);
    struct pg_batch *batch = pg_batch_for(pg, tenant);
    struct buf key = {0};

    *search = (struct session_search){found, owner};
    tenant_key_write(&key, tenant, session_id);
    PG_ADD(batch, sql_session, PG_STR(buf_as_str(&key)));
    PG_ADD(batch, sql_records, PG_STR(buf_as_str(&key)));
    buf_free(&key);
    pg_send(batch, READ_MS, on_session, search);
}
