/* A pool that has reached its server: one that has not for a second refuses what it is asked, which a busy
 * machine may need. */
#pragma once

#include "servers.h"

#include "store/postgres.h"

static inline struct postgres *postgres_reached(struct loop *loop, const struct config *config,
                                                const char *url)
{
    struct postgres *pg = postgres_open(loop, config, url);

    turn_until(loop, postgres_is_ready(pg));
    return pg;
}
