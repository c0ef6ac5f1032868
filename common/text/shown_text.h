/* shown_text.h: what strangers wrote, as a line that may be shown. Pure, safe on any bytes. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

/* Without what is not seen and changes how the rest is (control characters, turns of the direction,
 * characters without a width); breaks and blanks in a row are one blank, and none at its ends. */
char *shown_text(struct str text, struct arena *arena);
