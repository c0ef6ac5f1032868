/* language_model.h: how likely words follow each other, learned from sentences: trigrams, with
 * Kneser-Ney discounting.
 *
 * At most LANGUAGE_WORDS_MAX words and LANGUAGE_GRAMS_MAX trigrams; what comes beyond is not learned. Words
 * are divided by one blank. Pure. */
#pragma once

#include "base/str.h"

#define LANGUAGE_WORDS_MAX 50000
#define LANGUAGE_GRAMS_MAX 2000000

struct language_model;

struct language_model *language_model_new(void);
void language_model_learn(struct language_model *model, struct str sentence);
/* Each word that was learned, in the order in which they came; NULL behind the last. */
const char *language_model_word(const struct language_model *model, size_t number);
void language_model_write(struct language_model *model, struct buf *out); /* as ARPA; once, and last */
void language_model_free(struct language_model *model);                   /* NULL does nothing */
