/* What the parser makes of a text, as text, however the text is cut: "GET /path body" for each request and
 * "400 detail" for a refusal, a line each, and "..." if more is awaited. */
#pragma once

#include "http/parser.h"

struct reading {
    struct parser parser;
    struct buf body;
    struct buf seen;
    bool is_refused;
};

static inline void reading_end_request(struct reading *reading)
{
    struct parser *parser = &reading->parser;

    buf_printf(&reading->seen, "%s ", http_method_name((enum http_method)parser->method));
    buf_str(&reading->seen, parser_text(parser, parser->target));
    buf_char(&reading->seen, ' ');
    for (size_t i = 0; i < reading->body.len; i++)
        buf_char(&reading->seen, (unsigned char)reading->body.data[i] < ' ' ? '.' : reading->body.data[i]);
    buf_char(&reading->seen, '\n');
    buf_clear(&reading->body);
    parser_start(parser);
}

static inline void reading_feed(struct reading *reading, struct str input, uint64_t body_max)
{
    enum parser_step step = PARSER_HEAD;
    struct str piece;

    while (!reading->is_refused && (input.len > 0 || step == PARSER_HEAD || step == PARSER_BODY)) {
        step = parser_feed(&reading->parser, &input, &piece);
        if (step == PARSER_HEAD)
            parser_limit_body(&reading->parser, body_max);
        else if (step == PARSER_BODY)
            buf_str(&reading->body, piece);
        else if (step == PARSER_DONE)
            reading_end_request(reading);
        else if (step == PARSER_REFUSED)
            reading->is_refused = true;
    }
}

/* Leaves the text in seen. */
static inline void reading_end(struct reading *reading)
{
    if (reading->is_refused)
        buf_printf(&reading->seen, "%d %s\n", reading->parser.refusal.status, reading->parser.refusal.detail);
    else if (parser_has_begun(&reading->parser))
        buf_str(&reading->seen, STR("...\n"));
    parser_free(&reading->parser);
    buf_free(&reading->body);
}
