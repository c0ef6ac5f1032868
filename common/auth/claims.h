/* auth/claims.h: whose a good token is. Pure. */
#pragma once

#include "auth/jwt.h"
#include "auth/principal.h"

struct claim_names {
    struct str tenant; /* the claim that names the tenant; empty: all are of the default one */
    struct str role;   /* a text or a list: the highest that is known; empty: none says it */
    struct str scope;  /* a text of words, or a list */
    enum role usual;   /* of who has no other */
};

/* False: *err says what is missing. Borrows from the token. */
MUST_CHECK bool principal_of_jwt(const struct jwt *jwt, const struct claim_names *names, struct arena *arena,
                                 struct principal *ret_principal, struct error *err);
