#include "store/seal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/id.h"

#define NONCE 12
#define TAG   16

/* Where in a head; numbers have their lowest byte first. */
enum {
    MAGIC_AT = 0,
    KEY_ID_AT = 8,
    TYPE_AT = 16, /* eight bytes, as all numbers */
    MADE_AT = 24,
    EXPIRES_AT = 32,
    BYTES_AT = 40,
    WRAP_NONCE_AT = 48, /* what is before it is bound by the wrapping */
    WRAPPED_AT = WRAP_NONCE_AT + NONCE,
    WRAP_TAG_AT = WRAPPED_AT + MEDIA_KEY_BYTES,
    NONCE_AT = WRAP_TAG_AT + TAG,
    TAG_AT = NONCE_AT + NONCE,
    END_AT = TAG_AT + TAG,
};

_Static_assert(END_AT == SEAL_HEAD_BYTES, "as the header says");

static const unsigned char magic[8] = {'s', 't', 'w', 'm', 'e', 'd', 0, 1};

static void put_number(unsigned char *at, uint64_t value)
{
    for (int i = 0; i < 8; i++)
        at[i] = (unsigned char)(value >> (8 * i));
}

static uint64_t number(const unsigned char *at)
{
    uint64_t value = 0;

    for (int i = 7; i >= 0; i--)
        value = value << 8 | at[i];
    return value;
}

void seal_id(const struct media_keys *keys, struct str tenant, struct str bytes, char ret_id[MEDIA_ID_SIZE])
{
    unsigned char text[SHA256_DIGEST_LENGTH + 256], code[EVP_MAX_MD_SIZE];
    size_t room = sizeof(text) - SHA256_DIGEST_LENGTH, len = tenant.len < room ? tenant.len : room;
    unsigned int code_len = 0;

    SHA256((const unsigned char *)bytes.data, bytes.len, text);
    memcpy(text + SHA256_DIGEST_LENGTH, tenant.data, len);
    HMAC(EVP_sha256(), keys->keys[0], MEDIA_KEY_BYTES, text, SHA256_DIGEST_LENGTH + len, code, &code_len);
    *hex_write(ret_id, code, MEDIA_ID_CHARS / 2) = '\0';
}

bool seal_id_is_good(struct str id)
{
    return id.len == MEDIA_ID_CHARS && str_span(id, "0123456789abcdef") == MEDIA_ID_CHARS;
}

/* ---- AES-256-GCM ---- */

struct gcm {
    const unsigned char *key, *nonce;
    struct str bound[3]; /* beside the data; until one is empty */
};

static EVP_CIPHER_CTX *gcm_begin(const struct gcm *gcm, int is_sealing)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int len;

    /* Only memory that cannot be had makes these fail. */
    if (!context || !EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, gcm->key, gcm->nonce, is_sealing))
        abort();
    for (size_t i = 0; i < COUNT_OF(gcm->bound) && gcm->bound[i].len; i++)
        EVP_CipherUpdate(context, NULL, &len, (const unsigned char *)gcm->bound[i].data,
                         (int)gcm->bound[i].len);
    return context;
}

static void gcm_seal(const struct gcm *gcm, unsigned char *data, size_t count, unsigned char *ret_tag)
{
    EVP_CIPHER_CTX *context = gcm_begin(gcm, 1);
    int len;

    if (!EVP_CipherUpdate(context, data, &len, data, (int)count) ||
        !EVP_CipherFinal_ex(context, data + count, &len) ||
        !EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG, ret_tag))
        abort();
    EVP_CIPHER_CTX_free(context);
}

static bool gcm_open(const struct gcm *gcm, unsigned char *data, size_t count, const unsigned char *tag)
{
    EVP_CIPHER_CTX *context = gcm_begin(gcm, 0);
    unsigned char expected[TAG];
    int len;
    bool is_good;

    memcpy(expected, tag, TAG);
    is_good = EVP_CipherUpdate(context, data, &len, data, (int)count) &&
              EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG, expected) &&
              EVP_CipherFinal_ex(context, data + count, &len) > 0;
    EVP_CIPHER_CTX_free(context);
    return is_good;
}

/* ---- blobs ---- */

static struct gcm wrapping(const struct seal_of *of, const unsigned char *key, const unsigned char *head)
{
    return (struct gcm){.key = key,
                        .nonce = head + WRAP_NONCE_AT,
                        .bound = {str_n((const char *)head, WRAP_NONCE_AT), of->id, of->tenant}};
}

void seal(const struct seal_of *of, const struct seal_about *about, unsigned char *blob)
{
    unsigned char own_key[MEDIA_KEY_BYTES];
    struct gcm outer = wrapping(of, of->keys->keys[0], blob);
    struct gcm inner = {.key = own_key, .nonce = blob + NONCE_AT};

    memcpy(blob + MAGIC_AT, magic, sizeof(magic));
    memcpy(blob + KEY_ID_AT, of->keys->ids[0], MEDIA_KEY_ID_BYTES);
    put_number(blob + TYPE_AT, about->type);
    put_number(blob + MADE_AT, (uint64_t)about->made_ms);
    put_number(blob + EXPIRES_AT, (uint64_t)about->expires_ms);
    put_number(blob + BYTES_AT, (uint64_t)about->bytes);
    random_bytes(own_key, sizeof(own_key));
    random_bytes(blob + WRAP_NONCE_AT, NONCE);
    random_bytes(blob + NONCE_AT, NONCE);
    gcm_seal(&inner, blob + SEAL_HEAD_BYTES, (size_t)about->bytes, blob + TAG_AT);
    memcpy(blob + WRAPPED_AT, own_key, sizeof(own_key));
    gcm_seal(&outer, blob + WRAPPED_AT, MEDIA_KEY_BYTES, blob + WRAP_TAG_AT);
    OPENSSL_cleanse(own_key, sizeof(own_key));
}

static bool unwrap(const struct seal_of *of, const unsigned char *head, size_t size,
                   struct seal_about *ret_about, unsigned char ret_key[MEDIA_KEY_BYTES], struct error *err)
{
    const unsigned char *key;
    struct gcm outer;

    if (size < SEAL_HEAD_BYTES || memcmp(head, magic, sizeof(magic)) != 0)
        return error_set(err, ERROR_FATAL, "media", "what is kept of it has no head");
    key = media_key_of(of->keys, head + KEY_ID_AT);
    if (!key)
        return error_set(err, ERROR_FATAL, "media",
                         "it was sealed with a key that is not in STEWARD_MEDIA_KEY");
    outer = wrapping(of, key, head);
    memcpy(ret_key, head + WRAPPED_AT, MEDIA_KEY_BYTES);
    if (!gcm_open(&outer, ret_key, MEDIA_KEY_BYTES, head + WRAP_TAG_AT))
        return error_set(err, ERROR_FATAL, "media", "the head of what is kept of it was changed");
    *ret_about = (struct seal_about){.type = (uint32_t)number(head + TYPE_AT),
                                     .made_ms = (int64_t)number(head + MADE_AT),
                                     .expires_ms = (int64_t)number(head + EXPIRES_AT),
                                     .bytes = (int64_t)number(head + BYTES_AT)};
    return (uint64_t)ret_about->bytes == size - SEAL_HEAD_BYTES ||
           error_set(err, ERROR_FATAL, "media", "what is kept of it is %zu bytes long instead of %lld", size,
                     (long long)ret_about->bytes + SEAL_HEAD_BYTES);
}

bool seal_read_head(const struct seal_of *of, const unsigned char *head, size_t size,
                    struct seal_about *ret_about, struct error *err)
{
    unsigned char own_key[MEDIA_KEY_BYTES];
    bool is_good = unwrap(of, head, size, ret_about, own_key, err);

    OPENSSL_cleanse(own_key, sizeof(own_key));
    return is_good;
}

bool seal_open(const struct seal_of *of, unsigned char *blob, size_t size, struct seal_about *ret_about,
               struct error *err)
{
    unsigned char own_key[MEDIA_KEY_BYTES];
    struct gcm inner = {.key = own_key, .nonce = blob + NONCE_AT};
    bool is_good = unwrap(of, blob, size, ret_about, own_key, err);

    if (is_good && !gcm_open(&inner, blob + SEAL_HEAD_BYTES, size - SEAL_HEAD_BYTES, blob + TAG_AT))
        is_good = error_set(err, ERROR_FATAL, "media", "the content of what is kept of it was changed");
    OPENSSL_cleanse(own_key, sizeof(own_key));
    return is_good;
}

int64_t seal_expires(const unsigned char *head, size_t len)
{
    bool is_head = len >= SEAL_HEAD_BYTES && memcmp(head, magic, sizeof(magic)) == 0;

    return is_head ? (int64_t)number(head + EXPIRES_AT) : -1;
}
