/* session_end: what is told when a request ends, and the record that it can be told again from. */
#include "session/session_end.h"

#include "base/id.h"
#include "base/tenant.h"
#include "session/progress.h"
#include "session/respond.h"
#include "session/rules_workflow.h"
#include "session/session_state.h"
#include "json/message.h"

void session_step(struct decision *d, Steward__V1__Conversation *c, Steward__V1__Workflow__State to)
{
    if (workflow_may_go(c->state, to))
        add_step(c, to, d->now_ms, d->arena);
}

void session_tell_again(const ProtobufCMessage *record, struct str session, struct arena *arena,
                        struct event *ret_event)
{
    response_event((const Steward__V1__RequestRecordPassing *)record, session, arena, ret_event);
}

/* Where the question's answer is told. */
static const struct topic *answers_of(struct decision *d, const Steward__V1__RequestRecordPassing *record)
{
    const Steward__V1__Question *q = record->conversation->question;
    struct topic *own;

    if (!q->answer_topic[0])
        return &topic_responses;
    own = arena_copy(d->arena, &topic_responses, sizeof(*own));
    own->name = q->answer_topic;
    return own;
}

/* The same request is answered under the same id. */
static void tell_response(struct decision *d, const Steward__V1__RequestRecordPassing *record)
{
    struct str request_id = str_of(record->response->request_id);
    struct event event = {0};
    char id[ID_SIZE];

    response_event(record, d->key, d->arena, &event);
    id_derive(id, tenant_key(d->arena, d->tenant, request_id), d->key);
    event.id = str_copy(d->arena, str_of(id));
    decide_to_tell_kept(d, answers_of(d, record), &event, request_id);
}

/* What only the orchestrator knows of a response. */
static void sign(struct decision *d, Steward__V1__Conversation *c, Steward__V1__ResponsePassing *response)
{
    session_step(d, c, response->status);
    response->request_id = c->request->request_id;
    response->session_id = str_c(d->arena, d->key);
    response->n_timeline = c->n_timeline;
    response->timeline = c->timeline;
    if (c->n_media) {
        response->n_media = c->n_media;
        response->media = c->media;
    }
    if (response->problem)
        response->problem->correlation_id = c->request->request_id;
}

/* Told without a record to make it again from. The purpose tells it from what else is told of the request. */
void session_tell_end(struct decision *d, Steward__V1__Conversation *c,
                      Steward__V1__ResponsePassing *response, const char *purpose)
{
    Steward__V1__RequestRecordPassing record = STEWARD__V1__REQUEST_RECORD_PASSING__INIT;
    struct event event = {0};
    char id[ID_SIZE];

    sign(d, c, response);
    record.conversation = c;
    record.response = response;
    response_event(&record, d->key, d->arena, &event);
    id_derive(id, tenant_key(d->arena, d->tenant, str_of(response->request_id)), str_of(purpose));
    event.id = str_copy(d->arena, str_of(id));
    decide_to_tell(d, answers_of(d, &record), &event);
}

static Steward__V1__RequestRecordPassing *keep(struct decision *d, Steward__V1__Conversation *c,
                                               Steward__V1__ResponsePassing *response)
{
    Steward__V1__RequestRecordPassing *record =
        message_new(&steward__v1__request_record_passing__descriptor, d->arena);

    sign(d, c, response);
    c->dialogue = NULL; /* the session's, from now on */
    c->turn = NULL;
    c->n_media = 0; /* the response has it */
    record->conversation = c;
    record->response = response;
    decide_to_keep(d, str_of(c->request->request_id), &record->base);
    return record;
}

void session_end_one(struct decision *d, Steward__V1__Conversation *c, Steward__V1__ResponsePassing *response)
{
    tell_response(d, keep(d, c, response));
    session_remember(d->state, c->request->request_id, d->arena);
}

void session_end_better(struct decision *d, Steward__V1__Conversation *c,
                        Steward__V1__ResponsePassing *response)
{
    keep(d, c, response);
    tell_late(d, c, response);
}
