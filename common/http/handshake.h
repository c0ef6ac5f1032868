/* http/handshake.h: the opening handshake of RFC 6455, section 4.2: is it one, and what is the answer. No
 * I/O. */
#pragma once

#include "http/server.h"

#define HANDSHAKE_ACCEPT_SIZE 29 /* of 20 bytes in base64, and a NUL */

MUST_CHECK bool handshake_check(const struct http_request *request, const char *origins, struct error *err);
void handshake_accept(struct str key, char ret_accept[HANDSHAKE_ACCEPT_SIZE]);
