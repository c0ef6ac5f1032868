/* tokenise.h: text into the words that are searched for.
 *
 * Words are folded (compatibility forms, case, accents). A number with its unit is one token besides the bare
 * number
 * (`43.2 cm` gives "43.2" and "43.2cm", `17"` gives "17" and "17in"); what is joined by hyphens, and model
 * numbers joined by strokes or dots, come in parts and whole ("dv7-1211ea" gives "dv7", "1211ea" and
 * "dv71211ea"). Bytes that are no UTF-8 separate words. Not thread-safe. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum token_kind {
    TOKEN_WORD,    /* letters only */
    TOKEN_NUMBER,  /* digits, with a decimal point or none */
    TOKEN_CODE,    /* letters and digits: a model number, or a part of one */
    TOKEN_MEASURE, /* a number with its unit */
    TOKEN_JOINED,  /* the whole of what was joined */
};

struct token {
    struct str text;   /* folded; lives until the next call */
    struct str said;   /* as it stands in the text, with its unit or its joints */
    uint16_t position; /* counts words; a whole stands where its first part does */
    uint8_t kind;
    uint8_t parts; /* of a MEASURE or JOINED: how many tokens right before it are its parts; else 0 */
    bool head;     /* ends its noun phrase: the "case" of "black camera case for Canon" */
};

#define TOKEN_BYTES_MAX 48   /* longer words are cut */
#define TOKENS_MAX      4096 /* of one text; what is behind is left out */

struct tokeniser;

struct tokeniser *tokeniser_new(void);
void tokeniser_free(struct tokeniser *tokeniser);
/* The tokens live until the next call. */
size_t tokenise(struct tokeniser *tokeniser, struct str text, const struct token **ret_tokens);
/* What is known of a folded word; lives until the next call, as its stem does. */
const struct recent_word *token_word(struct tokeniser *tokeniser, struct str word);
struct str token_stem(struct tokeniser *tokeniser, struct str word);
/* "inches" gives "in"; an empty one: no unit. */
struct str unit_named(struct str word);
