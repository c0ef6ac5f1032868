/* store/redis_url: user and password may be percent-encoded; an IPv6 host stands in brackets. */
#include "store/redis_url.h"

#include <string.h>

#include "base/hex.h"
#include "base/str.h"

static bool put_decoded(char *to, size_t room, struct str text)
{
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];

        if (c == '%') {
            int byte = hex_byte(str_sub(text, i + 1, text.len));

            if (byte <= 0)
                return false;
            c = (char)byte;
            i += 2;
        }
        if (len + 1 >= room)
            return false;
        to[len++] = c;
    }
    to[len] = '\0';
    return true;
}

static bool read_number(struct str text, int64_t most, int *ret_number)
{
    int64_t number;

    if (!str_to_int64(text, &number) || number < 0 || number > most)
        return false;
    *ret_number = (int)number;
    return true;
}

/* "user:password"; the user may be empty, the colon must be there: a lone user means nothing to Redis. */
static bool read_credentials(struct str text, struct redis_address *address)
{
    ptrdiff_t colon = str_find(text, STR(":"));

    return colon >= 0 && put_decoded(address->user, sizeof(address->user), str_sub(text, 0, (size_t)colon)) &&
           put_decoded(address->password, sizeof(address->password),
                       str_sub(text, (size_t)colon + 1, text.len));
}

static bool read_host(struct str text, struct redis_address *address)
{
    struct str host = text, port = STR_NONE;
    bool is_bracketed = str_starts(text, STR("["));
    ptrdiff_t end = str_find(text, is_bracketed ? STR("]") : STR(":"));

    if (is_bracketed) {
        if (end < 0)
            return false;
        host = str_sub(text, 1, (size_t)end);
        port = str_sub(text, (size_t)end + 1, text.len);
        if (port.len && !str_starts(port, STR(":")))
            return false;
        port = str_sub(port, 1, port.len);
    } else if (end >= 0) {
        host = str_sub(text, 0, (size_t)end);
        port = str_sub(text, (size_t)end + 1, text.len);
    }
    if (host.len == 0 || !put_decoded(address->host, sizeof(address->host), host))
        return false;
    return port.len == 0 || (read_number(port, 65535, &address->port) && address->port > 0);
}

bool redis_url_parse(const char *url, struct redis_address *ret_address)
{
    struct redis_address address = {.port = 6379};
    struct str rest = str_of(url);
    struct str database = STR_NONE;
    ptrdiff_t at;

    address.is_secure = str_starts(rest, STR("rediss://"));
    if (!address.is_secure && !str_starts(rest, STR("redis://")))
        return false;
    rest = str_sub(rest, (size_t)str_find(rest, STR("://")) + strlen("://"), rest.len);
    at = str_find(rest, STR("@"));
    if (at >= 0) {
        if (!read_credentials(str_sub(rest, 0, (size_t)at), &address))
            return false;
        rest = str_sub(rest, (size_t)at + 1, rest.len);
    }
    at = str_find(rest, STR("/"));
    if (at >= 0) {
        database = str_sub(rest, (size_t)at + 1, rest.len);
        rest = str_sub(rest, 0, (size_t)at);
    }
    if (!read_host(rest, &address) || (database.len && !read_number(database, 9999, &address.database)))
        return false;
    *ret_address = address;
    return true;
}
