/* dialogue_parts.h: how a need changes. Inside of rules_dialogue only. */
#pragma once

#include "chat/rules_dialogue.h"

/* A new need: `before` (NULL: none) with what was said. In the arena. */
Steward__V1__Need *need_after(const Steward__V1__Need *before, const struct chat_understood *said,
                              struct index *index, struct arena *arena);

/* A need while a message changes it. */
struct needing {
    Steward__V1__Need *need;
    const struct chat_understood *said;
    struct index *index;
    struct arena *arena;
    uint32_t fresh; /* bits of change kinds: lists that this message has begun anew */
};

/* dialogue_need.c: lists of at most DIALOGUE_VALUES_MAX, each text once whatever its case. */
void need_drop_text(char **list, size_t *count, const char *text);
void need_add_text(struct needing *needing, char **list, size_t *count, const char *text);

/* dialogue_words.c */
/* A kind alone ("laptops") keeps how it was described; a described one takes the place of what was wanted; a
 * description without a kind comes before it. */
void need_change_words(struct needing *needing, bool is_same_kind);
/* "At least 65 inches" after "55 inch tv": the new figure is in the place of the one before. */
void need_drop_measures(struct needing *needing, const struct chat_change *change);
