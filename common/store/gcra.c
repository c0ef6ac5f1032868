/* store/gcra: the arithmetic of the rate limit; gcra_script says the same in Redis's words. */
#include "store/gcra.h"

int64_t gcra_take(int64_t *due_us, int64_t now_us, int64_t pause_us, int64_t burst)
{
    int64_t due = (*due_us > now_us ? *due_us : now_us) + pause_us;
    int64_t allowed_at = due - pause_us * burst;

    if (now_us < allowed_at)
        return allowed_at - now_us;
    *due_us = due;
    return 0;
}
