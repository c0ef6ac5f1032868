/* join_parts.h: what the parts of rules_join share. Each adds to the text what those before it leave open. */
#pragma once

#include "base/mem.h"
#include "join/join_brand.h"
#include "join/join_colour.h"
#include "join/join_size.h"
#include "join/join_wish.h"
#include "join/rules_join.h"

#define JOIN_NOTES_MAX  16
#define JOIN_PRICES_MAX 4 /* limits of the price; more are words */

struct join_price {
    struct named named;
    const Steward__V1__MoneyRange *range;
};

struct join {
    const Steward__V1__JoinCommand *command;
    const struct join_lexicon *lexicon;
    struct tokeniser *tokeniser;
    struct arena *arena;
    Steward__V1__JoinResult *result;
    struct buf text;
    struct named colour, brand, size;                 /* what counts so far */
    struct str other_colour, other_brand, other_size; /* the first that was passed over for it */
    struct join_price prices[JOIN_PRICES_MAX];        /* all of them count */
    size_t price_count;
    struct named price; /* for which the first was passed over */
    struct str other_price;
};

/* rules_join.c */
void join_add_price(struct join *j, named_by by, struct str word, const Steward__V1__MoneyRange *range);
void join_add_words(struct join *j, struct str words);
bool join_has_word(const struct join *j, struct str word);
/* What was typed or said, without what only points at a picture. */
struct str join_own_words(const struct join *j, const char *text);

/* join_said.c, join_seen.c: one of the media. */
void join_voice(struct join *j, size_t at);
void join_picture(struct join *j, size_t at);
void join_foreign(struct join *j, size_t at); /* its barcode, if there is nothing else to look for */
