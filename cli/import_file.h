/* import_file.h: an import file, plain or gzip (zlib tells), and how far it has been read. Owner of zlib. */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

struct import_file;

MUST_CHECK bool import_file_open(const char *path, struct import_file **ret_file,
                                 struct error *err);                                /* "-": stdin */
ptrdiff_t import_file_read(void *file, char *room, size_t size, struct error *err); /* a rows_read_fn */
/* A file with no more than `max_bytes`, as a whole, in the arena. False: it cannot be read, or has more. */
MUST_CHECK bool import_file_text(const char *path, size_t max_bytes, struct arena *arena,
                                 struct str *ret_text, struct error *err);
double import_file_share(const struct import_file *file); /* 0 to 1; -1: not known */
/* What tells this file from others: its size, time and beginning. NULL: it cannot be told (standard input).
 */
const char *import_file_identity(struct import_file *file, struct arena *arena);
void import_file_close(struct import_file *file); /* NULL does nothing */
