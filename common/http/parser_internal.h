/* http/parser_internal.h: between the parser's files: lines (parser.c), framing (parser_framing.c), body
 * (parser_body.c). */
#pragma once

#include "http/parser.h"

enum parser_state {
    READING_REQUEST_LINE,
    READING_HEADERS,
    READING_FIXED,
    READING_CHUNK_SIZE,
    READING_CHUNK_SIZE_LF,
    READING_CHUNK,
    READING_CHUNK_CR,
    READING_CHUNK_LF,
    READING_LAST_CR,
    READING_LAST_LF,
    READING_NOTHING, /* after a refusal */
};

enum parser_step parser_refuse(struct parser *parser, int status, const char *detail);
enum parser_step parser_refuse_limit(struct parser *parser, int status, const char *detail, const char *limit,
                                     long long max);
enum parser_step parser_read_framing(struct parser *parser, struct str name, struct str value);
enum parser_step parser_end_head(struct parser *parser);
enum parser_step parser_feed_body(struct parser *parser, struct str *input, struct str *ret_body);
