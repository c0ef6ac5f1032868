/* http/guard.h: where a request may go whose URL somebody else has written.
 *
 * Only to the internet, by https, on the usual ports: not to machines and services that this process can
 * reach and whoever wrote the URL cannot. The URL is looked at before, the address when a connection to it is
 * made, so no name can lead elsewhere in between. http_ask.guard is how it is used. */
#pragma once

#include <stdbool.h>

#include "base/config.h"
#include "base/error.h"
#include "base/mem.h"

#define GUARD_URL_MAX_BYTES 2048
#define GUARD_INSIDE_MAX    64 /* entries in STEWARD_FETCH_INSIDE */

/* Among the settings of a service that fetches. */
#define GUARD_SETTINGS                                                                                       \
    {"STEWARD_FETCH_HTTP", SETTING_BOOL, "false",                                                            \
     .help = "what people name by a URL is fetched by http:// besides https://"},                            \
        {"STEWARD_FETCH_MS", SETTING_INT, "10000", 100, 14000, "how long that may take"},                    \
    {                                                                                                        \
        "STEWARD_FETCH_INSIDE", SETTING_TEXT, "",                                                            \
            .help =                                                                                          \
                "names, addresses and networks, separated by blanks, that it is fetched from though they "   \
                "are not the internet's, and on any port"                                                    \
    }

struct http_guard;
struct sockaddr;

/* The owner frees it. */
MUST_CHECK bool http_guard_new(const struct config *config, struct http_guard **ret_guard, struct error *err);
void http_guard_free(struct http_guard *guard); /* NULL does nothing */

/* *ret_is_inside: its host is named in the setting, so whatever address it has will do. */
MUST_CHECK bool http_guard_takes_url(const struct http_guard *guard, const char *url, bool *ret_is_inside,
                                     struct error *err);
bool http_guard_takes_peer(const struct http_guard *guard, const struct sockaddr *peer);
