/* taker.h: what people name by a URL is fetched, by the guard of http/guard.h, to be kept as if they had sent
 * it, or only to be looked at. For calls and flows alike; in the loop's thread. */
#pragma once

#include "http/client.h"
#include "store/store.h"

#define TAKER_AT_ONCE 16 /* each holds a file in memory; past it MEDIA_AWAY */

struct taker;

/* The client and the store stay the owner's. NULL: a setting is wrong. */
struct taker *taker_new(struct loop *loop, struct http_client *client, struct media_store *store,
                        const struct config *config, size_t max_bytes, struct error *err);
void taker_free(struct taker *taker); /* before the store; calls every done that is due; NULL does nothing */

/* MEDIA_UNFETCHED: there is nothing to be had from that URL, or nothing may be. Never inside. */
void taker_take(struct taker *taker, struct str tenant, const char *url, media_done_fn *done, void *owner);
/* The same without keeping it: the answer of MEDIA_DONE has its content and no more. */
void taker_fetch(struct taker *taker, const char *url, media_done_fn *done, void *owner);
