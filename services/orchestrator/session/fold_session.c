/* fold_session: what a session's requests go through, from question to answer.
 *
 * The complication: requests of one session are answered in the order in which they came, so one that arrives
 * while another is on its way waits in the state, good or bad: also its refusal must not overtake. When a
 * request ends, the next one begins in the same decision. The state waits for the one command that it sent;
 * late answers never get here. A chat that is answered with a question stays open: the next request of the
 * session ends it, or half an hour does. A request that somebody watches may be answered before all
 * marketplaces have been heard: then it is asked for once more, until the next one begins. */
#include "session/fold_session.h"

#include "base/tenant.h"
#include "session/progress.h"
#include "session/respond.h"
#include "session/rules_media.h"
#include "session/rules_request.h"
#include "session/rules_turn.h"
#include "session/session_ask.h"
#include "session/session_end.h"
#include "session/session_erase.h"
#include "session/session_event.h"
#include "session/session_late.h"
#include "session/session_state.h"
#include "json/message.h"

#define QUESTION_PATIENCE_MS (30 * 60 * 1000)
#define WAITING_MAX          256 /* requests of one session that wait */

#define S(name) STEWARD__V1__WORKFLOW__STATE__##name

static void take_request(struct decision *d);
static void let_it_wait(struct decision *d);
static void join_what_was_read(struct decision *d);
static void join_what_there_is(struct decision *d);
static void go_on_joined(struct decision *d);
static void act_on_what_was_said(struct decision *d);
static void rank_what_we_found(struct decision *d);
static void say_catalog_silent(struct decision *d);
static void answer(struct decision *d);
static void search_again(struct decision *d);
static void go_on_without_composer(struct decision *d);
static void take_what_comes_instead(struct decision *d);
static void leave_it_at_that(struct decision *d);

/* The state is that of the request on its way; INITIAL: there is none. Whatever ends one may begin the next.
 */
#define NEXT_ONE                                                                                             \
    (STATE(S(INITIAL)) | STATE(S(MEDIA_PROCESSING)) | STATE(S(REQUIREMENT_BUILDING)) | STATE(S(SEARCHING)))
#define STAY(state) STATE(S(state))

#define ANY_STATE (STATE(S(RANKING)) | STATE(S(CLARIFICATION)) | NEXT_ONE) /* a refusal changes nothing */

/* clang-format off */
static const struct transition transitions[] = {
    /* in                     on            do                       then */
    {S(INITIAL),              REQUESTED,    take_request,            NEXT_ONE},
    {S(MEDIA_PROCESSING),     REQUESTED,    let_it_wait,             STAY(MEDIA_PROCESSING)},
    {S(REQUIREMENT_BUILDING), REQUESTED,    let_it_wait,             STAY(REQUIREMENT_BUILDING)},
    {S(SEARCHING),            REQUESTED,    let_it_wait,             STAY(SEARCHING)},
    {S(RANKING),              REQUESTED,    let_it_wait,             STAY(RANKING)},
    {S(MEDIA_PROCESSING),     READ,         join_what_was_read,      STAY(REQUIREMENT_BUILDING)},
    {S(MEDIA_PROCESSING),     FOLD_GAVE_UP, join_what_there_is,      STAY(REQUIREMENT_BUILDING)},
    {S(REQUIREMENT_BUILDING), JOINED,       go_on_joined,            NEXT_ONE},
    {S(REQUIREMENT_BUILDING), UNDERSTOOD,   act_on_what_was_said,    STATE(S(RANKING)) | NEXT_ONE},
    {S(REQUIREMENT_BUILDING), FOLD_GAVE_UP, say_catalog_silent,      NEXT_ONE},
    {S(SEARCHING),            FOUND,        rank_what_we_found,      STATE(S(RANKING)) | NEXT_ONE},
    {S(SEARCHING),            FOLD_GAVE_UP, say_catalog_silent,      NEXT_ONE},
    {S(RANKING),              RANKED,       answer,                  STATE(S(CLARIFICATION)) | NEXT_ONE},
    {S(RANKING),              FOLD_GAVE_UP, go_on_without_composer,  NEXT_ONE},
    {S(RANKING),              FOLD_LOST,    search_again,            NEXT_ONE},
    {S(CLARIFICATION),        REQUESTED,    take_what_comes_instead, STATE(S(CLARIFICATION)) | NEXT_ONE},
    {S(CLARIFICATION),        FOLD_WAKE,    leave_it_at_that,        NEXT_ONE},
    {S(INITIAL),              FOUND,        session_late_rank,       STAY(INITIAL)},
    {S(INITIAL),              RANKED,       session_late_tell,       STAY(INITIAL)},
    {S(INITIAL),              FOLD_GAVE_UP, session_late_leave,      STAY(INITIAL)},
    {S(INITIAL),              FOLD_LOST,    session_late_leave,      STAY(INITIAL)},
    {S(CLARIFICATION),        FOUND,        session_late_rank,       STAY(CLARIFICATION)},
    {S(CLARIFICATION),        RANKED,       session_late_tell,       STAY(CLARIFICATION)},
    {S(CLARIFICATION),        FOLD_GAVE_UP, session_late_leave,      STAY(CLARIFICATION)},
    {S(CLARIFICATION),        FOLD_LOST,    session_late_leave,      STAY(CLARIFICATION)},
    {FOLD_ANY,                ERASE_REQUESTED, session_erase,        ANY_STATE},
    {0},
};
/* clang-format on */

static void begin_next(struct decision *d);

/* ---- a request comes ---- */

static void append_waiting(struct decision *d, Steward__V1__Conversation *c)
{
    session_append(d->state, c, d->arena);
    if (!str_is(d->key, c->request->request_id))
        decide_to_keep(d, str_of(c->request->request_id), NULL); /* findable by its id from now on */
}

static void take_request(struct decision *d)
{
    Steward__V1__Conversation *c = conversation_of(d->event, d->now_ms, d->arena);

    if (session_knows(d->state, c->request->request_id)) {
        decide_to_drop(d, "request is known already");
        return;
    }
    session_open(d->state, d->key, d->now_ms, d->arena);
    append_waiting(d, c);
    begin_next(d);
}

/* ---- a request ends ---- */

static void finish(struct decision *d, Steward__V1__ResponsePassing *response)
{
    Steward__V1__SessionState *s = d->state;

    session_end_one(d, s->current, response);
    s->current = NULL;
    begin_next(d);
}

static void append_and_tell(struct decision *d, Steward__V1__Conversation *c)
{
    append_waiting(d, c);
    tell_progress(d, c, NULL);
}

static void let_it_wait(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;
    Steward__V1__Conversation *c = conversation_of(d->event, d->now_ms, d->arena);

    if (session_knows(s, c->request->request_id))
        decide_to_drop(d, "request is known already");
    else if (s->n_waiting < WAITING_MAX)
        append_and_tell(d, c);
    else
        session_end_one(d, c,
                        response_failed(429, "session-busy", "session_id",
                                        str_printf(d->arena,
                                                   "%d requests of this session are waiting already",
                                                   WAITING_MAX),
                                        true, d->arena));
}

/* ---- a request begins ---- */

static void go_on(struct decision *d)
{
    const Steward__V1__SessionState *s = d->state;

    if (is_chat(s->current))
        session_understand(d);
    else
        session_search(d);
}

static void begin(struct decision *d)
{
    const Steward__V1__SessionState *s = d->state;

    if (media_count(s->current))
        session_read(d);
    else
        go_on(d);
}

static void begin_next(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;

    while (!s->current && s->n_waiting) {
        Steward__V1__Conversation *c = s->waiting[0];
        Steward__V1__ResponsePassing *refused = session_refusal(d->state, c->request, d->arena);

        s->waiting++;
        s->n_waiting--;
        if (refused) {
            session_end_one(d, c, refused);
            continue;
        }
        if (!s->user_id[0])
            s->user_id = c->request->user_id;
        s->current = c;
        s->late = NULL;
        begin(d);
    }
}

/* ---- a request goes on ---- */

static void fail(struct decision *d, const char *type, const Steward__V1__Problem *problem)
{
    finish(d, response_failed_by(type, problem, d->arena));
}

static void join_what_was_read(struct decision *d)
{
    session_join(d, (const Steward__V1__ReadMediaResult *)d->event->message);
}

static void join_what_there_is(struct decision *d)
{
    session_join(d, NULL);
}

static void go_on_joined(struct decision *d)
{
    const Steward__V1__SessionState *s = d->state;
    const Steward__V1__JoinResult *result = (const Steward__V1__JoinResult *)d->event->message;

    if (result->problem) {
        fail(d, "media-failed", result->problem);
        return;
    }
    media_joined(s->current, result, s->dialogue, d->arena);
    go_on(d);
}

static void act_on_what_was_said(struct decision *d)
{
    Steward__V1__Conversation *c = ((Steward__V1__SessionState *)d->state)->current;
    const Steward__V1__UnderstandResult *result = (const Steward__V1__UnderstandResult *)d->event->message;

    if (result->problem) {
        fail(d, "chat-failed", result->problem);
        return;
    }
    c->dialogue =
        result->dialogue ? result->dialogue : message_new(&steward__v1__dialogue__descriptor, d->arena);
    c->wants_more = result->wants_more;
    if (result->wants_search) {
        c->turn = result->turn;
        session_search(d);
    } else {
        session_say(d, result->turn);
    }
}

/* The page is answered; what it shows is what the session goes on from. */
static void complete(struct decision *d, Steward__V1__ResponsePassing *response);

static void rank_what_we_found(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;
    const Steward__V1__SearchPassing *found = (const Steward__V1__SearchPassing *)d->event->message;
    const Steward__V1__Problem *problem = found->problem;

    s->current->has_late = found->has_late;
    if (problem)
        fail(d, "search-failed", problem);
    else if (s->current->without_ranking)
        complete(d, response_unranked(found, d->arena));
    else
        session_rank(d, found);
}

static void say_catalog_silent(struct decision *d)
{
    finish(d, response_failed(503, "catalog-silent", NULL, "the catalogue did not answer in time: try again",
                              true, d->arena));
}

static void search_again(struct decision *d)
{
    session_search(d);
}

/* Better unranked than nothing; but what takes no search is nothing without its words. */
static void go_on_without_composer(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;

    if (is_chat(s->current) && !s->current->turn) {
        finish(d,
               response_failed(503, "composer-silent", NULL,
                               "the answer could not be put into words in time: try again", true, d->arena));
        return;
    }
    s->current->without_ranking = true;
    session_search(d);
}

static void answer(struct decision *d)
{
    const Steward__V1__ResponsePassing *ranked = (const Steward__V1__ResponsePassing *)d->event->message;
    Steward__V1__ResponsePassing *response;

    if (ranked->problem) {
        go_on_without_composer(d);
        return;
    }
    response = arena_copy(d->arena, ranked, sizeof(*ranked));
    complete(d, response);
}

/* ---- a chat is answered, perhaps with a question ---- */

/* Its end is told when the question is answered, or when nobody answers it. */
static void ask_back(struct decision *d, Steward__V1__ResponsePassing *response)
{
    Steward__V1__SessionState *s = d->state;
    Steward__V1__RequestRecordPassing *record =
        message_new(&steward__v1__request_record_passing__descriptor, d->arena);

    response->status = S(CLARIFICATION);
    s->current->dialogue = NULL;
    s->current->turn = NULL;
    s->open = response;
    session_tell_end(d, s->current, response, "question");
    record->conversation = s->current;
    record->response = response;
    decide_to_keep(d, str_of(response->request_id), &record->base);
    decide_to_wake(d, d->now_ms + QUESTION_PATIENCE_MS);
}

static void complete(struct decision *d, Steward__V1__ResponsePassing *response)
{
    Steward__V1__SessionState *s = d->state;
    Steward__V1__Conversation *late = session_late_of(d, response);
    bool asks = false;

    if (is_chat(s->current))
        s->dialogue = turn_remember(s->current, response, s->current->turn, d->arena, &asks);
    if (!s->title[0])
        s->title = session_title(s->current, s->dialogue, d->arena);
    if (asks && !s->n_waiting) {
        ask_back(d, response);
    } else {
        response->status = S(COMPLETED);
        finish(d, response);
    }
    if (late)
        session_late_ask(d, late, response);
}

static void leave_it_at_that(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;
    Steward__V1__ResponsePassing *response = s->open;

    s->open = NULL;
    response->status = S(COMPLETED);
    decide_to_wake(d, 0);
    finish(d, response);
}

/* The answer to the question, or something else: what it is will be understood with the question in mind. */
static void take_what_comes_instead(struct decision *d)
{
    Steward__V1__Conversation *c = conversation_of(d->event, d->now_ms, d->arena);

    if (session_knows(d->state, c->request->request_id)) {
        decide_to_drop(d, "request is known already");
        return;
    }
    append_waiting(d, c);
    leave_it_at_that(d);
}

static int state_of(const ProtobufCMessage *state)
{
    const Steward__V1__SessionState *s = (const Steward__V1__SessionState *)state;

    return s->current ? (int)s->current->state : S(INITIAL);
}

static struct fold_labels labels(const ProtobufCMessage *state)
{
    const Steward__V1__SessionState *s = (const Steward__V1__SessionState *)state;

    return (struct fold_labels){str_of(s->user_id), str_of(s->title)};
}

const struct fold fold_session = {
    .name = "session",
    .state = &steward__v1__session_state__descriptor,
    .table = "sessions",
    .transitions = transitions,
    .key = session_key,
    .meaning = session_meaning,
    .is_first = session_is_first,
    .state_of = state_of,
    .tell_again = session_tell_again,
    .record = &steward__v1__request_record_passing__descriptor,
    .labels = labels,
};
