#include "service/cookie.h"

#include <openssl/sha.h>
#include <stdio.h>

#include "auth/anonymous.h"
#include "base/hex.h"
#include "base/id.h"

#define SECRET_BYTES 32
#define ID_CHARS     (ID_SIZE - 1)
#define VALUE_CHARS  (COOKIE_VALUE_SIZE - 1)

static struct str name_at(struct str host)
{
    return is_loopback(host) ? STR("steward") : STR("__Host-steward");
}

static bool split_value(struct str value, struct cookie *ret_cookie)
{
    struct str secret;

    if (value.len != VALUE_CHARS || value.data[ID_CHARS] != '.')
        return false;
    secret = str_sub(value, ID_CHARS + 1, value.len);
    ret_cookie->id = str_sub(value, 0, ID_CHARS);
    SHA256((const unsigned char *)secret.data, secret.len, ret_cookie->digest);
    return true;
}

void cookie_make(char ret_value[COOKIE_VALUE_SIZE], struct cookie *ret_cookie)
{
    unsigned char secret[SECRET_BYTES];
    char id[ID_SIZE];
    int len;

    id_new(id);
    random_bytes(secret, sizeof(secret));
    len = snprintf(ret_value, COOKIE_VALUE_SIZE, "%s.", id);
    *hex_write(ret_value + len, secret, sizeof(secret)) = '\0';
    split_value(str_of(ret_value), ret_cookie);
}

bool cookie_read(struct str header, struct str host, struct cookie *ret_cookie)
{
    struct str pair, name;

    while (str_split(&header, ';', &pair)) {
        pair = str_trim(pair);
        if (str_split(&pair, '=', &name) && str_eq(name, name_at(host)))
            return split_value(pair, ret_cookie);
    }
    return false;
}

void cookie_write(struct str value, struct str host, int64_t seconds, struct buf *out)
{
    buf_printf(out, "%.*s=%.*s; Path=/; Max-Age=%lld; HttpOnly; SameSite=Strict%s", STR_ARGS(name_at(host)),
               STR_ARGS(value), (long long)seconds, is_loopback(host) ? "" : "; Secure");
}

bool cookie_may_change(struct str origin, struct str fetch_site, struct str host)
{
    if (fetch_site.data && !str_is(fetch_site, "same-origin"))
        return false;
    if (origin.len)
        return origin_is_allowed(origin, host, STR_NONE);
    return fetch_site.len > 0;
}
