/* redact: see redact.h. */
#include "redact.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"

enum { KNOWN_MIN_BYTES = 4, JWT_MIN_BYTES = 20 };

static bool is_token(char c)
{
    return isalnum((unsigned char)c) || str_has_char("_-.~+/=", c);
}

static size_t token_len(struct str rest)
{
    size_t len = 0;

    while (len < rest.len && rest.data[len] && is_token(rest.data[len]))
        len++;
    return len;
}

static bool begins(struct str rest, const char *word)
{
    return str_eq_nocase(str_sub(rest, 0, strlen(word)), str_of(word));
}

/* Each looks at what begins here: how much of it stays, and how much behind that is a secret; 0: none. */
typedef size_t find_fn(struct str rest, size_t *ret_stays);

/* scheme://user:password@host. A password may have a slash, or an @ that was not escaped: the last one
 * counts. */
static size_t find_url_password(struct str rest, size_t *ret_stays)
{
    size_t colon = 0, last_at = 0, at = strlen("://");

    if (!begins(rest, "://"))
        return 0;
    for (; at < rest.len && !isspace((unsigned char)rest.data[at]) && !str_has_char("\"'<>,", rest.data[at]);
         at++) {
        if (rest.data[at] == ':' && !colon)
            colon = at;
        if (rest.data[at] == '@')
            last_at = at;
    }
    if (!colon || last_at <= colon + 1)
        return 0;
    *ret_stays = colon + 1;
    return last_at - colon - 1;
}

static size_t find_key(struct str rest, size_t *ret_stays)
{
    *ret_stays = strlen("st_live_");
    return begins(rest, "st_live_") ? token_len(str_sub(rest, *ret_stays, rest.len)) : 0;
}

static size_t find_bearer(struct str rest, size_t *ret_stays)
{
    *ret_stays = strlen("bearer ");
    return begins(rest, "bearer ") ? token_len(str_sub(rest, *ret_stays, rest.len)) : 0;
}

static size_t find_jwt(struct str rest, size_t *ret_stays)
{
    size_t len = begins(rest, "eyJ") ? token_len(rest) : 0;

    *ret_stays = 0;
    return len >= JWT_MIN_BYTES ? len : 0;
}

static size_t value_len(struct str rest, char quote)
{
    size_t len = 0;

    if (!quote)
        return token_len(rest);
    while (len < rest.len && rest.data[len] != quote && rest.data[len] != '\n')
        len += rest.data[len] == '\\' && len + 1 < rest.len ? 2 : 1;
    return len < rest.len ? len : rest.len;
}

/* password=value, "secret": "value" */
static size_t find_named(struct str rest, size_t *ret_stays)
{
    static const char *const names[] = {"password", "passwd", "secret"};
    size_t at = 0;
    char quote = 0;

    for (size_t i = 0; !at && i < COUNT_OF(names); i++)
        at = begins(rest, names[i]) ? strlen(names[i]) : 0;
    if (!at)
        return 0;
    while (at < rest.len && str_has_char("\"' ", rest.data[at]))
        at++;
    if (at >= rest.len || !str_has_char("=:", rest.data[at]))
        return 0;
    for (at++; at < rest.len && rest.data[at] == ' ';)
        at++;
    if (at < rest.len && str_has_char("\"'", rest.data[at]))
        quote = rest.data[at++];
    *ret_stays = at;
    return value_len(str_sub(rest, at, rest.len), quote);
}

static size_t known_len(struct str rest, const char *const *secrets)
{
    size_t longest = 0;

    for (; *secrets; secrets++) {
        size_t len = strlen(*secrets);

        if (len >= KNOWN_MIN_BYTES && len > longest && str_starts(rest, str_of(*secrets)))
            longest = len;
    }
    return longest;
}

static size_t find_secret(struct str rest, const char *const *secrets, size_t *ret_stays)
{
    static find_fn *const finds[] = {find_url_password, find_key, find_bearer, find_jwt, find_named};
    size_t len = known_len(rest, secrets);

    *ret_stays = 0;
    for (size_t i = 0; !len && i < COUNT_OF(finds); i++)
        len = finds[i](rest, ret_stays);
    return len;
}

void redact(struct str text, const char *const *secrets, struct buf *out)
{
    for (size_t at = 0; at < text.len;) {
        struct str rest = str_sub(text, at, text.len);
        size_t stays, len = find_secret(rest, secrets, &stays);

        if (len) {
            buf_str(out, str_sub(rest, 0, stays));
            buf_str(out, STR(REDACTED));
            at += stays + len;
        } else {
            buf_char(out, text.data[at++]);
        }
    }
}
