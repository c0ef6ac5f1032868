/* session_ask: the commands of the request on its way, each with the patience that there is for its answer.
 */
#include "session/session_ask.h"

#include "session/progress.h"
#include "session/rules_media.h"
#include "session/rules_turn.h"
#include "session/session_end.h"
#include "json/message.h"

#define CATALOG_PATIENCE_MS  5000
#define COMPOSER_PATIENCE_MS 3000
#define MEDIA_PATIENCE_MS    20000 /* five more than that service's own */

#define S(name) STEWARD__V1__WORKFLOW__STATE__##name

static void ask_catalog(struct decision *d, Steward__V1__Workflow__State to, const ProtobufCMessage *command)
{
    Steward__V1__SessionState *s = d->state;

    session_step(d, s->current, to);
    d->traceparent = str_of(s->current->question->traceparent);
    decide_to_ask(d, &topic_catalog_commands, command, CATALOG_PATIENCE_MS);
    tell_progress(d, s->current, NULL);
}

void session_search(struct decision *d)
{
    const Steward__V1__Conversation *c = ((Steward__V1__SessionState *)d->state)->current;

    ask_catalog(d, S(SEARCHING), &turn_search(c, d->arena)->base);
}

void session_read(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;

    session_step(d, s->current, S(MEDIA_PROCESSING));
    d->traceparent = str_of(s->current->question->traceparent);
    decide_to_ask(d, &topic_media_commands, media_read(s->current, d->arena), MEDIA_PATIENCE_MS);
    tell_progress(d, s->current, NULL);
}

void session_join(struct decision *d, const Steward__V1__ReadMediaResult *read)
{
    Steward__V1__Conversation *c = ((Steward__V1__SessionState *)d->state)->current;

    media_take(c, read, d->arena);
    ask_catalog(d, S(REQUIREMENT_BUILDING), media_join(c, d->arena));
}

void session_understand(struct decision *d)
{
    const Steward__V1__SessionState *s = d->state;

    ask_catalog(d, S(REQUIREMENT_BUILDING), turn_understand(s->current, s->dialogue, d->arena));
}

static void ask_composer(struct decision *d, const ProtobufCMessage *command,
                         const Steward__V1__SearchPassing *found,
                         void (*ask)(struct decision *, const struct topic *, const ProtobufCMessage *, int))
{
    Steward__V1__SessionState *s = d->state;

    session_step(d, s->current, S(RANKING));
    d->traceparent = str_of(s->current->question->traceparent);
    ask(d, &topic_composer_commands, command, COMPOSER_PATIENCE_MS);
    tell_progress(d, s->current, found);
}

void session_rank(struct decision *d, const Steward__V1__SearchPassing *found)
{
    const Steward__V1__SessionState *s = d->state;

    ask_composer(d, &turn_rank(s->current, found, d->arena)->base, found, decide_to_ask_large);
}

void session_say(struct decision *d, const Steward__V1__Turn *turn)
{
    const Steward__V1__SessionState *s = d->state;

    ask_composer(d, turn_answer(s->current, turn, d->arena), NULL, decide_to_ask);
}
