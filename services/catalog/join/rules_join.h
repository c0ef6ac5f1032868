/* rules_join.h: what was typed, said and shown, as one question.
 *
 * Typed wins over said, said over shown, where brands, colours, sizes or limits of the price contradict each
 * other; that they do is told in a note, and asked about, if the catalogue answers both and differently; so
 * is a word that may have been another one. A code that the catalogue has is all that is taken of a picture;
 * else a model number; else the title of the product whose picture it shows; else the words of its label, and
 * of what a vision model calls it, that the catalogue knows, and its colour and size, if none was typed or
 * said. What could not be read is told, and is a problem if nothing else asks for anything. Pure. */
#pragma once

#include "base/arena.h"
#include "join/join_answer.h"
#include "steward/v1/reading.pb-c.h"
#include "words/tokenise.h"

#define JOIN_WORDS_MAX 6 /* of a label */

struct join_likeness {
    struct str title; /* of the product whose picture it shows */
    double sureness;
};

struct join_lexicon {
    bool (*knows)(const void *owner, struct str word); /* folded: a product has it */
    void (*answer)(const void *owner, struct str text, struct arena *arena, struct join_answer *ret_answer);
    bool (*is_brand)(const void *owner, struct str text); /* in any case; NULL: no brands are known */
    /* False: no product's that is known. NULL: no pictures are known. */
    bool (*looks_like)(const void *owner, const Steward__V1__Fingerprint *photo,
                       struct join_likeness *ret_likeness);
    const void *owner;
    const char *currency;    /* the shop's; NULL: not known */
    const struct chat *chat; /* reads the numbers of what is said; NULL: they stay words */
};

Steward__V1__JoinResult *join(const Steward__V1__JoinCommand *command, const struct join_lexicon *lexicon,
                              struct tokeniser *tokeniser, struct arena *arena);
