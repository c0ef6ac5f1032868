/* texts.h: every distinct brand, category, colour, attribute name and value once, as a number.
 *
 * Texts that differ only in case are one; the spelling that came first is shown. Counted: a text that no
 * product uses any more goes. Number 0 is no text. */
#pragma once

#include <stdint.h>

#include "base/str.h"

struct texts;

struct texts *texts_new(void);
void texts_free(struct texts *texts);
uint32_t texts_take(struct texts *texts, struct str text); /* one more user; the empty text is 0 */
uint32_t texts_share(struct texts *texts, uint32_t text);  /* one more user of it; gives it back */
void texts_give_back(struct texts *texts, uint32_t text);
uint32_t texts_find(const struct texts *texts, struct str text); /* 0: nobody uses it */
const char *texts_get(const struct texts *texts, uint32_t text); /* of 0: "" */
uint32_t texts_limit(const struct texts *texts);                 /* every number is below it */
