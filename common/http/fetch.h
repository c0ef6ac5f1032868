/* http/fetch.h: a file from a URL that somebody else has written.
 *
 * It is followed where it is redirected to, a few times; the guard looks at each of these as at the first. No
 * cookie, no credential goes along. What it is says only its content. */
#pragma once

#include "http/client.h"

#define FETCH_REDIRECTS_MAX 4

struct http_fetch;

struct fetch_ask {
    const char *url;
    const struct http_guard *guard; /* the owner's; longer than the fetch */
    const char *accept;             /* what is wanted, as in Accept; NULL: anything */
    size_t max_bytes;               /* unpacked; must be set */
    int deadline_ms;                /* over all; must be set */
};

/* As http_client_ask; a reply is always one of 200. All else is an error, whose text is for who wrote the
 * URL: it tells nothing of it, nor of what this process can reach. SKIP: it will not be better the next time.
 */
struct http_fetch *http_fetch_start(struct http_client *client, const struct fetch_ask *ask,
                                    http_done_fn *done, void *owner);
void http_fetch_cancel(struct http_fetch *fetch); /* before its done, which will not be called then */
