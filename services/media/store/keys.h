/* store/keys.h: the keys that wrap the keys of what is kept.
 *
 * The first one seals; all of them open what they sealed, so that a new one can be put before the old. Each
 * is known in sealed files by an id that tells nothing of it. */
#pragma once

#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define MEDIA_KEY_BYTES    32
#define MEDIA_KEY_ID_BYTES 8
#define MEDIA_KEYS_MAX     4

struct media_keys {
    unsigned char keys[MEDIA_KEYS_MAX][MEDIA_KEY_BYTES];
    unsigned char ids[MEDIA_KEYS_MAX][MEDIA_KEY_ID_BYTES];
    size_t count;
};

/* 64 hexadecimal digits each, commas between. False: *err, which does not repeat them. */
MUST_CHECK bool media_keys_read(struct str text, struct media_keys *ret_keys, struct error *err);
/* Of the file; if there is none, it is made with a new key, for its owner alone. Blocking. */
MUST_CHECK bool media_keys_of_file(const char *path, struct media_keys *ret_keys, bool *ret_is_new,
                                   struct error *err);
const unsigned char *media_key_of(const struct media_keys *keys,
                                  const unsigned char id[MEDIA_KEY_ID_BYTES]); /* NULL: it is not there */
