/* join_question.h: what may have been meant instead of what is looked for, as a question back. Pure. */
#pragma once

#include "join/rules_join.h"

struct join_meaning {
    struct str label; /* as it is asked about */
    const char *text; /* all that is looked for then */
};

/* Without its words. NULL: it is not worth asking, for one of the two is not answered, or both are by much
 * the same products. */
Steward__V1__Clarification *join_question(const struct join_meaning *taken, const struct join_meaning *other,
                                          const struct join_lexicon *lexicon, struct arena *arena);
