/* http/parser.c: the head of a request.
 *
 * The complication: bytes come cut anywhere, and what is refused must not depend on where. So every byte is
 * looked at once, in order, and a line is judged when its LF is there; a byte that can be in no line is
 * refused at once, so that nobody waits for the rest of nonsense. */
#include "http/parser.h"

#include <stdio.h>

#include "http/parser_internal.h"

static const char *const method_names[HTTP_METHODS] = {"GET",   "HEAD",   "POST",   "PUT",
                                                       "PATCH", "DELETE", "OPTIONS"};

const char *http_method_name(enum http_method method)
{
    return (unsigned)method < HTTP_METHODS ? method_names[method] : "";
}

void parser_start(struct parser *parser)
{
    struct buf head = parser->head;

    buf_clear(&head);
    memset(parser, 0, offsetof(struct parser, lines));
    parser->head = head;
    parser->method = HTTP_METHODS;
}

void parser_free(struct parser *parser)
{
    buf_free(&parser->head);
}

enum parser_step parser_refuse(struct parser *parser, int status, const char *detail)
{
    parser->refusal = (struct refusal){.status = status, .detail = detail};
    parser->state = READING_NOTHING;
    return PARSER_REFUSED;
}

enum parser_step parser_refuse_limit(struct parser *parser, int status, const char *detail, const char *limit,
                                     long long max)
{
    parser_refuse(parser, status, detail);
    parser->refusal.limit = limit;
    parser->refusal.max = max;
    return PARSER_REFUSED;
}

bool is_token(struct str s)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.data[i];

        if (!((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || str_has_char(marks, c)))
            return false;
    }
    return s.len > 0;
}

static struct span span_of(const struct parser *parser, struct str s)
{
    return (struct span){(uint16_t)(s.data - parser->head.data), (uint16_t)s.len};
}

struct str parser_text(const struct parser *parser, struct span span)
{
    return str_n(parser->head.data + span.at, span.len);
}

static bool is_target(struct str target)
{
    for (size_t i = 0; i < target.len; i++) {
        unsigned char c = (unsigned char)target.data[i];

        if (c <= ' ' || c >= 0x7f || str_has_char("\"#<>\\", c))
            return false;
    }
    return true;
}

static enum parser_step read_method(struct parser *parser, struct str name)
{
    if (!is_token(name))
        return parser_refuse(parser, 400, "The request line does not begin with a method.");
    for (unsigned method = 0; method < HTTP_METHODS; method++) {
        if (str_is(name, method_names[method]))
            parser->method = (uint8_t)method;
    }
    if (parser->method == HTTP_METHODS)
        return parser_refuse(parser, 501, "This method is not known here.");
    return PARSER_MORE;
}

static enum parser_step read_target(struct parser *parser, struct str target)
{
    if (target.len > HTTP_TARGET_MAX_BYTES)
        return parser_refuse_limit(parser, 414, "The request target is too long.", "target_bytes",
                                   HTTP_TARGET_MAX_BYTES);
    if (!is_target(target))
        return parser_refuse(parser, 400, "The request target has a character that must be percent-encoded.");
    if (!str_starts(target, STR("/")) && !(str_is(target, "*") && parser->method == HTTP_OPTIONS))
        return parser_refuse(parser, 400, "The request target is not a path.");
    parser->target = span_of(parser, target);
    return PARSER_MORE;
}

static enum parser_step read_version(struct parser *parser, struct str version)
{
    bool is_version = version.len == 8 && str_starts(version, STR("HTTP/")) && version.data[6] == '.' &&
                      version.data[5] >= '0' && version.data[5] <= '9' && version.data[7] >= '0' &&
                      version.data[7] <= '9';

    if (!is_version)
        return parser_refuse(parser, 400, "The request line does not end with a version of HTTP.");
    if (version.data[5] != '1' || version.data[7] > '1')
        return parser_refuse(parser, 505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
    parser->minor = (uint8_t)(version.data[7] - '0');
    return PARSER_MORE;
}

static enum parser_step read_request_line(struct parser *parser, struct str line)
{
    struct str method = STR_NONE, target = STR_NONE, version = line;

    if (line.len == 0 && !parser->after_empty_line) {
        parser->after_empty_line = true; /* RFC 9112, 2.2: one is forgiven */
        return PARSER_MORE;
    }
    str_split(&version, ' ', &method);
    str_split(&version, ' ', &target);
    if (read_method(parser, method) == PARSER_REFUSED || read_target(parser, target) == PARSER_REFUSED ||
        read_version(parser, version) == PARSER_REFUSED)
        return PARSER_REFUSED;
    parser->state = READING_HEADERS;
    return PARSER_MORE;
}

static enum parser_step read_header(struct parser *parser, struct str line)
{
    const char *colon = memchr(line.data, ':', line.len);
    struct str name = str_n(line.data, colon ? (size_t)(colon - line.data) : 0);
    struct str value = colon ? str_trim(str_n(colon + 1, line.len - name.len - 1)) : STR_NONE;

    if (line.data[0] == ' ' || line.data[0] == '\t')
        return parser_refuse(parser, 400, "A header continues on a second line.");
    if (!colon || !is_token(name))
        return parser_refuse(parser, 400, "A header is not a name, a colon and a value.");
    if (parser->headers == HTTP_HEADERS_MAX)
        return parser_refuse_limit(parser, 431, "There are too many headers.", "headers", HTTP_HEADERS_MAX);
    parser->lines[parser->headers++] = (struct head_line){span_of(parser, name), span_of(parser, value)};
    return parser_read_framing(parser, name, value);
}

static enum parser_step read_line(struct parser *parser, struct str line)
{
    if (parser->state == READING_REQUEST_LINE)
        return read_request_line(parser, line);
    if (line.len > 0)
        return read_header(parser, line);
    return parser_end_head(parser);
}

/* What may stand in a line: all but controls. CR and LF are told apart by the caller. */
static bool is_line_byte(unsigned char c)
{
    return (c >= ' ' && c != 0x7f) || c == '\t';
}

static enum parser_step scan_byte(struct parser *parser, unsigned char c)
{
    size_t from = parser->line;

    parser->at++;
    if (parser->after_cr) {
        if (c != '\n')
            return parser_refuse(parser, 400, "A CR stands without an LF.");
        parser->after_cr = false;
        parser->line = parser->at;
        return read_line(parser, str_n(parser->head.data + from, parser->at - from - 2));
    }
    if (c == '\n')
        return parser_refuse(parser, 400, "An LF stands without a CR.");
    if (!is_line_byte(c) && c != '\r')
        return parser_refuse(parser, 400, "The head has a control character.");
    parser->after_cr = c == '\r';
    return PARSER_MORE;
}

static enum parser_step check_size(struct parser *parser)
{
    if (parser->state == READING_REQUEST_LINE && parser->at - parser->line > HTTP_LINE_MAX_BYTES)
        return parser_refuse_limit(parser, 414, "The request target is too long.", "target_bytes",
                                   HTTP_TARGET_MAX_BYTES);
    if (parser->at > HTTP_HEAD_MAX_BYTES)
        return parser_refuse_limit(parser, 431, "The head of the request is too large.", "head_bytes",
                                   HTTP_HEAD_MAX_BYTES);
    return PARSER_MORE;
}

static void skip_plain_bytes(struct parser *parser)
{
    size_t end = parser->head.len;

    if (parser->state == READING_REQUEST_LINE && end > parser->line + HTTP_LINE_MAX_BYTES)
        end = parser->line + HTTP_LINE_MAX_BYTES;
    while (!parser->after_cr && parser->at < end &&
           is_line_byte((unsigned char)parser->head.data[parser->at]))
        parser->at++;
}

/* Puts the input behind what is there, reads to the head's end, and gives back what belongs to the body. */
static enum parser_step feed_head(struct parser *parser, struct str *input)
{
    size_t had = parser->head.len, room = HTTP_HEAD_MAX_BYTES + 1 - had;
    size_t take = input->len < room ? input->len : room;
    enum parser_step step = PARSER_MORE;

    buf_add(&parser->head, input->data, take);
    while (step == PARSER_MORE && parser->at < parser->head.len) {
        skip_plain_bytes(parser);
        if (parser->at < parser->head.len)
            step = scan_byte(parser, (unsigned char)parser->head.data[parser->at]);
        if (step != PARSER_REFUSED && check_size(parser) == PARSER_REFUSED)
            step = PARSER_REFUSED;
    }
    parser->head.len = parser->at;
    input->data += parser->at - had;
    input->len -= parser->at - had;
    return step;
}

enum parser_step parser_feed(struct parser *parser, struct str *input, struct str *ret_body)
{
    *ret_body = STR_NONE;
    switch (parser->state) {
    case READING_NOTHING:
        return PARSER_REFUSED;
    case READING_REQUEST_LINE:
    case READING_HEADERS:
        return feed_head(parser, input);
    default:
        return parser_feed_body(parser, input, ret_body);
    }
}

bool parser_has_begun(const struct parser *parser)
{
    return parser->at > 0;
}
