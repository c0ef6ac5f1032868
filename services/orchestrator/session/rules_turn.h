/* rules_turn.h: one turn of a conversation: what it asks of the other services, and what the session
 * remembers of its answer. Pure; messages live in the arena and borrow from what they are made of. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "steward/v1/composer.pb-c.h"
#include "steward/v1/state.pb-c.h"

#define QUESTIONS_MAX 2 /* asked back in one search */

bool is_chat(const Steward__V1__Conversation *conversation);

/* `dialogue` NULL: nothing has been said yet. */
const ProtobufCMessage *turn_understand(const Steward__V1__Conversation *conversation,
                                        const Steward__V1__Dialogue *dialogue, struct arena *arena);
/* 1 to 64, the same for the session each time; 0: it has no name. Few enough that nobody is told by it. */
int32_t turn_session_mark(struct str session_id);
/* What the request says; of a chat: what is wanted now, as conversation->dialogue says. */
Steward__V1__SearchCommand *turn_search(const Steward__V1__Conversation *conversation, struct arena *arena);
Steward__V1__RankCommandPassing *turn_rank(const Steward__V1__Conversation *conversation,
                                           const Steward__V1__SearchPassing *found, struct arena *arena);
const ProtobufCMessage *turn_answer(const Steward__V1__Conversation *conversation,
                                    const Steward__V1__Turn *turn, struct arena *arena);

/* The dialogue after the response: what is shown now, and the question, if there is one. An answer that shows
 * nothing leaves what was shown. *ret_asks: it asks back. */
Steward__V1__Dialogue *turn_remember(const Steward__V1__Conversation *conversation,
                                     const Steward__V1__ResponsePassing *response, bool searched,
                                     struct arena *arena, bool *ret_asks);
