/* dialogue_meant: such a question is asked only about a message that says what is wanted, so the need before
 * it is the newest one that "go back" would go to. */
#include "chat/dialogue_meant.h"

#include <string.h>

static Steward__V1__Dialogue *before_it(const Steward__V1__Dialogue *dialogue, struct arena *arena)
{
    Steward__V1__Dialogue *before = arena_copy(arena, dialogue, sizeof(*dialogue));

    before->asked = NULL;
    before->need = dialogue->n_before ? dialogue->before[dialogue->n_before - 1] : NULL;
    before->n_before -= dialogue->n_before > 0;
    return before;
}

bool dialogue_meant(const Steward__V1__Dialogue *dialogue, const struct chat_understood *said,
                    struct arena *arena, const Steward__V1__Dialogue **ret_before, struct str *ret_message)
{
    const struct chat_change *change = said->change_count ? &said->changes[0] : NULL;

    if (!dialogue || !dialogue->asked || strcmp(dialogue->asked->about, MEANT_ABOUT) != 0 ||
        said->understood->intent != STEWARD__V1__INTENT__KIND__ANSWER || said->refuses || !change ||
        change->kind != CHANGE_OPTION)
        return false;
    *ret_before = before_it(dialogue, arena);
    *ret_message = str_of(change->value);
    return true;
}
