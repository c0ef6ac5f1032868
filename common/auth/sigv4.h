/* auth/sigv4.h: the signature of a request to AWS, or to what understands the same (Signature Version 4).
 *
 * Pure: the time comes with the request. */
#pragma once

#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"

#define SIGV4_DATE_SIZE 17 /* "20130524T000000Z" */
#define SIGV4_HASH_SIZE 65

struct sigv4_key {
    struct str id, secret, region, service; /* "s3" */
};

/* Of "id:secret", which has to live as long; false: it is none. */
MUST_CHECK bool sigv4_key_read(struct str text, struct sigv4_key *ret_key);

struct sigv4_header {
    const char *name; /* in small letters */
    struct str value; /* without blanks at its ends, and without two in a row */
};

struct sigv4_request {
    const char *method;
    struct str path;  /* as it is sent, percent-encoded */
    struct str query; /* as it is sent: sorted, each with its "=", percent-encoded; empty: none */
    const struct sigv4_header
        *headers;          /* all that is signed, host among them; sorted by name; ends with NULL */
    const char *body_hash; /* of sigv4_hash */
};

void sigv4_hash(struct str body, char ret_hash[SIGV4_HASH_SIZE]);
void sigv4_date(int64_t now_ms, char ret_date[SIGV4_DATE_SIZE]); /* the value of x-amz-date */
/* The value of the header Authorization. `date` as that of x-amz-date. */
void sigv4_sign(const struct sigv4_key *key, const struct sigv4_request *request, const char *date,
                struct buf *out);
/* Of a URL, as it is sent and signed: without the scheme's usual port. */
struct str sigv4_host(struct str url);
/* Everything but letters, digits and "-._~", and "/" if it stays, as %XX. */
void sigv4_escape(struct str text, bool slash_stays, struct buf *out);
