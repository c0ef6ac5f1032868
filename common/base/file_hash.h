/* base/file_hash.h: the checksum of a file of any size. Blocking. */
#pragma once

#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"

#define FILE_HASH_SIZE 65

/* SHA-256 in hexadecimal, and how long the file is. */
MUST_CHECK bool file_hash(const char *path, char ret_sha256[FILE_HASH_SIZE], int64_t *ret_bytes,
                          struct error *err);
