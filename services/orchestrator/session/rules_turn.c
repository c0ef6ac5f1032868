/* rules_turn: the need becomes a search, the page shown becomes what "the second one" is about. */
#include "session/rules_turn.h"

#include "base/map.h"
#include "session/rules_media.h"
#include "session/rules_request.h"
#include "json/message.h"

#define SHOWN_MAX 20 /* nobody points further down */

bool is_chat(const Steward__V1__Conversation *conversation)
{
    return conversation->request->ask_case == STEWARD__V1__REQUEST__ASK_CHAT;
}

const ProtobufCMessage *turn_understand(const Steward__V1__Conversation *c,
                                        const Steward__V1__Dialogue *dialogue, struct arena *arena)
{
    Steward__V1__UnderstandCommand *command =
        message_new(&steward__v1__understand_command__descriptor, arena);

    command->tenant_id = c->question->tenant_id;
    command->message = conversation_words(c);
    command->locale = c->request->chat->locale;
    command->filters = c->request->chat->filters;
    command->dialogue = (Steward__V1__Dialogue *)(uintptr_t)dialogue;
    return &command->base;
}

static void add_need(Steward__V1__SearchCommand *command, const Steward__V1__Need *need)
{
    command->query = need->words;
    command->n_or_queries = need->n_or_words;
    command->or_queries = need->or_words;
    command->filters = need->filters;
    command->n_without = need->n_without;
    command->without = need->without;
    command->sort = need->sort;
    command->cheap = need->cheap;
    command->similar_to = need->similar_to;
}

static void add_search(Steward__V1__SearchCommand *command, const Steward__V1__Conversation *c)
{
    const Steward__V1__SearchRequest *search = c->request->search;

    command->query = conversation_words(c);
    command->limit = search->limit;
    command->filters = search->filters;
    command->sort = search->sort;
    command->cursor = search->cursor;
    command->locale = search->locale;
}

static void add_chat(Steward__V1__SearchCommand *command, const Steward__V1__Conversation *c)
{
    const Steward__V1__Dialogue *dialogue = c->dialogue;

    command->limit = c->request->chat->limit;
    command->locale = c->request->chat->locale;
    if (dialogue->need)
        add_need(command, dialogue->need);
    command->by_kind = true;
    command->wants_question = !c->wants_more && !media_asks(c) && dialogue->n_asked_about < QUESTIONS_MAX;
    command->n_not_about = dialogue->n_asked_about;
    command->not_about = dialogue->asked_about;
    if (c->wants_more)
        command->cursor = dialogue->next_cursor;
}

int32_t turn_session_mark(struct str session_id)
{
    uint64_t hash = hash_for_good(0, session_id.data, session_id.len);

    return session_id.len ? (int32_t)(hash >> 58) + 1 : 0;
}

Steward__V1__SearchCommand *turn_search(const Steward__V1__Conversation *c, struct arena *arena)
{
    Steward__V1__SearchCommand *command = message_new(&steward__v1__search_command__descriptor, arena);

    if (is_chat(c))
        add_chat(command, c);
    else
        add_search(command, c);
    command->tenant_id = c->question->tenant_id;
    command->limit = command->limit ? command->limit : LIMIT_DEFAULT;
    command->session_mark = turn_session_mark(str_of(c->request->session_id));
    return command;
}

Steward__V1__RankCommandPassing *turn_rank(const Steward__V1__Conversation *c,
                                           const Steward__V1__SearchPassing *found, struct arena *arena)
{
    Steward__V1__RankCommandPassing *command =
        message_new(&steward__v1__rank_command_passing__descriptor, arena);

    command->tenant_id = c->question->tenant_id;
    command->found = (Steward__V1__SearchPassing *)(uintptr_t)found;
    command->turn = c->turn;
    command->joined = media_told(c, arena);
    command->impersonal = is_chat(c) && c->request->chat->impersonal;
    command->request_id = c->request->request_id;
    command->explain =
        c->request->ask_case == STEWARD__V1__REQUEST__ASK_SEARCH && c->request->search->explain;
    return command;
}

const ProtobufCMessage *turn_answer(const Steward__V1__Conversation *c, const Steward__V1__Turn *turn,
                                    struct arena *arena)
{
    Steward__V1__AnswerCommand *command = message_new(&steward__v1__answer_command__descriptor, arena);

    command->tenant_id = c->question->tenant_id;
    command->turn = (Steward__V1__Turn *)(uintptr_t)turn;
    command->joined = media_told(c, arena);
    return &command->base;
}

static const Steward__V1__ResponseShown *shown_in(const Steward__V1__ResponsePassing *response,
                                                  struct arena *arena)
{
    const ProtobufCMessage *shown = message_unpack(&steward__v1__response_shown__descriptor,
                                                   message_pack(&response->base, arena), arena, NULL);

    return (const Steward__V1__ResponseShown *)(shown ? shown
                                                      : message_new(&steward__v1__response_shown__descriptor,
                                                                    arena));
}

static void note_question(Steward__V1__Dialogue *dialogue, Steward__V1__Clarification *question,
                          struct arena *arena)
{
    char **about = arena_array(arena, dialogue->n_asked_about + 1, sizeof(*about));

    for (size_t i = 0; i < dialogue->n_asked_about; i++)
        about[i] = dialogue->asked_about[i];
    about[dialogue->n_asked_about++] = question->about;
    dialogue->asked_about = about;
    dialogue->asked = question;
}

/* Corrected once, it is not said again with every message that follows. */
static void take_corrections(Steward__V1__Dialogue *dialogue, const Steward__V1__ResponseShown *shown,
                             struct arena *arena)
{
    if (!dialogue->need || !shown->n_corrections)
        return;
    dialogue->need = arena_copy(arena, dialogue->need, sizeof(*dialogue->need));
    for (size_t i = 0; i < shown->n_corrections; i++)
        dialogue->need->words =
            str_replace_word(arena, str_of(dialogue->need->words), str_of(shown->corrections[i]->from),
                             str_of(shown->corrections[i]->to));
}

/* What nothing has was told once; the search goes on without it. New words stand before those of before. */
static void leave_words_aside(Steward__V1__Dialogue *dialogue, const Steward__V1__ResponseShown *shown,
                              struct arena *arena)
{
    struct str words = str_of(dialogue->need ? dialogue->need->words : ""), aside = str_of(shown->left_aside);

    if (!aside.len || words.len < aside.len + 2 || !str_starts(words, aside))
        return;
    dialogue->need = arena_copy(arena, dialogue->need, sizeof(*dialogue->need));
    dialogue->need->words = str_c(arena, str_trim(str_sub(words, aside.len, words.len)));
}

Steward__V1__Dialogue *turn_remember(const Steward__V1__Conversation *c,
                                     const Steward__V1__ResponsePassing *response, bool searched,
                                     struct arena *arena, bool *ret_asks)
{
    const Steward__V1__ResponseShown *shown = shown_in(response, arena);
    Steward__V1__Dialogue *dialogue = c->dialogue ? arena_copy(arena, c->dialogue, sizeof(*c->dialogue))
                                                  : message_new(&steward__v1__dialogue__descriptor, arena);

    *ret_asks = searched && shown->clarification;
    if (!searched)
        return dialogue;
    dialogue->n_shown = shown->n_products < SHOWN_MAX ? shown->n_products : SHOWN_MAX;
    dialogue->shown = shown->products;
    dialogue->n_focus = 0;
    dialogue->next_cursor = shown->next_cursor;
    dialogue->asked = NULL;
    leave_words_aside(dialogue, shown, arena);
    take_corrections(dialogue, shown, arena);
    if (*ret_asks)
        note_question(dialogue, shown->clarification, arena);
    return dialogue;
}
