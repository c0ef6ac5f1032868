/* sources_file.h: the marketplaces that an operator has named, from the file of STEWARD_CATALOG_SOURCES.
 *
 * Blocking: for the start. Secrets come from where the file says they are, and stay in memory only; those
 * that somebody keeps by `secrets`. */
#pragma once

#include "offers/shop.h"
#include "secrets/secrets.h"

#define SOURCES_MAX            16
#define SOURCES_BYTES_MAX      (256 << 10)
#define SOURCE_DEADLINE_MS     800 /* the default */
#define SOURCE_DEADLINE_MS_MAX 3000
#define SOURCE_LIMIT           20 /* the default */
#define SOURCE_LIMIT_MAX       100

/* The shops live in the arena. False: *err says which source and field, and what is allowed. */
MUST_CHECK bool sources_file_read(const char *path, struct secrets *secrets, struct arena *arena,
                                  struct shop **ret_shops, size_t *ret_count, struct error *err);
/* The same of its text. */
MUST_CHECK bool sources_text_read(struct str json, struct secrets *secrets, struct arena *arena,
                                  struct shop **ret_shops, size_t *ret_count, struct error *err);
