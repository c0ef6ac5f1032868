/* session_state: lists are copied when they grow: what they were made of belongs to the event before. */
#include "session/session_state.h"

#include "session/respond.h"
#include "session/rules_media.h"
#include "session/rules_request.h"
#include "json/message.h"

#define RECENT_MAX      32 /* ids remembered, to know a request that is sent again */
#define TITLE_MAX_BYTES 80

bool session_knows(const Steward__V1__SessionState *s, const char *request_id)
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
    q->answer_topic = str_c(arena, event->answer_topic);
    return q;
}

Steward__V1__Conversation *conversation_of(const struct event *event, int64_t now_ms, struct arena *arena)
{
    Steward__V1__Conversation *c = message_new(&steward__v1__conversation__descriptor, arena);
    Steward__V1__Request *request = arena_copy(arena, event->message, sizeof(*request));

    c->request = request;
    request->request_id = str_c(arena, request_name(request, event->id));
    request_cut_data(request);
    c->question = question_of(event, arena);
    add_step(c, STEWARD__V1__WORKFLOW__STATE__INITIAL, now_ms, arena);
    return c;
}

void session_open(Steward__V1__SessionState *s, struct str id, int64_t now_ms, struct arena *arena)
{
    if (s->session_id[0])
        return;
    s->session_id = str_c(arena, id);
    s->created_at = timestamp(now_ms, arena);
}

void session_append(Steward__V1__SessionState *s, Steward__V1__Conversation *c, struct arena *arena)
{
    Steward__V1__Conversation **waiting = arena_array(arena, s->n_waiting + 1, sizeof(*waiting));

    s->asked_at_ms = c->timeline[0]->at->seconds * 1000 + c->timeline[0]->at->nanos / 1000000;
    if (s->n_waiting)
        memcpy(waiting, s->waiting, s->n_waiting * sizeof(*waiting));
    waiting[s->n_waiting++] = c;
    s->waiting = waiting;
}

void session_remember(Steward__V1__SessionState *s, const char *request_id, struct arena *arena)
{
    size_t keep = s->n_recent < RECENT_MAX ? s->n_recent : RECENT_MAX - 1;
    char **recent = arena_array(arena, keep + 1, sizeof(*recent));

    for (size_t i = 0; i < keep; i++)
        recent[i] = s->recent[s->n_recent - keep + i];
    recent[keep] = str_c(arena, str_of(request_id));
    s->recent = recent;
    s->n_recent = keep + 1;
}

char *session_title(const Steward__V1__Conversation *c, const Steward__V1__Dialogue *dialogue,
                    struct arena *arena)
{
    const Steward__V1__Need *need = dialogue ? dialogue->need : NULL;
    struct str wanted =
        str_of(c->request->ask_case == STEWARD__V1__REQUEST__ASK_SEARCH ? conversation_words(c)
               : need                                                   ? need->words
                                                                        : "");

    return str_c(arena, str_sub(wanted, 0, utf8_clip(wanted, TITLE_MAX_BYTES)));
}

Steward__V1__ResponsePassing *session_refusal(const Steward__V1__SessionState *s,
                                              const Steward__V1__Request *request, struct arena *arena)
{
    struct json_fault faults[LIMIT_FAULTS_MAX];
    size_t count = request_record_faults(request, faults);

    if (count)
        return response_invalid(faults, count, arena);
    if (s->user_id[0] && request->user_id[0] && strcmp(s->user_id, request->user_id) != 0)
        return response_failed(403, "not-your-session", "session_id", "this session belongs to somebody else",
                               false, arena);
    return NULL;
}
