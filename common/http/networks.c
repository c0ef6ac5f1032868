#include "http/networks.h"

#include <arpa/inet.h>

enum { BITS = 128, BITS_BEFORE_V4 = 96, V4_AT = BITS_BEFORE_V4 / 8 };

struct in6_addr address_of_v4(const void *four_bytes)
{
    struct in6_addr address = {.s6_addr = {[10] = 0xff, [11] = 0xff}};

    memcpy(address.s6_addr + V4_AT, four_bytes, sizeof(struct in_addr));
    return address;
}

static bool read_as(struct str said, struct in6_addr *ret_address, bool *ret_is_v4)
{
    char text[HTTP_ADDRESS_SIZE];
    struct in_addr v4;

    if (said.len == 0 || said.len >= sizeof(text) || memchr(said.data, 0, said.len))
        return false;
    memcpy(text, said.data, said.len);
    text[said.len] = '\0';
    *ret_is_v4 = inet_pton(AF_INET, text, &v4) == 1;
    if (!*ret_is_v4)
        return inet_pton(AF_INET6, text, ret_address) == 1;
    *ret_address = address_of_v4(&v4);
    return true;
}

bool address_read(struct str said, struct in6_addr *ret_address)
{
    bool is_v4;

    return read_as(said, ret_address, &is_v4);
}

bool address_of_peer(const struct sockaddr *peer, struct in6_addr *ret_address)
{
    if (peer->sa_family == AF_INET)
        *ret_address = address_of_v4(&((const struct sockaddr_in *)(const void *)peer)->sin_addr);
    else if (peer->sa_family == AF_INET6)
        *ret_address = ((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr;
    else
        return false;
    return true;
}

void address_write(const struct in6_addr *address, char text[HTTP_ADDRESS_SIZE])
{
    if (IN6_IS_ADDR_V4MAPPED(address))
        inet_ntop(AF_INET, address->s6_addr + V4_AT, text, HTTP_ADDRESS_SIZE);
    else
        inet_ntop(AF_INET6, address, text, HTTP_ADDRESS_SIZE);
}

bool network_read(struct str said, struct network *ret_network)
{
    struct str address = said, bits_said = STR_NONE;
    ptrdiff_t slash = str_find(said, STR("/"));
    int64_t bits, most;
    bool is_v4;

    if (slash >= 0) {
        address = str_sub(said, 0, (size_t)slash);
        bits_said = str_sub(said, (size_t)slash + 1, said.len);
    }
    if (!read_as(address, &ret_network->first, &is_v4))
        return false;
    bits = most = is_v4 ? BITS - BITS_BEFORE_V4 : BITS;
    if (slash >= 0 && (!str_to_int64(bits_said, &bits) || bits < 0 || bits > most))
        return false;
    ret_network->bits = (int)bits + (is_v4 ? BITS_BEFORE_V4 : 0);
    return true;
}

bool network_has(const struct network *network, const struct in6_addr *address)
{
    int bytes = network->bits / 8, rest = network->bits % 8;

    if (memcmp(address->s6_addr, network->first.s6_addr, (size_t)bytes) != 0)
        return false;
    return !rest || !((address->s6_addr[bytes] ^ network->first.s6_addr[bytes]) >> (8 - rest));
}

/* ---- what is public ---- */

/* IANA's special-purpose addresses, but for those that are the internet's all the same. */
static const char *const not_public[] = {
    "0.0.0.0/8",       /* this network */
    "10.0.0.0/8",      /* private */
    "100.64.0.0/10",   /* behind a carrier's NAT */
    "127.0.0.0/8",     /* this machine */
    "168.63.129.16",   /* a cloud's own, to its machines */
    "169.254.0.0/16",  /* link; clouds tell their machines' secrets there */
    "172.16.0.0/12",   /* private */
    "192.0.0.0/24",    /* protocols */
    "192.0.2.0/24",    /* documents */
    "192.88.99.0/24",  /* 6to4 relays */
    "192.168.0.0/16",  /* private */
    "198.18.0.0/15",   /* benchmarks */
    "198.51.100.0/24", /* documents */
    "203.0.113.0/24",  /* documents */
    "224.0.0.0/4",     /* multicast */
    "240.0.0.0/4",     /* reserved, broadcast */
    "2001::/23",       /* protocols; Teredo, which has an IPv4 address in it */
    "2001:db8::/32",   /* documents */
    "2002::/16",       /* 6to4, which has an IPv4 address in it */
    "3fff::/20",       /* documents */
};

static bool is_in(const char *network, const struct in6_addr *address)
{
    struct network read;

    return network_read(str_of(network), &read) && network_has(&read, address);
}

/* ISATAP: an IPv4 address behind 0000:5efe or 0200:5efe, in any network. */
static bool is_tunnel(const struct in6_addr *address)
{
    const uint8_t *bytes = address->s6_addr + 8;

    return (bytes[0] == 0 || bytes[0] == 2) && bytes[1] == 0 && bytes[2] == 0x5e && bytes[3] == 0xfe;
}

bool address_is_public(const struct in6_addr *address)
{
    bool is_translated = is_in("64:ff9b::/96", address); /* NAT64: an IPv4 host, seen from IPv6 */
    struct in6_addr real = is_translated ? address_of_v4(address->s6_addr + V4_AT) : *address;

    if (!IN6_IS_ADDR_V4MAPPED(&real) && (!is_in("2000::/3", &real) || is_tunnel(&real)))
        return false;
    for (size_t i = 0; i < COUNT_OF(not_public); i++)
        if (is_in(not_public[i], &real))
            return false;
    return true;
}
