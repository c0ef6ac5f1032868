/* auth/known.h: credentials that were looked up a moment ago, by their digests, so that not every request
 * waits for the look. Bounded: past its size the ones put in first go. No clock: the time comes in. */
#pragma once

#include "auth/key.h"
#include "auth/principal.h"

struct known;

enum known_answer { KNOWN_NOT, KNOWN_GOOD, KNOWN_BAD };

struct known *known_new(size_t most);
/* *ret_principal is set for a GOOD one; it lives until the next call. `digest` has KEY_DIGEST_BYTES. */
enum known_answer known_get(struct known *known, struct str digest, int64_t now_ms,
                            const struct principal **ret_principal);
/* NULL: it is known to be bad. Copied. */
void known_put(struct known *known, struct str digest, const struct principal *principal, int64_t until_ms);
void known_forget(struct known *known, struct str subject); /* all of that subject */
void known_free(struct known *known);                       /* NULL does nothing */
