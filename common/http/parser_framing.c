/* http/parser_framing.c: the headers that say where a request ends, whose it is, and what becomes of the
 * connection.
 *
 * Two readers of one stream must never see two different requests in it (request smuggling). So each of these
 * headers has one form that is accepted, once. */
#include "http/parser_internal.h"

/* A name or an address, and a port or none. */
static bool is_host(struct str value)
{
    static const char of_names[] = "0123456789.-_~%abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    bool has_brackets = str_starts(value, STR("["));
    struct str rest = str_sub(value, has_brackets, value.len);
    size_t len = str_span(rest, has_brackets ? "0123456789abcdefABCDEF:." : of_names);

    rest = str_sub(rest, len, rest.len);
    if (has_brackets && !str_starts(rest, STR("]")))
        return false;
    rest = str_sub(rest, has_brackets, rest.len);
    if (len == 0 || rest.len == 0)
        return len > 0;
    return rest.data[0] == ':' && str_span(str_sub(rest, 1, rest.len), "0123456789") == rest.len - 1;
}

static enum parser_step read_host(struct parser *parser, struct str value)
{
    if (parser->hosts++)
        return parser_refuse(parser, 400, "There is more than one Host header.");
    if (value.len > HTTP_HOST_MAX_BYTES || !is_host(value))
        return parser_refuse(parser, 400, "The Host header does not name a host.");
    return PARSER_MORE;
}

static enum parser_step read_length(struct parser *parser, struct str value)
{
    if (parser->has_length)
        return parser_refuse(parser, 400, "There is more than one Content-Length header.");
    if (value.len == 0 || value.len > HTTP_LENGTH_MAX_DIGITS)
        return parser_refuse(parser, 400, "Content-Length is not a number of 1 to 15 digits.");
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] < '0' || value.data[i] > '9')
            return parser_refuse(parser, 400, "Content-Length is not a number of 1 to 15 digits.");
        parser->left = parser->left * 10 + (uint64_t)(value.data[i] - '0');
    }
    parser->has_length = true;
    return PARSER_MORE;
}

static enum parser_step read_coding(struct parser *parser, struct str value)
{
    if (parser->has_chunks)
        return parser_refuse(parser, 400, "There is more than one Transfer-Encoding header.");
    if (!str_eq_nocase(value, STR("chunked")))
        return parser_refuse(parser, 501, "The only transfer coding that is read here is chunked.");
    parser->has_chunks = true;
    return PARSER_MORE;
}

static enum parser_step read_connection(struct parser *parser, struct str value)
{
    struct str option;

    while (str_split(&value, ',', &option)) {
        option = str_trim(option);
        parser->says_close |= str_eq_nocase(option, STR("close"));
        parser->says_keep_alive |= str_eq_nocase(option, STR("keep-alive"));
        parser->says_upgrade |= str_eq_nocase(option, STR("upgrade"));
    }
    return PARSER_MORE;
}

static enum parser_step read_expect(struct parser *parser, struct str value)
{
    if (parser->minor == 0)
        return PARSER_MORE; /* RFC 9110, 10.1.1: to be ignored */
    if (!str_eq_nocase(value, STR("100-continue")))
        return parser_refuse(parser, 417, "The only expectation that is met here is 100-continue.");
    parser->expects_continue = true;
    return PARSER_MORE;
}

enum parser_step parser_read_framing(struct parser *parser, struct str name, struct str value)
{
    static const struct {
        struct str name;
        enum parser_step (*read)(struct parser *parser, struct str value);
    } framing[] = {
        {{"host", 4}, read_host},
        {{"content-length", 14}, read_length},
        {{"transfer-encoding", 17}, read_coding},
        {{"connection", 10}, read_connection},
        {{"expect", 6}, read_expect},
    };

    for (size_t i = 0; i < COUNT_OF(framing); i++) {
        if (framing[i].name.len == name.len && str_eq_nocase(framing[i].name, name))
            return framing[i].read(parser, value);
    }
    return PARSER_MORE;
}

enum parser_step parser_end_head(struct parser *parser)
{
    if (parser->hosts == 0)
        return parser_refuse(parser, 400, "There is no Host header.");
    if (parser->has_chunks && parser->has_length)
        return parser_refuse(parser, 400, "Content-Length and Transfer-Encoding exclude each other.");
    if (parser->has_chunks && parser->minor == 0)
        return parser_refuse(parser, 400, "HTTP/1.0 has no Transfer-Encoding.");
    parser->state = parser->has_chunks ? READING_CHUNK_SIZE : READING_FIXED;
    return PARSER_HEAD;
}

bool parser_expects_body(const struct parser *parser)
{
    return parser->has_chunks || parser->left > 0;
}

bool parser_keeps_alive(const struct parser *parser)
{
    return !parser->says_close && (parser->minor == 1 || parser->says_keep_alive);
}

void parser_limit_body(struct parser *parser, uint64_t max)
{
    parser->body_max = max;
}
