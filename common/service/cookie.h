/* service/cookie.h: the cookie of somebody who is signed in. Pure.
 *
 * Its name begins with __Host-, so that browsers take it only over TLS and from this very host. On loopback,
 * where there is no TLS, it has another name and no Secure. Always HttpOnly and SameSite=Strict. */
#pragma once

#include "base/str.h"

#define COOKIE_DIGEST_BYTES 32
#define COOKIE_VALUE_SIZE   (36 + 1 + 64 + 1)

struct cookie {
    struct str id;                             /* of the sign-in; borrows from the header */
    unsigned char digest[COOKIE_DIGEST_BYTES]; /* of its secret */
};

void cookie_make(char ret_value[COOKIE_VALUE_SIZE],
                 struct cookie *ret_cookie); /* which borrows from the value */
/* The one in a header Cookie, at this Host. False: there is none. */
bool cookie_read(struct str header, struct str host, struct cookie *ret_cookie);
/* Set-Cookie, for so many seconds; 0: it is to be forgotten. */
void cookie_write(struct str value, struct str host, int64_t seconds, struct buf *out);

/* May a page of the header Origin, or of the fetch that says where it is from, change something here with its
 * cookie? Only one that this host has served. */
bool cookie_may_change(struct str origin, struct str fetch_site, struct str host);
