/* join_hearing.h: of what the voice notes may have said, what counts, and what to ask back about.
 *
 * The likeliest reading that the catalogue answers is the one that counts: a reading that finds nothing
 * stands back behind one that finds something. Another one that is answered, too, but by other products, is a
 * doubt, if a word in which they differ was not heard surely. Pure. */
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
