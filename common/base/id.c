/* id: identifiers and random numbers. */
#include "base/id.h"

#include <endian.h>
#include <errno.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/hex.h"

void random_bytes(void *ret_bytes, size_t count)
{
    unsigned char *at = ret_bytes;

    while (count) {
        ssize_t got = getrandom(at, count, 0);

        if (got < 0 && errno != EINTR)
            abort(); /* no kernel that we run on lacks it */
        if (got > 0) {
            at += got;
            count -= (size_t)got;
        }
    }
}

static void format_uuid(char ret_id[ID_SIZE], unsigned char bytes[16], int version)
{
    char *out = ret_id;

    bytes[6] = (unsigned char)((bytes[6] & 0x0f) | (version << 4));
    bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
    for (int i = 0; i < 16; i += 2) {
        if (i >= 4 && i <= 10)
            *out++ = '-';
        out = hex_write(out, bytes + i, 2);
    }
    *out = '\0';
}

void id_new(char ret_id[ID_SIZE])
{
    int64_t now = clock_wall_ms();
    unsigned char bytes[16];

    for (int i = 0; i < 6; i++)
        bytes[i] = (unsigned char)(now >> (40 - 8 * i));
    random_bytes(bytes + 6, 10);
    format_uuid(ret_id, bytes, 7);
}

static EVP_MD *sha256;

static void fetch_sha256(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
}

void id_derive(char ret_id[ID_SIZE], struct str cause, struct str purpose)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    uint64_t cause_len = htole64(cause.len); /* first, so that "ab", "c" and "a", "bc" differ */
    unsigned char digest[EVP_MAX_MD_SIZE];
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    pthread_once(&once, fetch_sha256);
    if (!context || !sha256 || !EVP_DigestInit_ex2(context, sha256, NULL) ||
        !EVP_DigestUpdate(context, &cause_len, sizeof(cause_len)) ||
        !EVP_DigestUpdate(context, cause.data, cause.len) ||
        !EVP_DigestUpdate(context, purpose.data, purpose.len) || !EVP_DigestFinal_ex(context, digest, NULL))
        abort(); /* memory, or an OpenSSL without SHA-256 */
    EVP_MD_CTX_free(context);
    format_uuid(ret_id, digest, 8);
}

static _Thread_local uint64_t random_state;
static _Thread_local bool is_seeded;

void random_seed(uint64_t seed)
{
    random_state = seed;
    is_seeded = true;
}

/* SplitMix64: small, good enough for choosing and spreading. */
static uint64_t next_random(void)
{
    uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t random_below(uint64_t bound)
{
    uint64_t seed;

    if (!is_seeded) {
        random_bytes(&seed, sizeof(seed));
        random_seed(seed);
    }
    return (uint64_t)(((__uint128_t)next_random() * bound) >> 64);
}
