/* http/parser_body.c: the body of a request, of a known length or in chunks.
 *
 * Chunks are digits, CRLF, data, CRLF: no extensions, no blanks, no trailers. The size is checked against the
 * limit before anything of it is read. */
#include "http/parser_internal.h"

#include "base/hex.h"

static enum parser_step too_large(struct parser *parser)
{
    return parser_refuse_limit(parser, 413, parser->larger ? parser->larger : "The body is too large.",
                               "body_bytes", (long long)parser->body_max);
}

static enum parser_step give_body(struct parser *parser, struct str *input, struct str *ret_body)
{
    size_t take = input->len < parser->left ? input->len : (size_t)parser->left;

    *ret_body = str_n(input->data, take);
    input->data += take;
    input->len -= take;
    parser->left -= take;
    return PARSER_BODY;
}

static enum parser_step feed_fixed(struct parser *parser, struct str *input, struct str *ret_body)
{
    if (parser->left > parser->body_max)
        return too_large(parser);
    if (parser->left == 0) {
        parser->state = READING_REQUEST_LINE;
        return PARSER_DONE;
    }
    return input->len ? give_body(parser, input, ret_body) : PARSER_MORE;
}

static enum parser_step read_chunk_size(struct parser *parser, unsigned char c)
{
    int digit = hex_digit((char)c);

    if (c == '\r' && parser->digits > 0) {
        parser->state = READING_CHUNK_SIZE_LF;
        return PARSER_MORE;
    }
    if (digit < 0)
        return parser_refuse(parser, 400,
                             c == ';' ? "Chunk extensions are not accepted."
                                      : "A chunk's size is not a number.");
    if (parser->digits++ == HTTP_CHUNK_SIZE_MAX_DIGITS)
        return parser_refuse_limit(parser, 400, "A chunk's size has too many digits.", "chunk_size_digits",
                                   HTTP_CHUNK_SIZE_MAX_DIGITS);
    parser->left = parser->left * 16 + (unsigned)digit;
    return PARSER_MORE;
}

static enum parser_step end_chunk_size(struct parser *parser)
{
    parser->digits = 0;
    parser->body_bytes += parser->left;
    if (parser->body_bytes > parser->body_max)
        return too_large(parser);
    parser->state = parser->left ? READING_CHUNK : READING_LAST_CR;
    return PARSER_MORE;
}

/* One byte of what stands around the chunks. */
static enum parser_step read_chunk_frame(struct parser *parser, unsigned char c)
{
    static const struct {
        unsigned char wanted;
        enum parser_state next;
        const char *otherwise;
    } steps[] = {
        [READING_CHUNK_SIZE_LF] = {'\n', READING_CHUNK, "A chunk's size does not end with CRLF."},
        [READING_CHUNK_CR] = {'\r', READING_CHUNK_LF, "A chunk does not end with CRLF."},
        [READING_CHUNK_LF] = {'\n', READING_CHUNK_SIZE, "A chunk does not end with CRLF."},
        [READING_LAST_CR] = {'\r', READING_LAST_LF, "Trailers are not accepted."},
        [READING_LAST_LF] = {'\n', READING_REQUEST_LINE, "The last chunk does not end with CRLF."},
    };
    enum parser_state was = parser->state;

    if (was == READING_CHUNK_SIZE)
        return read_chunk_size(parser, c);
    if (c != steps[was].wanted)
        return parser_refuse(parser, 400, steps[was].otherwise);
    parser->state = (uint8_t)steps[was].next;
    if (was == READING_CHUNK_SIZE_LF)
        return end_chunk_size(parser);
    return was == READING_LAST_LF ? PARSER_DONE : PARSER_MORE;
}

static enum parser_step feed_chunks(struct parser *parser, struct str *input, struct str *ret_body)
{
    while (input->len > 0) {
        enum parser_step step;

        if (parser->state == READING_CHUNK) {
            step = give_body(parser, input, ret_body);
            if (parser->left == 0)
                parser->state = READING_CHUNK_CR;
            return step;
        }
        step = read_chunk_frame(parser, (unsigned char)input->data[0]);
        input->data++;
        input->len--;
        if (step != PARSER_MORE)
            return step;
    }
    return PARSER_MORE;
}

enum parser_step parser_feed_body(struct parser *parser, struct str *input, struct str *ret_body)
{
    return parser->state == READING_FIXED ? feed_fixed(parser, input, ret_body)
                                          : feed_chunks(parser, input, ret_body);
}
