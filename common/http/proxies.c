#include "http/proxies.h"

struct proxies {
    size_t count;
    struct network all[PROXIES_MAX];
};

static bool knows(const struct proxies *proxies, const struct in6_addr *address)
{
    for (size_t i = 0; proxies && i < proxies->count; i++)
        if (network_has(&proxies->all[i], address))
            return true;
    return false;
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
            !one.len || (proxies->count < PROXIES_MAX && network_read(one, &proxies->all[proxies->count]));

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

    return proxies && address_read(address, &read) && knows(proxies, &read);
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

    if (!address_read(without_port(str_trim(said)), &read))
        return false;
    address_write(&read, address);
    return knows(proxies, &read);
}
