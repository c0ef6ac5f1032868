#include "auth/sigv4.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <time.h>

#include "base/hex.h"

#define ALGORITHM  "AWS4-HMAC-SHA256"
#define HASH_BYTES 32
#define DAY_CHARS  8 /* of a date */

void sigv4_hash(struct str body, char ret_hash[SIGV4_HASH_SIZE])
{
    unsigned char hash[HASH_BYTES];

    EVP_Digest(body.len ? body.data : "", body.len, hash, NULL, EVP_sha256(), NULL);
    *hex_write(ret_hash, hash, sizeof(hash)) = '\0';
}

void sigv4_date(int64_t now_ms, char ret_date[SIGV4_DATE_SIZE])
{
    time_t seconds = now_ms / 1000;
    struct tm utc;

    strftime(ret_date, SIGV4_DATE_SIZE, "%Y%m%dT%H%M%SZ", gmtime_r(&seconds, &utc));
}

bool sigv4_key_read(struct str text, struct sigv4_key *ret_key)
{
    ptrdiff_t colon = str_find(text, STR(":"));

    if (colon <= 0 || (size_t)colon + 1 == text.len)
        return false;
    ret_key->id = str_sub(text, 0, (size_t)colon);
    ret_key->secret = str_sub(text, (size_t)colon + 1, text.len);
    return true;
}

struct str sigv4_host(struct str url)
{
    struct str rest = str_sub(url, (size_t)(str_find(url, STR("://")) + 3), url.len), host = STR_NONE;
    struct str usual = str_starts(url, STR("https:")) ? STR(":443") : STR(":80");

    str_split(&rest, '/', &host);
    return str_ends(host, usual) ? str_sub(host, 0, host.len - usual.len) : host;
}

void sigv4_escape(struct str text, bool slash_stays, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     str_has_char("-._~", c) || (c == '/' && slash_stays);

        if (stays)
            buf_char(out, c);
        else
            buf_printf(out, "%%%02X", (unsigned char)c);
    }
}

static void mac(const void *key, size_t key_len, struct str text, unsigned char ret_mac[HASH_BYTES])
{
    HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text.data, text.len, ret_mac, NULL);
}

static void add_names(const struct sigv4_header *headers, struct buf *out)
{
    for (const struct sigv4_header *header = headers; header->name; header++)
        buf_printf(out, "%s%s", header == headers ? "" : ";", header->name);
}

/* The request in the one form that both sides hash. */
static void add_canonical(const struct sigv4_request *request, struct buf *out)
{
    buf_printf(out, "%s\n%.*s\n%.*s\n", request->method, STR_ARGS(request->path), STR_ARGS(request->query));
    for (const struct sigv4_header *header = request->headers; header->name; header++)
        buf_printf(out, "%s:%.*s\n", header->name, STR_ARGS(header->value));
    buf_char(out, '\n');
    add_names(request->headers, out);
    buf_printf(out, "\n%s", request->body_hash);
}

static void add_scope(const struct sigv4_key *key, const char *date, struct buf *out)
{
    buf_printf(out, "%.*s/%.*s/%.*s/aws4_request", DAY_CHARS, date, STR_ARGS(key->region),
               STR_ARGS(key->service));
}

/* A key for this day, region and service alone. */
static void derive(const struct sigv4_key *key, const char *date, unsigned char ret_key[HASH_BYTES])
{
    unsigned char day[HASH_BYTES], region[HASH_BYTES], service[HASH_BYTES];
    struct buf secret = {0};

    buf_printf(&secret, "AWS4%.*s", STR_ARGS(key->secret));
    mac(secret.data, secret.len, str_n(date, DAY_CHARS), day);
    mac(day, sizeof(day), key->region, region);
    mac(region, sizeof(region), key->service, service);
    mac(service, sizeof(service), STR("aws4_request"), ret_key);
    buf_free(&secret);
}

void sigv4_sign(const struct sigv4_key *key, const struct sigv4_request *request, const char *date,
                struct buf *out)
{
    unsigned char derived[HASH_BYTES], signature[HASH_BYTES];
    char hash[SIGV4_HASH_SIZE];
    struct buf canonical = {0}, text = {0};

    add_canonical(request, &canonical);
    sigv4_hash(buf_as_str(&canonical), hash);
    buf_printf(&text, ALGORITHM "\n%s\n", date);
    add_scope(key, date, &text);
    buf_printf(&text, "\n%s", hash);
    derive(key, date, derived);
    mac(derived, sizeof(derived), buf_as_str(&text), signature);
    *hex_write(hash, signature, sizeof(signature)) = '\0';
    buf_printf(out, ALGORITHM " Credential=%.*s/", STR_ARGS(key->id));
    add_scope(key, date, out);
    buf_str(out, STR(",SignedHeaders="));
    add_names(request->headers, out);
    buf_printf(out, ",Signature=%s", hash);
    buf_free(&canonical);
    buf_free(&text);
}
