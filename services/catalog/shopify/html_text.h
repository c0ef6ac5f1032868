/* html_text.h: the words of a piece of HTML, on one line. Pure, and for searching and showing as text only:
 * what comes out is not safe to be put into a page as it is. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

/* At most that many bytes, in the arena. */
struct str html_text(struct str html, size_t max_bytes, struct arena *arena);
