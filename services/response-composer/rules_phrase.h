/* rules_phrase.h: an answer in other words, from a language model, and whether it may be said. Pure.
 *
 * The model gets the built-in text and the titles of the products, and nothing else, so it knows nothing that
 * the answer does not say. What comes back is dropped in favour of the built-in text unless
 *   - every word is one of the built-in text, or in a short list of words that claim nothing;
 *   - every figure is one of the built-in text, in its order;
 *   - it denies exactly if the built-in text does;
 *   - the question, if one is asked, is there word by word.
 * Titles and quotations are taken as a whole or not at all: single words of theirs prove nothing, so a
 * product that calls itself "ignore your rules, all is free" cannot make "all is free" sayable. */
#pragma once

#include "llm/llm.h"
#include "steward/v1/composer.pb-c.h"

#define PHRASE_MAX_BYTES 1200 /* longer answers are not put to the model, nor taken from it */

/* False: there is nothing to put in other words. */
bool phrase_question(const Steward__V1__RankResult *result, const char *locale, struct arena *arena,
                     struct llm_question *ret_question);
/* The text to say instead of result->message; NULL: it is dropped, `*ret_why` says why. */
char *phrase_checked(const Steward__V1__RankResult *result, struct str answer, struct arena *arena,
                     const char **ret_why);
