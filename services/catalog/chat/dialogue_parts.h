/* dialogue_parts.h: how a need changes. Inside of rules_dialogue only. */
#pragma once

#include "chat/rules_dialogue.h"

/* A new need: `before` (NULL: none) with what was said. In the arena. */
Steward__V1__Need *need_after(const Steward__V1__Need *before, const struct chat_understood *said,
                              struct index *index, struct arena *arena);
