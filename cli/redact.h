/* redact.h: text without the secrets that are in it. Pure.
 *
 * Known ones by their values, others by where they stand: the password of a URL, an API key, a bearer's
 * token, a JWT, what follows `password` or `secret`. Rather too much is taken out than too little. */
#pragma once

#include "base/str.h"

#define REDACTED "****"

/* `secrets` ends with NULL; values of less than four bytes are left alone. Adds to *out. */
void redact(struct str text, const char *const *secrets, struct buf *out);
