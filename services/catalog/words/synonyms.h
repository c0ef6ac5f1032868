/* synonyms.h: words that mean the same to a shopper.
 *
 * One rule a line; # begins a comment. `sofa, couch, settee` goes every way; `laptop => notebook, ultrabook`
 * goes one way: who asks for a laptop is shown notebooks too. A side may be a phrase of up to 4 words. A line
 * without a second side is left out and counted. */
#pragma once

#include "base/error.h"
#include "base/mem.h"
#include "words/tokenise.h"

#define SYNONYM_WORDS_MAX 4

struct synonyms;

struct phrase {
    struct str stems[SYNONYM_WORDS_MAX];
    size_t count;
};

struct synonyms *synonyms_read(struct str text, struct tokeniser *tokeniser, size_t *ret_left_out);
/* Adds the bytes of a file to `text`, which the caller frees. False: it cannot be read, or a line is no rule;
 * *err says which. Blocking: for the start. */
MUST_CHECK bool synonyms_read_file(const char *path, struct tokeniser *tokeniser, struct buf *text,
                                   struct error *err);
void synonyms_free(struct synonyms *synonyms); /* NULL does nothing */

/* What the stems, joined by blanks, may be said as, too. NULL: nothing else. */
const struct phrase *synonyms_find(const struct synonyms *synonyms, struct str stems, size_t *ret_count);
