/* auth/pass.c: st_pass_<signature>.<until>.<scope>.<tenant>. What is signed is the receiver's name and all
 * that stands behind the signature. */
#include "auth/pass.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include "base/hex.h"

#define PREFIX          "st_pass_"
#define SIGNATURE_BYTES 32
#define SIGNATURE_CHARS (2 * SIGNATURE_BYTES)

bool pass_is_meant(struct str text)
{
    return str_starts(text, STR(PREFIX));
}

static void sign(struct str secret, struct str to, struct str said, char ret_signature[SIGNATURE_CHARS + 1])
{
    unsigned char bytes[SIGNATURE_BYTES];
    struct buf text = {0};

    buf_str(&text, to);
    buf_char(&text, ' ');
    buf_str(&text, said);
    HMAC(EVP_sha256(), secret.data, (int)secret.len, (const unsigned char *)text.data, text.len, bytes, NULL);
    *hex_write(ret_signature, bytes, SIGNATURE_BYTES) = '\0';
    buf_free(&text);
}

void pass_make(struct str secret, struct str to, struct str tenant, struct str scope, int64_t now_s,
               struct buf *out)
{
    char signature[SIGNATURE_CHARS + 1];
    int64_t until_s = now_s + PASS_SECONDS;
    struct buf said = {0};

    buf_printf(&said, "%lld.%.*s.%.*s", (long long)until_s, STR_ARGS(scope), STR_ARGS(tenant));
    sign(secret, to, buf_as_str(&said), signature);
    buf_printf(out, PREFIX "%s.%s", signature, said.data);
    buf_free(&said);
}

static bool fails(const char **ret_why, const char *why)
{
    *ret_why = why;
    return false;
}

/* Nothing is read before the signature is known to be right. A tenant's name may have dots: it is last. */
bool pass_check(struct str secret, struct str to, struct str text, int64_t now_s,
                struct principal *ret_principal, const char **ret_why)
{
    struct str said = str_sub(text, sizeof(PREFIX) - 1, text.len), signature, until, scope;
    char right[SIGNATURE_CHARS + 1];
    int64_t until_s;

    if (!pass_is_meant(text) || !str_split(&said, '.', &signature) || signature.len != SIGNATURE_CHARS)
        return fails(ret_why, "it is not a pass");
    sign(secret, to, said, right);
    if (CRYPTO_memcmp(right, signature.data, SIGNATURE_CHARS) != 0)
        return fails(ret_why, "it is signed with another secret, or is for another service");
    if (!str_split(&said, '.', &until) || !str_split(&said, '.', &scope) || !str_to_int64(until, &until_s) ||
        !tenant_id_is_good(said))
        return fails(ret_why, "it is not a pass");
    if (until_s <= now_s)
        return fails(ret_why, "it is over, or the clocks of the two machines differ");
    *ret_principal = (struct principal){.tenant_id = said,
                                        .subject = STR("service"),
                                        .kind = PRINCIPAL_SERVICE,
                                        .role = ROLE_VIEWER,
                                        .scopes = scopes_allowed(ROLE_VIEWER, scope_bit(scope), true),
                                        .expires_ms = until_s * 1000};
    return true;
}
