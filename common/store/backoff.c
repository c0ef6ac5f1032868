/* store/backoff: doubling with jitter. */
#include "store/backoff.h"

#include "base/id.h"

int64_t backoff_ms(int failures, int64_t first_ms, int64_t most_ms, double chance)
{
    int64_t wait = first_ms;

    for (int i = 0; i < failures && wait < most_ms; i++)
        wait *= 2;
    if (wait > most_ms)
        wait = most_ms;
    return wait - (int64_t)((double)wait * 0.5 * chance);
}

int64_t backoff_random_ms(int failures, int64_t first_ms, int64_t most_ms)
{
    return backoff_ms(failures, first_ms, most_ms, (double)random_below(1000) / 1000.0);
}
