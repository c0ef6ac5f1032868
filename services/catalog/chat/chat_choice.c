/* chat_choice: somebody has ticked boxes instead of saying what they want. */
#include "chat/rules_chat.h"

struct chat_understood *chat_chosen(const Steward__V1__Dialogue *dialogue,
                                    const Steward__V1__Filters *filters, struct arena *arena)
{
    struct chat_understood *chosen = arena_new_of(arena, struct chat_understood);

    chosen->words = "";
    chosen->understood = arena_new_of(arena, Steward__V1__Understood);
    steward__v1__understood__init(chosen->understood);
    chosen->understood->intent =
        dialogue && dialogue->need ? STEWARD__V1__INTENT__KIND__REFINE : STEWARD__V1__INTENT__KIND__SEARCH;
    chosen->understood->confidence = 1;
    chosen->changes[chosen->change_count++] =
        (struct chat_change){.kind = CHANGE_FILTERS, .filters = filters};
    return chosen;
}
