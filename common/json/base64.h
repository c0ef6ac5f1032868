/* json/base64.h: bytes as text, RFC 4648. */
#pragma once

#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"

void base64_add(struct buf *out, struct str bytes); /* the standard alphabet, padded */
/* Takes both alphabets, padded or not; false: it is not base64. Lives in the arena. */
MUST_CHECK bool base64_decode(struct str text, struct arena *arena, struct str *ret_bytes);
