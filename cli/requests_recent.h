/* requests_recent.h: the newest requests of all sessions, from Kafka's two topics: they are the one list by
 * time, so that the database needs no index for it. */
#pragma once

#include "cli.h"

int requests_recent(struct cli *cli, size_t limit);
