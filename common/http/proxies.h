/* http/proxies.h: who is believed when it says for whom it asks.
 *
 * A header can be written by anybody, so X-Forwarded-For counts only as far as known proxies have written it:
 * from the right, up to the first address that is none of theirs. */
#pragma once

#include "base/error.h"
#include "http/networks.h"

#define PROXIES_MAX  64 /* networks in the list */
#define PROXIES_HOPS 16 /* addresses of a header that are looked at */

struct proxies;

/* `list` holds addresses and networks, separated by blanks: "10.0.0.0/8 fd00::/8 192.0.2.7". Empty gives
 * NULL, which knows nobody. The owner frees it. */
MUST_CHECK bool proxies_read(const char *list, struct proxies **ret_proxies, struct error *err);
void proxies_free(struct proxies *proxies);
bool proxies_know(const struct proxies *proxies, struct str address);

/* One more address, read from the right: "192.0.2.7", "192.0.2.7:80", "[2001:db8::1]:80". It is written to
 * `address` as inet_ntop() does. Gives whether the next one on its left is to be believed, too: false, and
 * `address` as it was, for what is no address. */
bool proxies_step(const struct proxies *proxies, struct str said, char address[HTTP_ADDRESS_SIZE]);
