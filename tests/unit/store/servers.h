/* What tests of the store share: the servers they may use, and a loop that is turned until something is so.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/config.h"
#include "base/log.h"
#include "loop/loop.h"

#define PATIENCE_MS 20000

/* The address of a server for tests; without one the test is skipped. */
static inline const char *server_or_skip(const char *variable)
{
    const char *url = getenv(variable);

    if (!url || !*url) {
        print_message("skipped: %s is not set\n", variable);
        skip();
    }
    return url;
}

/* Turns the loop until the condition holds; fails the test after PATIENCE_MS. */
#define turn_until(loop, condition)                                                                          \
    do {                                                                                                     \
        int64_t turn_end = clock_mono_ms() + PATIENCE_MS;                                                    \
        while (!(condition)) {                                                                               \
            if (clock_mono_ms() > turn_end)                                                                  \
                fail_msg("still not so: %s", #condition);                                                    \
            loop_run_once(loop, 100);                                                                        \
        }                                                                                                    \
    } while (0)

static inline struct config *config_for_test(const struct setting *settings)
{
    const struct setting *const tables[] = {settings, NULL};
    struct config *config = NULL;
    struct error err;

    if (!config_load(tables, NULL, &config, &err))
        fail_msg("%s", err.text);
    return config;
}

/* The same database with tables of its own, so that tests may run beside each other. The schema must be made
 * first. */
static inline const char *url_of_schema(const char *url, const char *schema)
{
    static char text[1024];

    snprintf(text, sizeof(text), "%s%coptions=-csearch_path%%3D%s", url, strchr(url, '?') ? '&' : '?',
             schema);
    return text;
}
