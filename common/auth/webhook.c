/* auth/webhook.c: the right signature is written as text, so nothing that came is decoded before it is known.
 */
#include "auth/webhook.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include "json/base64.h"

bool webhook_is_signed(struct str secret, struct str body, struct str signature)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int count = 0;
    struct buf right = {0};
    bool is_right = secret.len && HMAC(EVP_sha256(), secret.data, (int)secret.len,
                                       (const unsigned char *)body.data, body.len, bytes, &count);

    base64_add(&right, str_n((const char *)bytes, count));
    is_right =
        is_right && signature.len == right.len && CRYPTO_memcmp(right.data, signature.data, right.len) == 0;
    buf_free(&right);
    return is_right;
}
