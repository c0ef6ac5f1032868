/* http/proxies.c: addresses are compared as IPv6, with those of IPv4 mapped into it. */
#include "http/proxies.h"

#include <arpa/inet.h>

enum { BITS = 128, BITS_BEFORE_V4 = 96 };

struct network {
    struct in6_addr first;
    int bits;
};

struct proxies {
    size_t count;
    struct network all[PROXIES_MAX];
};

static bool read_address(struct str said, struct in6_addr *ret_address, bool *ret_is_v4)
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
    *ret_address = (struct in6_addr){.s6_addr = {[10] = 0xff, [11] = 0xff}};
    memcpy(ret_address->s6_addr + sizeof(*ret_address) - sizeof(v4), &v4, sizeof(v4));
    return true;
}

static bool is_within(const struct in6_addr *address, const struct network *network)
{
    int bytes = network->bits / 8, rest = network->bits % 8;

    if (memcmp(address->s6_addr, network->first.s6_addr, (size_t)bytes) != 0)
        return false;
    return !rest || !((address->s6_addr[bytes] ^ network->first.s6_addr[bytes]) >> (8 - rest));
}

static bool knows(const struct proxies *proxies, const struct in6_addr *address)
{
    for (size_t i = 0; proxies && i < proxies->count; i++)
        if (is_within(address, &proxies->all[i]))
            return true;
    return false;
}

static bool read_network(struct str said, struct network *ret)
{
    struct str address = said, bits_said = STR_NONE;
    ptrdiff_t slash = str_find(said, STR("/"));
    int64_t bits;
    bool is_v4;

    if (slash >= 0) {
        address = str_sub(said, 0, (size_t)slash);
        bits_said = str_sub(said, (size_t)slash + 1, said.len);
    }
    if (!read_address(address, &ret->first, &is_v4))
        return false;
    bits = is_v4 ? BITS - BITS_BEFORE_V4 : BITS;
    if (slash >= 0 &&
        (!str_to_int64(bits_said, &bits) || bits < 0 || bits > (is_v4 ? BITS - BITS_BEFORE_V4 : BITS)))
        return false;
    ret->bits = (int)bits + (is_v4 ? BITS_BEFORE_V4 : 0);
    return true;
}

bool proxies_read(const char *list, struct proxies **ret_proxies, struct error *err)
{
    struct str rest = str_trim(str_of(list)), one;
    struct proxies *proxies;

    *ret_proxies = NULL;
    if (!rest.len)
        return true;
    proxies = mem_new(struct proxies);
    while (str_split(&rest, ' ', &one)) {
        bool is_good =
            !one.len || (proxies->count < PROXIES_MAX && read_network(one, &proxies->all[proxies->count]));

        if (!is_good) {
            error_set(err, ERROR_FATAL, "http",
                      "\"%.*s\": addresses and networks are wanted, as 10.0.0.0/8, at most %d", (int)one.len,
                      one.data, PROXIES_MAX);
            proxies_free(proxies);
            return false;
        }
        proxies->count += one.len > 0;
    }
    *ret_proxies = proxies;
    return true;
}

void proxies_free(struct proxies *proxies)
{
    mem_free(proxies);
}

bool proxies_know(const struct proxies *proxies, struct str address)
{
    struct in6_addr read;
    bool is_v4;

    return proxies && read_address(address, &read, &is_v4) && knows(proxies, &read);
}

/* Some proxies add the port. */
static struct str without_port(struct str said)
{
    ptrdiff_t end = str_find(said, STR("]")), colon = str_find(said, STR(":"));

    if (said.len && said.data[0] == '[')
        return end > 0 ? str_sub(said, 1, (size_t)end) : STR_NONE;
    if (colon >= 0 && str_find(str_sub(said, (size_t)colon + 1, said.len), STR(":")) < 0)
        return str_sub(said, 0, (size_t)colon); /* one colon only: IPv4 */
    return said;
}

bool proxies_step(const struct proxies *proxies, struct str said, char address[HTTP_ADDRESS_SIZE])
{
    struct in6_addr read;
    bool is_v4;

    if (!read_address(without_port(str_trim(said)), &read, &is_v4))
        return false;
    if (IN6_IS_ADDR_V4MAPPED(&read))
        inet_ntop(AF_INET, read.s6_addr + BITS_BEFORE_V4 / 8, address, HTTP_ADDRESS_SIZE);
    else
        inet_ntop(AF_INET6, &read, address, HTTP_ADDRESS_SIZE);
    return knows(proxies, &read);
}
