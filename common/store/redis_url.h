/* store/redis_url.h: redis://user:password@host:port/database, rediss:// over TLS. Private to the module. */
#pragma once

#include <stdbool.h>

#include "base/mem.h"

struct redis_address {
    char host[256];
    int port;
    char user[128];     /* "": none */
    char password[256]; /* "": none */
    int database;
    bool is_secure; /* over TLS */
};

MUST_CHECK bool redis_url_parse(const char *url, struct redis_address *ret_address);
