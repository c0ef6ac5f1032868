/* http/handshake.c: checks of a WebSocket's opening handshake, and the key that proves that we understood it.
 */
#include "http/handshake.h"

#include <openssl/evp.h>

#include "http/connection.h"

static bool has_option(struct str list, const char *wanted)
{
    struct str one;

    while (str_split(&list, ',', &one)) {
        if (str_eq_nocase(str_trim(one), str_of(wanted)))
            return true;
    }
    return false;
}

static bool is_once(const struct http_request *request, const char *name)
{
    const struct parser *parser = &request->parser;
    int count = 0;

    for (unsigned i = 0; i < parser->headers; i++)
        count += str_eq_nocase(parser_text(parser, parser->lines[i].name), str_of(name));
    return count == 1;
}

/* 16 bytes in base64. */
static bool is_key(struct str key)
{
    if (key.len != 24 || !str_ends(key, STR("==")))
        return false;
    for (size_t i = 0; i < 22; i++) {
        unsigned char c = (unsigned char)key.data[i];

        if (!((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '+' || c == '/'))
            return false;
    }
    return true;
}

bool handshake_check(const struct http_request *request, const char *origins, struct error *err)
{
    struct str origin = http_header(request, "Origin");
    const char *wrong = NULL;

    if (http_method(request) != HTTP_GET || request->parser.minor != 1 || request->body.len > 0)
        wrong = "A WebSocket begins with GET, HTTP/1.1 and no body.";
    else if (!request->parser.says_upgrade || !has_option(http_header(request, "Upgrade"), "websocket"))
        wrong = "This is not an upgrade to a WebSocket.";
    else if (!is_once(request, "Sec-WebSocket-Version") ||
             !str_is(http_header(request, "Sec-WebSocket-Version"), "13"))
        wrong = "The only WebSocket version that is spoken here is 13.";
    else if (!is_once(request, "Sec-WebSocket-Key") || !is_key(http_header(request, "Sec-WebSocket-Key")))
        wrong = "Sec-WebSocket-Key is not 16 bytes in base64.";
    else if (origins && origin.data && !cors_lists(origins, origin))
        wrong = "Pages of this origin may not open a WebSocket here.";
    return !wrong || error_set(err, ERROR_SKIP, "websocket", "%s", wrong);
}

void handshake_accept(struct str key, char ret_accept[HANDSHAKE_ACCEPT_SIZE])
{
    static const char suffix[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[EVP_MAX_MD_SIZE];
    char text[24 + sizeof(suffix)];

    memcpy(text, key.data, 24);
    memcpy(text + 24, suffix, sizeof(suffix));
    EVP_Digest(text, sizeof(text) - 1, digest, NULL, EVP_sha1(), NULL);
    EVP_EncodeBlock((unsigned char *)ret_accept, digest, 20);
}
