/* http/networks.h: addresses, and networks of them: "192.0.2.7", "10.0.0.0/8", "fd00::/8".
 *
 * All are compared as IPv6, with those of IPv4 mapped into it (::ffff:192.0.2.7). Pure. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>

#include "base/mem.h"
#include "base/str.h"

struct network {
    struct in6_addr first;
    int bits; /* of 128 */
};

#define HTTP_ADDRESS_SIZE INET6_ADDRSTRLEN

MUST_CHECK bool address_read(struct str said, struct in6_addr *ret_address);
struct in6_addr address_of_v4(const void *four_bytes);
/* False: of neither kind. */
MUST_CHECK bool address_of_peer(const struct sockaddr *peer, struct in6_addr *ret_address);
/* As inet_ntop() does, those of IPv4 in their own way. */
void address_write(const struct in6_addr *address, char text[HTTP_ADDRESS_SIZE]);
/* Can it be one of the internet's? False for what is private, of this machine or link, shared by a carrier,
 * for many at once, for documents or not given to anybody; for the address of an IPv4 host in any of the ways
 * to write it as IPv6 that host's decides. */
bool address_is_public(const struct in6_addr *address);

/* An address alone is a network of one. */
MUST_CHECK bool network_read(struct str said, struct network *ret_network);
bool network_has(const struct network *network, const struct in6_addr *address);
