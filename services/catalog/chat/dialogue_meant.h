/* dialogue_meant.h: the answer to "did you say mouse pad or mousse pad?".
 *
 * An option of such a question (its `about` is "message") is a whole message: that which is understood in the
 * place of the one that was asked about, from where the conversation was before it. Pure. */
#pragma once

#include "chat/rules_chat.h"

#define MEANT_ABOUT "message"

/* False: `said`, what was understood with `dialogue`, is no answer to such a question. *ret_message is as
 * long-lived as `dialogue`, which is not changed; *ret_before is in the arena and shares with it. */
bool dialogue_meant(const Steward__V1__Dialogue *dialogue, const struct chat_understood *said,
                    struct arena *arena, const Steward__V1__Dialogue **ret_before, struct str *ret_message);
