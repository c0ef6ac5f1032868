/* store/redis_link.h: one connection to a Redis, in the clear or over TLS. Private to the module.
 *
 * hiredis writes the commands and reads the replies; the socket is ours, for hiredis 0.14 (Debian 12) knows
 * no TLS. Replies come in the order of the commands. */
#pragma once

#include <hiredis/hiredis.h>

#include "base/str.h"
#include "loop/loop.h"
#include "store/redis_url.h"
#include "tls/tls.h"

struct redis_link;

/* Never inside a call. After `down`, or once it is closed, nothing is told any more. */
struct redis_link_events {
    void (*up)(void *owner);
    void (*reply)(void *owner, const redisReply *reply); /* it lives until this returns */
    void (*down)(void *owner, const char *why);          /* it is still to be closed */
};

/* `tls`: to be used for this connection; NULL: in the clear. NULL: *err says why it cannot be tried. How long
 * it may take to come up is for the owner. */
MUST_CHECK struct redis_link *redis_link_open(struct loop *loop, const struct redis_address *to,
                                              struct tls_side *tls, const struct redis_link_events *events,
                                              void *owner, struct error *err);
MUST_CHECK bool redis_link_send(struct redis_link *link, const struct str *words,
                                size_t count);  /* false: too much is waiting to be sent */
void redis_link_close(struct redis_link *link); /* also from within an event; NULL does nothing */
