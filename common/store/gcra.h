/* store/gcra.h: the arithmetic of rate limits and quotas. Pure; a script says the same in Redis's words.
 *
 * A rate is kept as one number a client (the generic cell rate algorithm): the time at which all that it has
 * asked for would have been due, had it come evenly; it may lie ahead of now by at most burst times the even
 * pause. A quota is kept as the count of its day. */
#pragma once

#include <stdint.h>

/* Takes one; returns 0 and moves *due_us on, or returns in how many microseconds it would be allowed. */
int64_t gcra_take(int64_t *due_us, int64_t now_us, int64_t pause_us, int64_t burst);

#define DAY_US INT64_C(86400000000)

struct rate_look {    /* what taking one would mean */
    int64_t wait_us;  /* 0: it may be taken; nothing else holds otherwise */
    int64_t value;    /* to be kept then */
    int64_t left;     /* how many more at once */
    int64_t reset_us; /* until nothing need be kept of this client */
};

struct rate_look rate_look(int64_t due_us, int64_t now_us, int64_t pause_us, int64_t burst);
/* Days are those of UTC. `cost`: how many it takes; negative: gives back. */
struct rate_look quota_look(int64_t count, int64_t wall_us, int64_t most, int64_t cost);
