/* progress.c: all steps so far, each time; mentioned, not told, because the session's row has them. */
#include "session/progress.h"

#include "session/respond.h"
#include "json/message.h"

/* The page as it was found, without the words of an answer. NULL: there is none. */
static Steward__V1__Response *page_of(const Steward__V1__Conversation *c, const char *session_id,
                                      const Steward__V1__SearchPassing *found, struct arena *arena)
{
    Steward__V1__ResponsePassing *unranked = response_unranked(found, arena);
    Steward__V1__Response *page = (Steward__V1__Response *)(uintptr_t)response_whole(unranked, arena);

    if (!page || page->problem)
        return NULL;
    page->request_id = c->request->request_id;
    page->session_id = (char *)(uintptr_t)session_id;
    page->status = c->state;
    page->message = str_c(arena, STR(""));
    page->degraded = false;
    if (page->n_products > PARTIAL_MAX)
        page->n_products = PARTIAL_MAX;
    return page;
}

static Steward__V1__Progress *progress_of(struct decision *d, const Steward__V1__Conversation *c)
{
    const Steward__V1__SessionState *s = d->state;
    Steward__V1__Progress *progress = message_new(&steward__v1__progress__descriptor, d->arena);

    progress->request_id = c->request->request_id;
    progress->session_id = str_c(d->arena, d->key);
    progress->user_id = s->user_id;
    progress->n_timeline = c->n_timeline;
    progress->timeline = c->timeline;
    return progress;
}

static void mention(struct decision *d, const Steward__V1__Progress *progress, const char *id)
{
    struct event event = {.id = str_of(id), .message = &progress->base};

    decide_to_mention(d, &topic_progress, &event);
}

void tell_progress(struct decision *d, const Steward__V1__Conversation *c,
                   const Steward__V1__SearchPassing *found)
{
    const Steward__V1__SessionState *s = d->state;
    Steward__V1__Progress *progress;

    if (!c->request->live)
        return;
    progress = progress_of(d, c);
    if (s->n_recent)
        progress->previous = s->recent[s->n_recent - 1];
    if (found)
        progress->partial = page_of(c, progress->session_id, found, d->arena);
    mention(d, progress, str_printf(d->arena, "%s.%zu", progress->request_id, c->n_timeline - 1));
}

void tell_late(struct decision *d, const Steward__V1__Conversation *c,
               const Steward__V1__ResponsePassing *response)
{
    Steward__V1__Progress *progress = progress_of(d, c);

    progress->late = true;
    progress->partial = (Steward__V1__Response *)(uintptr_t)response_whole(response, d->arena);
    mention(d, progress, str_printf(d->arena, "%s.late", progress->request_id));
}
