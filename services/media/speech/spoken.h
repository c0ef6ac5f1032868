/* spoken.h: what is written, as it is spoken: small letters, figures and units as words, one blank between
 * two words.
 *
 * "15.6-inch Laptop, 512 GB" is "fifteen point six inch laptop five hundred twelve gigabytes". Letters beyond
 * ASCII are left out. Pure. */
#pragma once

#include "base/str.h"

#define SPOKEN_NUMBER_MAX 999999999

void spoken_add(struct buf *out,
                struct str written); /* behind what is there, with a blank if there is something */
void spoken_number(struct buf *out, int64_t number); /* 0 to SPOKEN_NUMBER_MAX; the same */
