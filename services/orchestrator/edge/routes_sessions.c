/* routes_sessions.c: a session as it is, those of a user, and erasing one. */
#include "edge/session_view.h"
#include "edge/whose.h"
#include "orchestrator.h"
#include "service/audit.h"
#include "store.h"
#include "json/message.h"

#define PAGE_DEFAULT 20
#define NOTE_MS      5000

/* One that belongs to nobody is whoever's who knows its id. */
static void reply_session(struct call *call, const struct stored_session *session, struct arena *arena)
{
    const char *owner = session->state->user_id;
    struct str user = STR("");
    bool is_named = call_query(call, "user_id", &user);

    if (!whose_call(call, user, &user))
        return;
    if (owner[0] && (is_named || user.len) && !str_is(user, owner))
        call_problem(call, 403, "not-your-session", "session_id", "this session belongs to somebody else");
    else
        call_reply(call, 200, session_view(session, arena));
}

static void on_session(void *owner, const struct stored_session *session, struct arena *arena,
                       const struct error *err)
{
    struct call *call = owner;

    if (err)
        call_fail(call, err);
    else if (!session->state || !session->state->session_id[0]) /* never seen, or erased */
        call_problem(call, 404, "not-found", "session_id", "there is no such session");
    else
        reply_session(call, session, arena);
}

void session_get(struct call *call)
{
    struct str id = call_param(call, "session_id");

    if (can_read(call, id))
        store_find_session(process_postgres(call_process(call)), call_tenant(call), id, on_session, call);
}

/* ---- those of a user ---- */

static void on_listed(void *owner, const struct stored_sessions *sessions, const struct error *err)
{
    struct call *call = owner;
    Steward__V1__SessionList list;

    if (err) {
        call_fail(call, err);
        return;
    }
    list = *sessions->list;
    if (sessions->next)
        list.next_cursor = str_printf(call_arena(call), "%lld", (long long)sessions->next);
    call_reply(call, 200, &list.base);
}

void sessions_get(struct call *call)
{
    int64_t before = INT64_C(1) << 60, limit = PAGE_DEFAULT;
    struct str user = STR("");

    call_query(call, "user_id", &user);
    if (!whose_call(call, user, &user))
        return;
    if (!user.len)
        call_problem(call, 422, "invalid-request", "user_id", "say whose sessions: ?user_id=ID");
    else if (call_query_int(call, "cursor", &before) && call_query_int(call, "limit", &limit) &&
             can_read(call, user))
        store_list_sessions(process_postgres(call_process(call)), call_tenant(call), user, before, (int)limit,
                            on_listed, call);
}

/* ---- erasing one ---- */

/* Through the fold like every request: whatever copy has the session in hand forgets it. */
static void erase(struct call *call)
{
    Steward__V1__Request *request = message_new(&steward__v1__request__descriptor, call_arena(call));
    struct str user = STR("");

    call_query(call, "user_id", &user);
    request->session_id = str_c(call_arena(call), call_param(call, "session_id"));
    request->user_id = str_c(call_arena(call), user);
    request->ask_case = STEWARD__V1__REQUEST__ASK_ERASE;
    request->erase = message_new(&steward__v1__erase_request__descriptor, call_arena(call));
    ask_request(call, request);
}

static void on_noted(void *owner, const struct pg_outcome *outcome)
{
    struct call *call = owner;

    if (outcome->err)
        call_fail(call, outcome->err);
    else
        erase(call);
}

/* Who administers leaves a trace, first: an erasure that nobody can account for does not happen. */
static void note_and_erase(struct call *call)
{
    struct pg_batch *batch = pg_batch_for(process_postgres(call_process(call)), call_tenant(call));

    call_audit(call, batch, "session.erase", call_param(call, "session_id"), NULL);
    pg_send(batch, NOTE_MS, on_noted, call);
}

void session_delete(struct call *call)
{
    enum role role = call_principal(call)->role;

    if (process_postgres(call_process(call)) && (role == ROLE_OPERATOR || role == ROLE_ADMIN))
        note_and_erase(call);
    else
        erase(call);
}
