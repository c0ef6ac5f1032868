/* rules_media: a silent media service is told like media that cannot be read, so that what was typed counts.
 */
#include "session/rules_media.h"

#include "service/problems.h"
#include "session/rules_request.h"
#include "session/rules_turn.h"
#include "json/message.h"

size_t media_count(const Steward__V1__Conversation *c)
{
    size_t count;

    request_media(c->request, &count);
    return count;
}

const ProtobufCMessage *media_read(const Steward__V1__Conversation *c, struct arena *arena)
{
    Steward__V1__ReadMediaCommand *command = message_new(&steward__v1__read_media_command__descriptor, arena);

    command->tenant_id = c->question->tenant_id;
    command->media = request_media(c->request, &command->n_media);
    return &command->base;
}

static Steward__V1__MediaReading *unread(const Steward__V1__MediaRef *ref, const Steward__V1__Problem *why,
                                         struct arena *arena)
{
    Steward__V1__MediaReading *reading = message_new(&steward__v1__media_reading__descriptor, arena);

    reading->media_id = ref->media_id;
    reading->problem = (Steward__V1__Problem *)(uintptr_t)why;
    return reading;
}

void media_take(Steward__V1__Conversation *c, const Steward__V1__ReadMediaResult *result, struct arena *arena)
{
    const Steward__V1__Problem *silent =
        problem_new(503, "media-silent", "the media service did not answer in time: try again", arena);
    size_t count;
    Steward__V1__MediaRef **refs = request_media(c->request, &count);

    if (result && !result->problem) {
        c->n_media = result->n_media;
        c->media = result->media;
        return;
    }
    c->media = arena_array(arena, count, sizeof(*c->media));
    c->n_media = count;
    for (size_t i = 0; i < count; i++)
        c->media[i] = unread(refs[i], result ? result->problem : silent, arena);
}

const ProtobufCMessage *media_join(const Steward__V1__Conversation *c, struct arena *arena)
{
    Steward__V1__JoinCommand *command = message_new(&steward__v1__join_command__descriptor, arena);

    command->tenant_id = c->question->tenant_id;
    command->typed = conversation_words(c);
    if (!is_chat(c))
        command->filters = c->request->search->filters;
    command->n_media = c->n_media;
    command->media = c->media;
    return &command->base;
}

static bool is_asked(const Steward__V1__Dialogue *dialogue, const Steward__V1__Clarification *question)
{
    return dialogue && dialogue->asked && question && !strcmp(dialogue->asked->about, question->about);
}

/* An answer that is in doubt itself is taken as it is. */
void media_joined(Steward__V1__Conversation *c, const Steward__V1__JoinResult *result,
                  const Steward__V1__Dialogue *dialogue, struct arena *arena)
{
    c->joined = arena_copy(arena, result, sizeof(*result));
    if (is_asked(dialogue, result->question))
        c->joined->question = NULL;
}

char *conversation_words(const Steward__V1__Conversation *c)
{
    if (c->joined)
        return c->joined->text;
    return is_chat(c) ? c->request->chat->message : c->request->search->query;
}

/* Nothing but what is wanted can be taken back and said anew. */
static bool says_what_is_wanted(const Steward__V1__Turn *turn)
{
    Steward__V1__Intent__Kind intent = turn && turn->understood ? turn->understood->intent : 0;

    return intent == STEWARD__V1__INTENT__KIND__SEARCH || intent == STEWARD__V1__INTENT__KIND__REFINE ||
           intent == STEWARD__V1__INTENT__KIND__CORRECT;
}

bool media_asks(const Steward__V1__Conversation *c)
{
    if (!c->joined || !c->joined->question)
        return false;
    return is_chat(c) ? says_what_is_wanted(c->turn) : !*c->request->search->cursor;
}

Steward__V1__JoinResult *media_told(const Steward__V1__Conversation *c, struct arena *arena)
{
    Steward__V1__JoinResult *told = c->joined ? arena_copy(arena, c->joined, sizeof(*told)) : NULL;

    if (told && !media_asks(c))
        told->question = NULL;
    return told;
}
