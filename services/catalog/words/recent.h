/* recent.h: what is known of a word, kept for those that were asked for lately: titles of one search, and of
 * one shop, repeat their words. Not thread-safe. */
#pragma once

#include <stdint.h>

#include "base/str.h"
#include "words/words_describing.h"
#include "words/words_role.h"

struct recent_words;

struct recent_word {
    struct str stem; /* in English */
    uint64_t hash;   /* of the stem: hash_bytes */
    unsigned traits; /* word_traits */
    const struct word_role *role;
    const struct describing *describing; /* NULL: it names */
};

struct recent_words *recent_words_new(void);
void recent_words_free(struct recent_words *words);
/* Of a folded word; lives until the next call. */
const struct recent_word *recent_word(struct recent_words *words, struct str word);
