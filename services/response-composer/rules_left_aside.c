/* rules_left_aside: new words stand before those of before (dialogue_words.c of the catalogue), each once. */
#include "rules_left_aside.h"

#include <string.h>

#include "base/str.h"

static struct str words_said(const Steward__V1__Understood *u)
{
    for (size_t i = 0; u && i < u->n_slots; i++) {
        if (!strcmp(u->slots[i]->name, "words") && !u->slots[i]->negated)
            return str_of(u->slots[i]->value);
    }
    return STR_NONE;
}

char *rules_left_aside(const Steward__V1__SearchResult *found, const Steward__V1__Turn *turn,
                       struct arena *arena)
{
    struct str wanted = str_of(turn->need ? turn->need->words : ""), said = words_said(turn->understood);
    struct str left = wanted, part;
    size_t aside = 0;

    if (!found->nothing_relevant)
        return str_c(arena, STR(""));
    while (str_split(&left, ' ', &part) && str_has_word(said, part))
        aside = wanted.len - left.len;
    return str_c(arena, aside < wanted.len ? str_trim(str_sub(wanted, 0, aside)) : STR(""));
}
