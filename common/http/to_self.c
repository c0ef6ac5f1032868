/* to_self: see http_is_to_self in client.h. */
#include "http/client.h"

bool http_is_to_self(struct str url)
{
    static const char *const hosts[] = {"http://127.0.0.1", "http://localhost", "http://[::1]"};

    for (size_t i = 0; i < COUNT_OF(hosts); i++) {
        struct str host = str_of(hosts[i]);

        if (str_starts(url, host) &&
            (url.len == host.len || url.data[host.len] == ':' || url.data[host.len] == '/'))
            return true;
    }
    return false;
}
