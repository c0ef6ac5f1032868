#include "auth/key.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include "base/id.h"

#define PREFIX       "st_live_"
#define PREFIX_CHARS (sizeof(PREFIX) - 1)
#define SECRET_CHARS 43
#define CHECK_CHARS  6
#define SECRET_AT    (PREFIX_CHARS + KEY_ID_CHARS + 1)
#define CHECK_AT     (SECRET_AT + SECRET_CHARS + 1)

_Static_assert(CHECK_AT + CHECK_CHARS + 1 == KEY_SIZE, "as the header says");

static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

enum { BASE = sizeof(digits) - 1 };

/* Each character is as likely as any other: what does not divide evenly is thrown away. */
static void add_random(char *to, size_t count)
{
    unsigned char bytes[64];
    size_t at = sizeof(bytes);

    while (count > 0) {
        if (at == sizeof(bytes)) {
            random_bytes(bytes, sizeof(bytes));
            at = 0;
        }
        if (bytes[at] < 256 / BASE * BASE) {
            *to++ = digits[bytes[at] % BASE];
            count--;
        }
        at++;
    }
    OPENSSL_cleanse(bytes, sizeof(bytes));
}

static uint32_t crc32_of(const char *text, size_t len)
{
    uint32_t crc = 0xffffffff;

    for (size_t i = 0; i < len; i++) {
        crc ^= (unsigned char)text[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static void write_check(const char *key, char ret_check[CHECK_CHARS])
{
    uint32_t crc = crc32_of(key, CHECK_AT - 1);

    for (int i = CHECK_CHARS - 1; i >= 0; i--, crc /= BASE)
        ret_check[i] = digits[crc % BASE];
}

void key_make(char ret_key[KEY_SIZE])
{
    memcpy(ret_key, PREFIX, PREFIX_CHARS);
    add_random(ret_key + PREFIX_CHARS, KEY_ID_CHARS);
    ret_key[SECRET_AT - 1] = '_';
    add_random(ret_key + SECRET_AT, SECRET_CHARS);
    ret_key[CHECK_AT - 1] = '_';
    write_check(ret_key, ret_key + CHECK_AT);
    ret_key[KEY_SIZE - 1] = '\0';
}

bool key_is_meant(struct str text)
{
    return str_starts(text, STR("st_"));
}

static bool is_of_digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!str_has_char(digits, text[i]))
            return false;
    return true;
}

bool key_read(struct str text, struct str *ret_id)
{
    char check[CHECK_CHARS];

    if (text.len != KEY_SIZE - 1 || !str_starts(text, STR(PREFIX)) || text.data[SECRET_AT - 1] != '_' ||
        text.data[CHECK_AT - 1] != '_' || !is_of_digits(text.data + PREFIX_CHARS, KEY_ID_CHARS) ||
        !is_of_digits(text.data + SECRET_AT, SECRET_CHARS))
        return false;
    write_check(text.data, check);
    if (memcmp(check, text.data + CHECK_AT, CHECK_CHARS) != 0)
        return false;
    *ret_id = key_id_of(text);
    return true;
}

struct str key_id_of(struct str key)
{
    return str_n(key.data + PREFIX_CHARS, KEY_ID_CHARS);
}

void key_digest(struct str key, unsigned char ret_digest[KEY_DIGEST_BYTES])
{
    SHA256((const unsigned char *)key.data, key.len, ret_digest);
}

bool key_digests_match(struct str a, struct str b)
{
    return a.len == KEY_DIGEST_BYTES && b.len == a.len && CRYPTO_memcmp(a.data, b.data, a.len) == 0;
}
