/* auth/key.h: API keys as text: st_live_<id>_<secret>_<check>, the id 8, the secret 43 (of 256 bits) and the
 * check 6 characters of letters and digits. The check is a CRC: a key that was mistyped or cut off is told
 * from one that is not known, without looking it up; it protects against nothing else. Only the id and the
 * SHA-256 of the whole are kept: a random key needs no slow hash. */
#pragma once

#include "base/mem.h"
#include "base/str.h"

#define KEY_ID_CHARS     8
#define KEY_SIZE         68 /* with its NUL */
#define KEY_DIGEST_BYTES 32

void key_make(char ret_key[KEY_SIZE]);
bool key_is_meant(struct str text); /* it begins as keys do */
/* False: not a key. The id borrows from the text. */
MUST_CHECK bool key_read(struct str text, struct str *ret_id);
struct str key_id_of(struct str key); /* of one that is known to be a key; borrows */
void key_digest(struct str key, unsigned char ret_digest[KEY_DIGEST_BYTES]);
/* In a time that does not depend on where they differ. */
bool key_digests_match(struct str a, struct str b);
