/* fold_session: what a session's requests go through, from question to answer.
 *
 * The complication: requests of one session are answered in the order in which they came, so one that arrives
 * while another is on its way waits in the state, good or bad: also its refusal must not overtake. When a
 * request ends, the next one begins in the same decision. The state waits for the one command that it sent;
 * late answers never get here. */
#include "fold_session.h"

#include "base/id.h"
#include "respond.h"
#include "rules_request.h"
#include "rules_workflow.h"
#include "steward/v1/state.pb-c.h"
#include "json/message.h"

#define SEARCH_PATIENCE_MS 5000
#define RANK_PATIENCE_MS   3000
#define WAITING_MAX        256 /* requests of one session that wait */
#define RECENT_MAX         32  /* ids remembered, to know a request that is sent again */

#define S(name) STEWARD__V1__WORKFLOW__STATE__##name

enum { REQUESTED, FOUND, RANKED };

static void take_request(struct decision *d);
static void let_it_wait(struct decision *d);
static void rank_what_we_found(struct decision *d);
static void say_catalog_silent(struct decision *d);
static void answer(struct decision *d);
static void search_again(struct decision *d);
static void search_without_ranking(struct decision *d);

/* The state is that of the request on its way; INITIAL: there is none. Whatever ends one may begin the next.
 */
#define NEXT_ONE (STATE(S(INITIAL)) | STATE(S(SEARCHING)))

/* clang-format off */
static const struct transition transitions[] = {
    /* in            on            do                      then */
    {S(INITIAL),     REQUESTED,    take_request,           NEXT_ONE},
    {S(SEARCHING),   REQUESTED,    let_it_wait,            STATE(S(SEARCHING))},
    {S(RANKING),     REQUESTED,    let_it_wait,            STATE(S(RANKING))},
    {S(SEARCHING),   FOUND,        rank_what_we_found,     STATE(S(RANKING)) | NEXT_ONE},
    {S(SEARCHING),   FOLD_GAVE_UP, say_catalog_silent,     NEXT_ONE},
    {S(RANKING),     RANKED,       answer,                 NEXT_ONE},
    {S(RANKING),     FOLD_GAVE_UP, search_without_ranking, NEXT_ONE}, /* better unranked than nothing */
    {S(RANKING),     FOLD_LOST,    search_again,           NEXT_ONE},
    {0},
};
/* clang-format on */

static void begin_next(struct decision *d);

static void go(struct decision *d, Steward__V1__Conversation *c, Steward__V1__Workflow__State to)
{
    if (workflow_may_go(c->state, to))
        add_step(c, to, d->now_ms, d->arena);
}

/* ---- a request comes ---- */

static bool is_known(const Steward__V1__SessionState *s, const char *request_id)
{
    if (s->current && !strcmp(s->current->request->request_id, request_id))
        return true;
    for (size_t i = 0; i < s->n_waiting; i++)
        if (!strcmp(s->waiting[i]->request->request_id, request_id))
            return true;
    for (size_t i = 0; i < s->n_recent; i++)
        if (!strcmp(s->recent[i], request_id))
            return true;
    return false;
}

static Steward__V1__Question *question_of(const struct event *event, struct arena *arena)
{
    Steward__V1__Question *q = message_new(&steward__v1__question__descriptor, arena);

    q->has_key = event->key.data != NULL;
    q->key =
        (ProtobufCBinaryData){event->key.len, (uint8_t *)arena_copy(arena, event->key.data, event->key.len)};
    q->encoding = (int)event->encoding;
    q->frame = (ProtobufCBinaryData){event->frame.len,
                                     (uint8_t *)arena_copy(arena, event->frame.data, event->frame.len)};
    q->reply_to = str_c(arena, event->reply_to);
    q->event_id = str_c(arena, event->id);
    q->traceparent = str_c(arena, event->traceparent);
    q->tenant_id = str_c(arena, event->tenant);
    return q;
}

static Steward__V1__Conversation *conversation_of(struct decision *d)
{
    Steward__V1__Conversation *c = message_new(&steward__v1__conversation__descriptor, d->arena);
    Steward__V1__Request *request = arena_copy(d->arena, d->event->message, sizeof(*request));

    c->request = request;
    request->request_id = str_c(d->arena, request_name(request, d->event->id));
    c->question = question_of(d->event, d->arena);
    add_step(c, S(INITIAL), d->now_ms, d->arena);
    return c;
}

static void open_session(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;

    if (s->session_id[0])
        return;
    s->session_id = str_c(d->arena, d->key);
    s->created_at = timestamp(d->now_ms, d->arena);
}

static void append_waiting(struct decision *d, Steward__V1__Conversation *c)
{
    Steward__V1__SessionState *s = d->state;
    Steward__V1__Conversation **waiting = arena_array(d->arena, s->n_waiting + 1, sizeof(*waiting));

    if (s->n_waiting)
        memcpy(waiting, s->waiting, s->n_waiting * sizeof(*waiting));
    waiting[s->n_waiting++] = c;
    s->waiting = waiting;
    if (!str_is(d->key, c->request->request_id))
        decide_to_keep(d, str_of(c->request->request_id), NULL); /* findable by its id from now on */
}

static void take_request(struct decision *d)
{
    Steward__V1__Conversation *c = conversation_of(d);

    if (is_known(d->state, c->request->request_id)) {
        decide_to_drop(d, "request is known already");
        return;
    }
    open_session(d);
    append_waiting(d, c);
    begin_next(d);
}

/* ---- a request ends ---- */

static void remember(struct decision *d, const char *request_id)
{
    Steward__V1__SessionState *s = d->state;
    size_t keep = s->n_recent < RECENT_MAX ? s->n_recent : RECENT_MAX - 1;
    char **recent = arena_array(d->arena, keep + 1, sizeof(*recent));

    for (size_t i = 0; i < keep; i++)
        recent[i] = s->recent[s->n_recent - keep + i];
    recent[keep] = str_c(d->arena, str_of(request_id));
    s->recent = recent;
    s->n_recent = keep + 1;
}

static void response_event(const Steward__V1__RequestRecordPassing *record, struct str session,
                           struct arena *arena, struct event *event)
{
    const Steward__V1__Question *q = record->conversation->question;

    event->key = q->has_key ? str_n((const char *)q->key.data, q->key.len) : session;
    if (q->has_key && !event->key.data)
        event->key = STR("");
    event->subject = session;
    event->answers = str_of(q->event_id);
    event->reply_to = str_of(q->reply_to);
    event->tenant = str_of(q->tenant_id);
    event->traceparent = str_of(q->traceparent);
    event->encoding = (enum event_encoding)q->encoding;
    event->frame = str_n((const char *)q->frame.data, q->frame.len);
    event->message = event->encoding == EVENT_PROTOBUF || event->encoding == EVENT_CONFLUENT
                         ? &record->response->base
                         : response_whole(record->response, arena);
}

static void tell_again(const ProtobufCMessage *record, struct str session, struct arena *arena,
                       struct event *ret_event)
{
    response_event((const Steward__V1__RequestRecordPassing *)record, session, arena, ret_event);
}

/* The same request is answered under the same id. */
static void tell_response(struct decision *d, const Steward__V1__RequestRecordPassing *record)
{
    struct str request_id = str_of(record->response->request_id);
    struct event event = {0};
    char id[ID_SIZE];

    response_event(record, d->key, d->arena, &event);
    id_derive(id, request_id, d->key);
    event.id = str_copy(d->arena, str_of(id));
    decide_to_tell_kept(d, &topic_responses, &event, request_id);
}

static void finish_one(struct decision *d, Steward__V1__Conversation *c,
                       Steward__V1__ResponsePassing *response)
{
    Steward__V1__RequestRecordPassing *record =
        message_new(&steward__v1__request_record_passing__descriptor, d->arena);

    go(d, c, response->status);
    response->request_id = c->request->request_id;
    response->session_id = str_c(d->arena, d->key);
    response->n_timeline = c->n_timeline;
    response->timeline = c->timeline;
    if (response->problem)
        response->problem->correlation_id = c->request->request_id;
    record->conversation = c;
    record->response = response;
    tell_response(d, record);
    decide_to_keep(d, str_of(c->request->request_id), &record->base);
    remember(d, c->request->request_id);
}

static void finish(struct decision *d, Steward__V1__ResponsePassing *response)
{
    Steward__V1__SessionState *s = d->state;

    finish_one(d, s->current, response);
    s->current = NULL;
    begin_next(d);
}

static void let_it_wait(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;
    Steward__V1__Conversation *c = conversation_of(d);

    if (is_known(s, c->request->request_id))
        decide_to_drop(d, "request is known already");
    else if (s->n_waiting < WAITING_MAX)
        append_waiting(d, c);
    else
        finish_one(d, c,
                   response_failed(429, "session-busy", "session_id",
                                   str_printf(d->arena, "%d requests of this session are waiting already",
                                              WAITING_MAX),
                                   true, d->arena));
}

/* ---- a request begins ---- */

static Steward__V1__ResponsePassing *refusal(struct decision *d, const Steward__V1__Request *request)
{
    Steward__V1__SessionState *s = d->state;
    const char *field, *detail;
    int status = request_problem(request, d->arena, &field, &detail);

    if (status)
        return response_failed(status, "invalid-request", field, detail, false, d->arena);
    if (s->user_id[0] && request->user_id[0] && strcmp(s->user_id, request->user_id) != 0)
        return response_failed(403, "not-your-session", "session_id", "this session belongs to somebody else",
                               false, d->arena);
    return NULL;
}

static const ProtobufCMessage *search_command(const struct decision *d, const Steward__V1__Conversation *c)
{
    Steward__V1__SearchCommand *command = message_new(&steward__v1__search_command__descriptor, d->arena);
    const Steward__V1__SearchRequest *search = c->request->search;

    command->tenant_id = c->question->tenant_id;
    command->query = search->query;
    command->limit = search->limit ? search->limit : LIMIT_DEFAULT;
    command->filters = search->filters;
    command->sort = search->sort;
    command->cursor = search->cursor;
    command->locale = search->locale;
    return &command->base;
}

static void search(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;

    go(d, s->current, S(SEARCHING));
    d->traceparent = str_of(s->current->question->traceparent);
    decide_to_ask(d, &topic_catalog_commands, search_command(d, s->current), SEARCH_PATIENCE_MS);
}

static void begin_next(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;

    while (!s->current && s->n_waiting) {
        Steward__V1__Conversation *c = s->waiting[0];
        Steward__V1__ResponsePassing *refused = refusal(d, c->request);

        s->waiting++;
        s->n_waiting--;
        if (refused) {
            finish_one(d, c, refused);
            continue;
        }
        if (!s->user_id[0])
            s->user_id = c->request->user_id;
        s->current = c;
        search(d);
    }
}

/* ---- a request goes on ---- */

static void rank(struct decision *d, const Steward__V1__SearchPassing *found)
{
    Steward__V1__SessionState *s = d->state;
    Steward__V1__RankCommandPassing *command =
        message_new(&steward__v1__rank_command_passing__descriptor, d->arena);

    go(d, s->current, S(RANKING));
    command->tenant_id = s->current->question->tenant_id;
    command->found = (Steward__V1__SearchPassing *)(uintptr_t)found;
    d->traceparent = str_of(s->current->question->traceparent);
    decide_to_ask_large(d, &topic_composer_commands, &command->base, RANK_PATIENCE_MS);
}

static void rank_what_we_found(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;
    const Steward__V1__SearchPassing *found = (const Steward__V1__SearchPassing *)d->event->message;
    const Steward__V1__Problem *problem = found->problem;

    if (problem)
        finish(d, response_failed(problem->status, "search-failed", problem->field, problem->detail,
                                  problem->retryable, d->arena));
    else if (s->current->without_ranking)
        finish(d, response_unranked(found, d->arena));
    else
        rank(d, found);
}

static void say_catalog_silent(struct decision *d)
{
    finish(d, response_failed(503, "catalog-silent", NULL, "the catalogue did not answer in time: try again",
                              true, d->arena));
}

static void search_again(struct decision *d)
{
    search(d);
}

static void search_without_ranking(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;

    s->current->without_ranking = true;
    search(d);
}

static void answer(struct decision *d)
{
    const Steward__V1__ResponsePassing *ranked = (const Steward__V1__ResponsePassing *)d->event->message;
    Steward__V1__ResponsePassing *response;

    if (ranked->problem) {
        search_without_ranking(d);
        return;
    }
    response = arena_copy(d->arena, ranked, sizeof(*ranked));
    response->status = S(COMPLETED);
    finish(d, response);
}

/* ---- what events are to a session ---- */

static const Steward__V1__Request *as_request(const struct event *event)
{
    return event->message->descriptor == &steward__v1__request__descriptor
               ? (const Steward__V1__Request *)event->message
               : NULL;
}

static struct str key(const struct event *event)
{
    const Steward__V1__Request *request = as_request(event);

    return request ? request_session(request, event->key, event->id) : event->key;
}

static int meaning(const struct event *event)
{
    if (as_request(event))
        return REQUESTED;
    if (event->message->descriptor == &steward__v1__search_passing__descriptor)
        return FOUND;
    if (event->message->descriptor == &steward__v1__response_passing__descriptor)
        return RANKED;
    return -1;
}

/* A session that is named by its first request cannot have been seen. */
static bool is_first(const struct event *event)
{
    const Steward__V1__Request *request = as_request(event);

    return request && str_eq(key(event), request_name(request, event->id));
}

static int state_of(const ProtobufCMessage *state)
{
    const Steward__V1__SessionState *s = (const Steward__V1__SessionState *)state;

    return s->current ? (int)s->current->state : S(INITIAL);
}

const struct fold fold_session = {
    .name = "session",
    .state = &steward__v1__session_state__descriptor,
    .table = "sessions",
    .transitions = transitions,
    .key = key,
    .meaning = meaning,
    .is_first = is_first,
    .state_of = state_of,
    .tell_again = tell_again,
    .record = &steward__v1__request_record_passing__descriptor,
};
