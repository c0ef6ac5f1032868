#include "auth/claims.h"

static void take_role(void *owner, struct str word)
{
    enum role *highest = owner, role;

    if (role_from(word, &role) && role > *highest)
        *highest = role;
}

static void take_scope(void *owner, struct str word)
{
    scope_set *set = owner;

    *set |= scope_bit(word);
}

bool principal_of_jwt(const struct jwt *jwt, const struct claim_names *names, struct arena *arena,
                      struct principal *ret_principal, struct error *err)
{
    const struct json_member *claim = names->role.len ? jwt_claim(jwt, names->role, arena) : NULL;
    struct principal p = {.tenant_id = STR(TENANT_DEFAULT), .subject = jwt->subject, .kind = PRINCIPAL_TOKEN};
    scope_set named = 0;

    if (claim)
        claim_words(claim, arena, take_role, &p.role);
    if (p.role == ROLE_NONE)
        p.role = names->usual;
    claim = jwt_claim(jwt, names->scope, arena);
    if (claim)
        claim_words(claim, arena, take_scope, &named);
    p.scopes = scopes_allowed(p.role, named, claim != NULL);
    p.expires_ms = (jwt->expires_s + JWT_LEEWAY_S) * 1000;
    if (names->tenant.len) {
        claim = jwt_claim(jwt, names->tenant, arena);
        if (!claim || !claim->is_text || !tenant_id_is_good(claim->value))
            return error_set(err, ERROR_SKIP, "token", "it must name its tenant in the claim %.*s",
                             STR_ARGS(names->tenant));
        p.tenant_id = claim->value;
    }
    *ret_principal = p;
    return true;
}
