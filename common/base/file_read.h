/* base/file_read.h: a small file as a whole. Blocking: for the start, and for tools. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

/* In the arena, with NUL behind it. False: *err names the file and says why, ERROR_SKIP if there is none; one
 * with more than `max_bytes` is refused, and not cut off. */
MUST_CHECK bool file_read(const char *path, size_t max_bytes, struct arena *arena, struct str *ret_text,
                          struct error *err);
