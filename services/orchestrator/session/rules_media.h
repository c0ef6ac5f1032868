/* rules_media.h: a request's photos and voice notes: what is asked about them, and what their reading makes
 * of the request. Pure; messages live in the arena and borrow from what they are made of. */
#pragma once

#include "base/arena.h"
#include "steward/v1/state.pb-c.h"

#define MEDIA_MAX 4 /* of a request */

size_t media_count(const Steward__V1__Conversation *conversation);
/* Of the media service: to read them. */
const ProtobufCMessage *media_read(const Steward__V1__Conversation *conversation, struct arena *arena);
/* What it says is the conversation's from now on; NULL: it is silent. */
void media_take(Steward__V1__Conversation *conversation, const Steward__V1__ReadMediaResult *result,
                struct arena *arena);
/* Of the catalogue: to make one question of what was read and typed. */
const ProtobufCMessage *media_join(const Steward__V1__Conversation *conversation, struct arena *arena);
/* What is asked, in words: as typed, or all that was typed, said and shown, once that is known. */
char *conversation_words(const Steward__V1__Conversation *conversation);
/* The same, once it has been made; `dialogue` is what the session remembers, NULL: nothing. The result is the
 * conversation's from now on. */
void media_joined(Steward__V1__Conversation *conversation, const Steward__V1__JoinResult *result,
                  const Steward__V1__Dialogue *dialogue, struct arena *arena);
/* Whether it is asked back what was meant. Of a chat this is known when it is understood. */
bool media_asks(const Steward__V1__Conversation *conversation);
/* What there is to say of them, and what to ask back, for who words the answer; NULL: there are none. */
Steward__V1__JoinResult *media_told(const Steward__V1__Conversation *conversation, struct arena *arena);
