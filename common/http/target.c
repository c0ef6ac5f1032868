/* http/target.c: percent-decoding of paths and parameters.
 *
 * Checked once, for the whole target, when the head is there: every escape is one, and what it stands for is
 * UTF-8 without NUL. So decoding a part later cannot fail. An escaped slash of a path is no separator: it
 * stays escaped, with the escaped "%" beside it, until the path has been taken apart. */
#include "http/connection.h"

#include "base/hex.h"

enum decoding { DECODE_PATH, DECODE_SEGMENT, DECODE_FORM };

static bool stays_escaped(enum decoding decoding, int byte)
{
    return decoding == DECODE_PATH && (byte == '/' || byte == '%');
}

/* Decoded text is never longer, so `to` may be where `from` begins. False: a bad escape. */
static bool decode(struct str from, enum decoding decoding, char *to, size_t *ret_len)
{
    size_t len = 0;

    for (size_t i = 0; i < from.len; i++) {
        char c = from.data[i];

        if (c == '%') {
            int byte = hex_byte(str_sub(from, i + 1, from.len));

            if (byte < 0)
                return false;
            if (!stays_escaped(decoding, byte)) {
                c = (char)byte;
                i += 2;
            }
        } else if (c == '+' && decoding == DECODE_FORM) {
            c = ' ';
        }
        to[len++] = c;
    }
    *ret_len = len;
    return true;
}

static bool is_text(struct str s)
{
    return !memchr(s.data, 0, s.len) && utf8_valid(s);
}

static bool has_escapes(struct str s)
{
    return s.len > 0 && memchr(s.data, '%', s.len);
}

static bool is_good_query(struct str query)
{
    char text[HTTP_TARGET_MAX_BYTES];
    size_t len;

    return !has_escapes(query) || (decode(query, DECODE_FORM, text, &len) && is_text(str_n(text, len)));
}

bool request_read_target(struct http_request *request)
{
    struct str target = parser_text(&request->parser, request->parser.target);
    const char *mark = memchr(target.data, '?', target.len);
    char *start = request->parser.head.data + request->parser.target.at;

    request->path = target;
    request->query = STR_NONE;
    if (mark) {
        request->path.len = (size_t)(mark - target.data);
        request->query = str_n(mark + 1, target.len - request->path.len - 1);
    }
    if (has_escapes(request->path)) {
        if (!decode(request->path, DECODE_PATH, start, &request->path.len) || !is_text(request->path))
            return false;
    }
    return is_good_query(request->query);
}

static struct str decoded(struct http_request *request, struct str raw, enum decoding decoding)
{
    char *text = arena_alloc(http_arena(request), raw.len + 1);
    size_t len = 0;

    decode(raw, decoding, text, &len);
    text[len] = '\0';
    return str_n(text, len);
}

struct str http_segment(struct http_request *request, struct str segment)
{
    return has_escapes(segment) ? decoded(request, segment, DECODE_SEGMENT) : segment;
}

bool http_param(struct http_request *request, const char *name, struct str *ret_value)
{
    struct str rest = request->query, pair;
    char text[HTTP_TARGET_MAX_BYTES];

    while (str_split(&rest, '&', &pair)) {
        struct str raw_name = pair, raw_value = pair;
        size_t len;

        str_split(&raw_value, '=', &raw_name);
        if (decode(raw_name, DECODE_FORM, text, &len) && str_is(str_n(text, len), name)) {
            *ret_value = decoded(request, raw_value, DECODE_FORM);
            return true;
        }
    }
    return false;
}
