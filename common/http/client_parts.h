/* http/client_parts.h: what the files of the client share. Nobody else includes it. */
#pragma once

#include <curl/curl.h>

#include "base/list.h"
#include "http/client.h"
#include "http/guard.h"

struct http_client {
    struct loop *loop;
    CURLM *multi;
    struct timer *timer;
    struct link open;  /* exchanges with curl */
    struct link ended; /* whose owner is to be told */
    struct deferred finish;
    int count;
    struct http_exchange *telling; /* its owner is being told: it is past cancelling */
};

struct http_exchange {
    struct link in_client; /* open or ended */
    struct http_client *client;
    CURL *easy;
    struct curl_slist *headers;
    struct buf body;
    size_t head_bytes; /* of the reply's head, as it came */
    size_t max_bytes;
    bool is_too_large;
    const struct http_guard *guard;
    bool is_inside;   /* the guard knows its host by name */
    bool is_refused;  /* an address, by the guard */
    struct error err; /* of one that ended with an error */
    bool has_failed;
    http_done_fn *on_done;
    void *owner;
    char reason[CURL_ERROR_SIZE];
};

/* client_ask.c: curl's handle for it. */
MUST_CHECK bool exchange_prepare(struct http_exchange *exchange, const struct http_ask *ask,
                                 struct error *err);
