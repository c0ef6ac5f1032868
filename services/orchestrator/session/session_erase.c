/* session_erase: everybody who waits is told, then nothing of the session is left. */
#include "session/session_erase.h"

#include "session/respond.h"
#include "session/session_end.h"
#include "session/session_state.h"

static void end_with_the_session(struct decision *d, Steward__V1__Conversation *c)
{
    session_tell_end(d, c,
                     response_failed(410, "session-erased", "session_id", "the session was erased", false,
                                     d->arena),
                     "erased");
}

static bool was_asked_since(const Steward__V1__SessionState *s, const Google__Protobuf__Timestamp *since)
{
    return since && s->asked_at_ms / 1000 > since->seconds;
}

void session_erase(struct decision *d)
{
    Steward__V1__SessionState *s = d->state;
    Steward__V1__Conversation *c = conversation_of(d->event, d->now_ms, d->arena);
    Steward__V1__ResponsePassing *response;

    if (was_asked_since(s, c->request->erase->unused_since)) {
        decide_to_drop(d, "the session is in use again");
        return;
    }
    response = session_refusal(d->state, c->request, d->arena);
    if (!response) {
        if (s->open) { /* its answer is known */
            s->open->status = STEWARD__V1__WORKFLOW__STATE__COMPLETED;
            session_tell_end(d, s->current, s->open, "erased");
        } else if (s->current) {
            end_with_the_session(d, s->current);
        }
        for (size_t i = 0; i < s->n_waiting; i++)
            end_with_the_session(d, s->waiting[i]);
        decide_to_forget(d);
        steward__v1__session_state__init(s);
        response = response_said("The session is erased.", d->arena);
    }
    session_tell_end(d, c, response, "erase");
}
