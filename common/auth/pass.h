/* auth/pass.h: what one service shows another when it asks something for somebody. Pure.
 *
 * A pass says for which service it is, of which tenant, for which one scope and until when, and is signed
 * (HMAC-SHA256) with a secret that all services have: STEWARD_SERVICE_SECRET. It lets in a viewer at most,
 * and of that tenant only. It is made anew for each question. */
#pragma once

#include "auth/principal.h"

#define PASS_SECONDS    60 /* so long it is good */
#define PASS_SECRET_MIN 32 /* bytes of a secret that is one */

bool pass_is_meant(struct str text); /* it begins as passes do */
/* `to`: the service that is asked. */
void pass_make(struct str secret, struct str to, struct str tenant, struct str scope, int64_t now_s,
               struct buf *out);
/* True: it is one for `to`, and good now. The principal borrows from the text. False: `*ret_why`. */
MUST_CHECK bool pass_check(struct str secret, struct str to, struct str text, int64_t now_s,
                           struct principal *ret_principal, const char **ret_why);
