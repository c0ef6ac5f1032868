/* media/cage.h: what a worker process does to itself before it sees foreign bytes.
 *
 * From then on it has one socket, memory up to its limit, time, and nothing else: no file, no network, no
 * other process, no new program. What it may not do ends it with SIGSYS. */
#pragma once

#include "base/error.h"
#include "base/mem.h"
#include "work.h"

#define CAGE_SOCKET 3 /* where a worker finds its socket */

/* `socket` becomes CAGE_SOCKET, all other descriptors are closed. The first step. */
MUST_CHECK bool cage_keep_only(int socket, struct error *err);
/* `pieces` of the work are the CPU time of its life. false: *err, and the process is to end: it is neither
 * free nor caged. */
MUST_CHECK bool cage_enter(const struct work *work, int pieces, struct error *err);
