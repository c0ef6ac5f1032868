/* tls/tls.h: TLS 1.2 and 1.3 on a socket that does not block. Owner of libssl, OpenSSL's. Programs that use
 * it ignore SIGPIPE.
 *
 * A side is what one end trusts and shows; connections are made from it and may outlive it. Whoever has the
 * socket waits for what a call wants and calls again; deadlines are the caller's. Nothing closes the socket.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/mem.h"

struct tls_files {
    const char *ca;          /* whom to trust, PEM; "": the system's */
    const char *certificate; /* what to show, PEM, with what leads to the CA behind it; "": nothing */
    const char *key;         /* to it */
};

struct tls_side;
struct tls;

/* Of a client: the server must be who it says and what was asked for. False: *err names the file. */
MUST_CHECK bool tls_client_new(const struct tls_files *files, struct tls_side **ret_side, struct error *err);
/* Of a server of HTTP/1.1: with a certificate and its key. `ca`: whose certificates clients must show; "":
 * they need none. False: *err names the file. */
MUST_CHECK bool tls_server_new(const struct tls_files *files, struct tls_side **ret_side, struct error *err);
void tls_side_free(struct tls_side *side); /* NULL does nothing */

/* `host`: a name or an address, which must be in the certificate. */
struct tls *tls_connect(struct tls_side *side, int fd, const char *host);
struct tls *tls_accept(struct tls_side *side, int fd);
void tls_free(struct tls *tls); /* without a word; NULL does nothing */

enum tls_verdict {
    TLS_DONE,
    TLS_WANTS_READ, /* call again when the socket can be read */
    TLS_WANTS_WRITE,
    TLS_ENDED,  /* the other end said goodbye */
    TLS_BROKEN, /* tls_trouble says why */
};

enum tls_verdict tls_shake_hands(struct tls *tls);
/* Up to `size` bytes: with room for a record nothing is left inside, where who waits for the socket would not
 * see it. */
#define TLS_RECORD_MAX 16384
enum tls_verdict tls_read(struct tls *tls, void *room, size_t size, size_t *ret_count);
enum tls_verdict tls_write(struct tls *tls, const void *data, size_t size, size_t *ret_count);
bool tls_has_more(const struct tls *tls); /* read already, and not asked for yet */
void tls_say_goodbye(struct tls *tls);    /* nothing is written after it */
const char *tls_trouble(const struct tls *tls);
