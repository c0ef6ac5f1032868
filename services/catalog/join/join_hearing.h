/* join_hearing.h: of what the voice notes may have said, what counts, and what to ask back about.
 *
 * Where a word was not heard surely, that reading counts which is likely and which the catalogue answers: the
 * more of it the best product has, the better. Another one that is answered as well, but by other products,
 * is a doubt. Pure. */
#pragma once

#include "join/rules_join.h"

struct join_hearing {
    const Steward__V1__JoinCommand *command; /* with the words that count */
    const Steward__V1__JoinCommand *other; /* with what may have been said instead; NULL: there is no doubt */
    struct str said, instead;              /* the words in which they differ, with one beside them */
};

/* All in the arena; what is not changed is that of `command`. */
void join_hear(const Steward__V1__JoinCommand *command, const struct join_lexicon *lexicon,
               struct arena *arena, struct join_hearing *ret_hearing);
