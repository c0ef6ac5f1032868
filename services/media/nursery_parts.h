/* media/nursery_parts.h: what the two sides of the nursery share. Nobody else includes it. */
#pragma once

#include "nursery.h"

struct nursery_order {
    enum { NURSERY_WARM = 1, NURSERY_FORK, NURSERY_KILL } what;
    uint32_t work;
    uint64_t ticket;
};

/* nursery_child.c: the process itself, until `socket` ends. */
_Noreturn void nursery_run(const struct work *const *works, const struct setting *const *settings,
                           int socket);
