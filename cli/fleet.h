/* fleet.h: the copies of a service that run, as monitoring hears of them. */
#pragma once

#include "cli.h"

struct fleet_copy {
    const char *service, *copy; /* copy: names it */
    const char *url;
};

/* Those of one service; NULL: all. Silent ones are left out. Returns CLI_OK, or what the verb should return.
 */
int fleet_copies(struct cli *cli, const char *service, struct fleet_copy **ret_copies, size_t *ret_count);
