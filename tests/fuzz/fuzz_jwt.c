// uses: steward_auth
/* Whatever comes as a token: it is read or refused with a reason, and is never signed by a key that we have.
 */
#include <stdlib.h>

#include "auth/claims.h"

/* Of RFC 8037, appendix A.2: nobody who fuzzes here signs with it. */
static const char key[] = "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k\","
                          "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";

static void must(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct jwks *keys;
    static const struct claim_names names = {{"tenant", 6},
                                             {"realm_access.roles", 18},
                                             {"scope", 5},
                                             ROLE_VIEWER};
    struct arena *arena = arena_new(64u << 20);
    struct str input = {(const char *)data, size};
    struct principal principal;
    struct jwks *others;
    struct error err = {0};
    struct jwt jwt;

    if (!keys)
        must(jwks_read(STR(key), &keys, &err));
    if (jwt_read(input, arena, &jwt, &err)) {
        must(size <= JWT_MAX_BYTES && jwt.issuer.len && jwt.kid.len && jwt.subject.len && jwt.expires_s > 0);
        must(!jwt_verify(&jwt, keys, STR("steward"), 1, arena, &err));
        if (principal_of_jwt(&jwt, &names, arena, &principal, &err))
            must(tenant_id_is_good(principal.tenant_id) && principal.role >= ROLE_VIEWER);
    }
    if (jwks_read(input, &others, &err))
        jwks_free(others);
    must(err.text[0] != '\0');
    arena_free(arena);
    return 0;
}
