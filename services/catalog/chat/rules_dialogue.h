/* rules_dialogue.h: what a conversation is after a message: what is wanted, remembered and spoken of.
 *
 * Pure. The dialogue that was is not changed; the new one is in the arena and shares with the old one what
 * stayed. Everything in it is bounded, however long a conversation gets. */
#pragma once

#include "chat/rules_chat.h"

#define DIALOGUE_HISTORY_MAX 10 /* needs that "go back" can go back to */
#define DIALOGUE_SAVED_MAX   50
#define DIALOGUE_CHOSEN_MAX  10
#define DIALOGUE_VALUES_MAX  16  /* of each list of a need */
#define DIALOGUE_WORDS_MAX   200 /* bytes of a need's words */

struct dialogue_turn {
    Steward__V1__Dialogue *dialogue;
    Steward__V1__Turn *turn;
    bool wants_search;
    bool wants_more;
};

/* `message` and `locale` are as they came. The turn's subjects are what the index knows of them. */
struct dialogue_turn dialogue_after(struct index *index, const Steward__V1__Dialogue *before,
                                    const struct chat_understood *understood, struct str message,
                                    struct str locale, struct arena *arena);

/* A product as the index has it: without description and codes. NULL: it has it not. */
Steward__V1__Product *dialogue_product(const struct index *index, struct str product_id, struct arena *arena);
