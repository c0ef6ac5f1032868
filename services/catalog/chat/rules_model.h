/* rules_model.h: what a language model makes of a message, and whether to believe it. Pure.
 *
 * The model does not say what a message means. It says how the message could be put plainly, and from which
 * words each part comes; the built-in engine then understands that, by the same rules and against the same
 * catalogue as anything else. It is believed if that works: the engine finds the intent that the model named
 * and is surer than it was of the message, every slot it finds stands on words that are in the message, and
 * no figure, brand or size is there that the shopper has not written. */
#pragma once

#include "chat/rules_chat.h"
#include "llm/llm.h"

#define MODEL_REWRITE_MAX 300 /* bytes */
#define MODEL_PARTS_MAX   16
#define MODEL_CONFIDENCE  0.8 /* at most, of what a model has put plainly */

/* How sure the engine is of a message: from 0 to 1, 0 where it finds nothing that a shop could act on. */
double model_sureness(const struct chat_understood *built_in);

struct llm_question model_question(const Steward__V1__Dialogue *dialogue, struct str message,
                                   struct arena *arena);

/* What the message means, its slots at their places in the message; NULL: it is not believed, `*ret_why` says
 * why. `built_in` is what the engine made of the message alone. */
struct chat_understood *model_understood(const struct chat *chat, struct index *index,
                                         const Steward__V1__Dialogue *dialogue,
                                         const struct chat_understood *built_in, struct str message,
                                         struct str answer, struct arena *arena, const char **ret_why);
