/* media/words.h: what the shop calls its products: the file that STEWARD_MEDIA_WORDS names, else the demo
 * catalogue's words. speech/vocabulary.h says what is in it. */
#pragma once

#include "base/arena.h"
#include "base/config.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define WORDS_FILE_BYTES ((size_t)16 << 20)

/* Blocking: for the start. It may live in the arena. */
MUST_CHECK bool words_read(const struct config *config, struct arena *arena, struct str *ret_words,
                           struct error *err);
