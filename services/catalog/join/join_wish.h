/* join_wish.h: the limits of the price and the sizes that a text names, with the words that do so. Pure. */
#pragma once

#include "base/arena.h"
#include "join/rules_join.h"
#include "search/query_reader.h"

struct join_wish {
    struct str said;                      /* "under 50", "size 42": as it stands in the text */
    const Steward__V1__MoneyRange *price; /* of a limit of the price */
};

/* Those of a kind, WISH_PRICE or WISH_SIZE, as a plain query names them; `room` at most. How many: */
size_t join_wishes_in(struct str text, enum query_wish kind, const struct join_lexicon *lexicon,
                      struct arena *arena, struct join_wish *ret, size_t room);
