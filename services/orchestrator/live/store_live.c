/* store_live.c: the end of a session, as much of it as somebody who comes back may have missed.
 *
 * The state is read before the records: a request that is answered in between is then in both, not in
 * neither. */
#include "live/store_live.h"

#include "base/tenant.h"
#include "steward/v1/state.pb-c.h"
#include "json/message.h"

#define ARENA_BYTES (64 << 20)
#define KEYS_BYTES  (16 << 10)
#define READ_MS     3000
#define TEXT_OF(x)  #x
#define TEXT(x)     TEXT_OF(x)

static const char sql_state[] = "SELECT state FROM sessions WHERE id = $1";
/* Of the newest: the last one, and what has changed lately or since $2 came; and $3, however old. */
static const char sql_records[] =
    "SELECT record FROM sessions_records WHERE owner = $1 AND record IS NOT NULL AND id = ANY(ARRAY("
    "SELECT id FROM (SELECT id, changed_at, row_number() OVER (ORDER BY created_at DESC) AS age "
    "FROM sessions_records WHERE owner = $1 AND record IS NOT NULL "
    "ORDER BY created_at DESC LIMIT " TEXT(
        LIVE_KEPT_REQUESTS) ") AS newest WHERE age = 1 OR changed_at >= "
                            "least(now() - interval '" TEXT(
                                LIVE_KEPT_MINUTES) " minutes', "
                                                   "(SELECT created_at FROM sessions_records WHERE id = $2 "
                                                   "AND owner = $1))) || $3::text) "
                                                   "ORDER BY created_at";

struct search {
    stored_live_fn *found;
    void *owner;
};

static const ProtobufCMessage *read(const struct pg_result *rows, int row,
                                    const ProtobufCMessageDescriptor *type, struct arena *arena)
{
    return message_unpack(type, pg_text(rows, row, 0), arena, NULL);
}

static void add_record(struct stored_live *session, const Steward__V1__RequestRecord *record)
{
    if (record && record->conversation && record->response)
        session->requests[session->count++] = (struct live_request){
            .request_id = record->conversation->request->request_id,
            .timeline = record->conversation->timeline,
            .steps = record->conversation->n_timeline,
            .response = record->response,
        };
}

static void add_under_way(struct stored_live *session, const Steward__V1__Conversation *c)
{
    for (size_t i = 0; i < session->count; i++)
        if (!strcmp(session->requests[i].request_id, c->request->request_id))
            return;
    session->requests[session->count++] = (struct live_request){
        .request_id = c->request->request_id,
        .timeline = c->timeline,
        .steps = c->n_timeline,
    };
}

static void read_session(const struct pg_result *states, const struct pg_result *rows,
                         struct stored_live *session, struct arena *arena)
{
    const Steward__V1__SessionState *state;

    if (pg_rows(states) == 0)
        return;
    state =
        (const Steward__V1__SessionState *)read(states, 0, &steward__v1__session_state__descriptor, arena);
    if (!state)
        return;
    session->is_there = true;
    session->user_id = state->user_id;
    session->requests =
        arena_array(arena, (size_t)pg_rows(rows) + state->n_waiting + 1, sizeof(*session->requests));
    for (int row = 0; row < pg_rows(rows); row++)
        add_record(session,
                   (const Steward__V1__RequestRecord *)read(rows, row,
                                                            &steward__v1__request_record__descriptor, arena));
    if (state->current)
        add_under_way(session, state->current);
    for (size_t i = 0; i < state->n_waiting; i++)
        add_under_way(session, state->waiting[i]);
    live_sort(session->requests, session->count);
}

static void on_session(void *owner, const struct pg_outcome *outcome)
{
    struct search *search = owner;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct stored_live session = {.user_id = ""};

    if (!outcome->err)
        read_session(outcome->results[0], outcome->results[1], &session, arena);
    search->found(search->owner, &session, arena, outcome->err);
    arena_free(arena);
    mem_free(search);
}

void store_find_live(struct postgres *pg, const struct live_search *wanted, stored_live_fn *found,
                     void *owner)
{
    struct search *search = mem_new(struct search);
    struct pg_batch *batch = pg_batch_for(pg, wanted->tenant);
    struct arena *arena = arena_new(KEYS_BYTES);
    struct str session = tenant_key(arena, wanted->tenant, wanted->session_id);
    struct str since = tenant_key(arena, wanted->tenant, wanted->since);
    struct str only = tenant_key(arena, wanted->tenant, wanted->only);

    *search = (struct search){found, owner};
    PG_ADD(batch, sql_state, PG_STR(session));
    PG_ADD(batch, sql_records, PG_STR(session), PG_STR(since), PG_STR(only));
    pg_send(batch, READ_MS, on_session, search);
    arena_free(arena);
}
