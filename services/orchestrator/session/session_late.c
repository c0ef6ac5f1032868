/* session_late: the commands are those of the request itself, so offers are recognised, ranked and converted
 * as if they had come in time. In a conversation the words stay: they have been read. */
#include "session/session_late.h"

#include "session/respond.h"
#include "session/rules_turn.h"
#include "session/session_end.h"
#include "json/message.h"

#define CATALOG_PATIENCE_MS  8000 /* two seconds more than the catalogue has for marketplaces */
#define COMPOSER_PATIENCE_MS 3000

Steward__V1__Conversation *session_late_of(struct decision *d, Steward__V1__ResponsePassing *response)
{
    const Steward__V1__SessionState *s = d->state;
    const Steward__V1__Conversation *c = s->current;

    if (!c->has_late || !c->request->live || s->n_waiting || c->without_ranking)
        return NULL;
    response->late_until = timestamp(d->now_ms + CATALOG_PATIENCE_MS + COMPOSER_PATIENCE_MS, d->arena);
    return arena_copy(d->arena, c, sizeof(*c));
}

void session_late_ask(struct decision *d, Steward__V1__Conversation *late,
                      const Steward__V1__ResponsePassing *answered)
{
    Steward__V1__SessionState *s = d->state;
    Steward__V1__SearchCommand *command = turn_search(late, d->arena);

    late->state = answered->status;
    late->n_timeline = answered->n_timeline;
    late->timeline = answered->timeline;
    if (is_chat(late))
        late->said = answered->message;
    s->late = late;
    command->patient = true;
    d->traceparent = str_of(late->question->traceparent);
    decide_to_ask(d, &topic_catalog_commands, &command->base, CATALOG_PATIENCE_MS);
}

void session_late_leave(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;

    s->late = NULL;
}

/* What nobody asked for may come, too: an answer that does not say whose it is, or one to a question that a
 * request since has left. */
static bool is_waited_for(struct decision *d)
{
    const Steward__V1__SessionState *s = d->state;

    if (!s->late)
        decide_to_drop(d, "nothing late is waited for");
    return s->late != NULL;
}

void session_late_rank(struct decision *d)
{
    const Steward__V1__SessionState *s = d->state;
    const Steward__V1__SearchPassing *found = (const Steward__V1__SearchPassing *)d->event->message;
    Steward__V1__RankCommandPassing *command;

    if (!is_waited_for(d))
        return;
    if (found->problem) {
        session_late_leave(d);
        return;
    }
    command = turn_rank(s->late, found, d->arena);
    command->again = true;
    d->traceparent = str_of(s->late->question->traceparent);
    decide_to_ask_large(d, &topic_composer_commands, &command->base, COMPOSER_PATIENCE_MS);
}

/* False: the catalogue is another one by now, and asks something else. */
static bool remember(struct decision *d, const Steward__V1__ResponsePassing *response)
{
    Steward__V1__SessionState *s = d->state;
    bool asks = false;
    Steward__V1__Dialogue *dialogue;

    if (!is_chat(s->late))
        return true;
    dialogue = turn_remember(s->late, response, true, d->arena, &asks);
    if (asks != (s->open != NULL))
        return false;
    s->dialogue = dialogue;
    return true;
}

void session_late_tell(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;
    Steward__V1__Conversation *c = s->late;
    Steward__V1__ResponsePassing *response;

    if (!is_waited_for(d))
        return;
    response = arena_copy(d->arena, d->event->message, sizeof(*response));
    if (!response->problem && remember(d, response)) {
        response->status = c->state;
        if (is_chat(c))
            response->message = c->said;
        if (s->open)
            s->open = response;
        session_end_better(d, c, response);
    }
    s->late = NULL;
}
