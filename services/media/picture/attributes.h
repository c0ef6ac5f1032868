/* picture/attributes.h: all that is seen in a picture, as the message that tells it. */
#pragma once

#include "picture/picture.h"
#include "steward/v1/media.pb-c.h"

/* Once for a process, before it is confined. Print is read if `text_model` has what that takes: text_is_read.
 */
MUST_CHECK bool attributes_warm(const char *text_model, struct error *err);
/* They live in the arena. `ret_jpeg`, which may be NULL: the picture, upright and with at most 512 pixels on
 * its longer side, as a JPEG of nothing but its pixels. The second makes nothing but the fingerprint, which
 * is many times faster, with its cuts. */
MUST_CHECK bool attributes_extract(struct str bytes, struct arena *arena,
                                   Steward__V1__ImageAttributes **ret_answer, struct str *ret_jpeg,
                                   struct error *err);
MUST_CHECK bool attributes_fingerprint(struct str bytes, struct arena *arena,
                                       Steward__V1__ImageAttributes **ret_answer, struct error *err);
