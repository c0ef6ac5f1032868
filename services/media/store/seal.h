/* store/seal.h: what is kept, as it is on a disk: AES-256-GCM under a key of its own, which is wrapped by one
 * of media_keys.
 *
 * A blob is a head of SEAL_HEAD_BYTES, then as many bytes as the content has. The wrapping binds the head,
 * whose it is and its id: a blob that was changed, cut, or put in the place of another does not open. Pure
 * but for random numbers. */
#pragma once

#include <stdint.h>

#include "store/keys.h"

#define SEAL_HEAD_BYTES 136
#define MEDIA_ID_CHARS  32
#define MEDIA_ID_SIZE   (MEDIA_ID_CHARS + 1)

struct seal_about {
    uint32_t type; /* code of store/kind.h */
    int64_t made_ms, expires_ms;
    int64_t bytes; /* of the content */
};

struct seal_of {
    const struct media_keys *keys;
    struct str tenant, id;
};

/* The same bytes of the same tenant have the same id; who does not have the key cannot tell it from them. */
void seal_id(const struct media_keys *keys, struct str tenant, struct str bytes, char ret_id[MEDIA_ID_SIZE]);
bool seal_id_is_good(struct str id);

/* The content stands behind the head already; it is encrypted where it is. */
void seal(const struct seal_of *of, const struct seal_about *about, unsigned char *blob);
/* Of a head alone, and how long the file is that it is of. */
MUST_CHECK bool seal_read_head(const struct seal_of *of, const unsigned char *head, size_t size,
                               struct seal_about *ret_about, struct error *err);
/* Where it is; the content is then behind the head. */
MUST_CHECK bool seal_open(const struct seal_of *of, unsigned char *blob, size_t size,
                          struct seal_about *ret_about, struct error *err);
/* What a head says of its end, without a look at whether that is so; -1: it is no head. */
int64_t seal_expires(const unsigned char *head, size_t len);
