/* file_hash: see file_hash.h. */
#include "base/file_hash.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"

static bool hash_all(FILE *file, EVP_MD_CTX *context, int64_t *ret_bytes)
{
    char block[65536];
    size_t got;

    *ret_bytes = 0;
    while ((got = fread(block, 1, sizeof(block), file)) > 0) {
        EVP_DigestUpdate(context, block, got);
        *ret_bytes += (int64_t)got;
    }
    return !ferror(file);
}

bool file_hash(const char *path, char ret_sha256[FILE_HASH_SIZE], int64_t *ret_bytes, struct error *err)
{
    FILE *file = fopen(path, "re");
    EVP_MD_CTX *context;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    bool is_good;

    if (!file)
        return error_set(err, ERROR_FATAL, "file", "%s: %s", path, strerror(errno));
    context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    is_good = hash_all(file, context, ret_bytes);
    EVP_DigestFinal_ex(context, digest, &len);
    EVP_MD_CTX_free(context);
    fclose(file);
    if (!is_good)
        return error_set(err, ERROR_FATAL, "file", "%s cannot be read", path);
    *hex_write(ret_sha256, digest, len) = '\0';
    return true;
}
