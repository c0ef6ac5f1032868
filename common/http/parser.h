/* http/parser.h: the grammar of a request: what is unusual is refused. No I/O.
 *
 * Feed it bytes in pieces of any size; the outcome does not depend on where they were cut. A request is a
 * HEAD, then pieces of BODY, then DONE; input after that belongs to the next request. After REFUSED nothing
 * more can be read from the connection, because where the next request begins is not known. */
#pragma once

#include "base/str.h"
#include "http/limits.h"
#include "http/server.h"

enum parser_step { PARSER_MORE, PARSER_HEAD, PARSER_BODY, PARSER_DONE, PARSER_REFUSED };

struct refusal {
    int status;
    const char *detail; /* a sentence */
    const char *limit;  /* what was exceeded; NULL: nothing was */
    long long max;      /* of that */
    int retry_after_s;  /* 0: not said */
};

struct span { /* in the head; 16 bits hold its largest size */
    uint16_t at;
    uint16_t len;
};

struct head_line {
    struct span name;
    struct span value;
};

struct parser {
    struct buf head; /* kept from one request to the next */
    uint32_t at;     /* scanned so far */
    uint32_t line;   /* where the current line begins */
    uint8_t state;
    uint8_t method; /* HTTP_METHODS: not known yet */
    uint8_t minor;  /* HTTP/1.x */
    uint8_t headers;
    bool after_cr, after_empty_line;
    bool has_length, has_chunks, expects_continue;
    bool says_close, says_keep_alive, says_upgrade;
    uint8_t hosts, digits;
    struct span target;
    uint64_t left;       /* of the body, or of the chunk */
    uint64_t body_bytes; /* so far */
    uint64_t body_max;
    const char *larger; /* said to who sends more; NULL: nothing but that it is too large */
    struct refusal refusal;
    struct head_line lines[HTTP_HEADERS_MAX];
};

void parser_start(struct parser *parser); /* for the next request */
void parser_free(struct parser *parser);

/* Takes what it can from *input, leaving the rest. HEAD is returned once; BODY gives a piece of the input. */
enum parser_step parser_feed(struct parser *parser, struct str *input, struct str *ret_body);
void parser_limit_body(struct parser *parser, uint64_t max); /* after HEAD; unset: no body at all */

bool parser_has_begun(const struct parser *parser);
bool parser_expects_body(const struct parser *parser); /* after HEAD */
bool parser_keeps_alive(const struct parser *parser);
struct str parser_text(const struct parser *parser, struct span span);
bool is_token(struct str s); /* of RFC 9110: what names of methods and headers are made of */
