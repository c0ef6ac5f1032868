/* audit/chain.c: SHA-256 of the hash before and the record. */
#include "audit/chain.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "base/hex.h"

void chain_hex(struct str bytes, char ret_text[CHAIN_HEX_SIZE])
{
    *hex_write(ret_text, bytes.data, bytes.len < CHAIN_HASH_BYTES ? bytes.len : CHAIN_HASH_BYTES) = '\0';
}

static bool hash_next(const struct chain *chain, struct str record, unsigned char ret_hash[EVP_MAX_MD_SIZE])
{
    EVP_MD_CTX *sha = EVP_MD_CTX_new();
    bool ok = sha && EVP_DigestInit_ex(sha, EVP_sha256(), NULL) &&
              EVP_DigestUpdate(sha, chain->hash, sizeof(chain->hash)) &&
              EVP_DigestUpdate(sha, record.data, record.len) && EVP_DigestFinal_ex(sha, ret_hash, NULL);

    EVP_MD_CTX_free(sha);
    return ok;
}

/* What stands in the record is what was hashed: the number beside it could be anything. */
static bool says_sequence(struct str record, int64_t sequence)
{
    char member[48];

    snprintf(member, sizeof(member), ",\"sequence\":%lld,", (long long)sequence);
    return str_find(record, str_of(member)) >= 0;
}

const char *chain_add(struct chain *chain, int64_t sequence, struct str record, struct str hash)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    char hex[CHAIN_HEX_SIZE];

    if (sequence != chain->sequence + 1)
        return sequence > chain->sequence + 1 ? "rows before it are missing"
                                              : "it is not the next one in order";
    if (!says_sequence(record, sequence))
        return "the record has another sequence";
    if (!hash_next(chain, record, digest))
        return "its hash could not be computed";
    chain_hex(str_n((const char *)digest, CHAIN_HASH_BYTES), hex);
    if (!str_is(hash, hex))
        return "the hash does not fit: this record, or one before it, is not what was written";
    chain->sequence = sequence;
    memcpy(chain->hash, digest, sizeof(chain->hash));
    return NULL;
}
