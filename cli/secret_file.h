/* secret_file.h: a file that holds one secret and nothing else, as STEWARD_KEY_FILE names it. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

enum { SECRET_FILE_MAX = 4096 };

/* Without the line's end. False: it cannot be read, or is too long to be one. */
MUST_CHECK bool secret_file_read(const char *path, struct arena *arena, struct str *ret_secret);
/* All of it or nothing; only its owner may read it. Takes the place of what was there. */
MUST_CHECK bool secret_file_write(const char *path, struct str secret, struct error *err);
