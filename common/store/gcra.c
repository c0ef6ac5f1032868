/* store/gcra: see its header. */
#include "store/gcra.h"

struct rate_look rate_look(int64_t due_us, int64_t now_us, int64_t pause_us, int64_t burst)
{
    int64_t due = (due_us > now_us ? due_us : now_us) + pause_us;
    int64_t room_us = now_us + pause_us * burst - due;

    if (room_us < 0)
        return (struct rate_look){.wait_us = -room_us, .reset_us = due - pause_us - now_us};
    return (struct rate_look){.value = due, .left = room_us / pause_us, .reset_us = due - now_us};
}

struct rate_look quota_look(int64_t count, int64_t wall_us, int64_t most, int64_t cost)
{
    int64_t left_us = DAY_US - wall_us % DAY_US, after = count + cost > 0 ? count + cost : 0;

    if (after > most)
        return (struct rate_look){.wait_us = left_us, .reset_us = left_us};
    return (struct rate_look){.value = after, .left = most - after, .reset_us = left_us};
}

int64_t gcra_take(int64_t *due_us, int64_t now_us, int64_t pause_us, int64_t burst)
{
    struct rate_look look = rate_look(*due_us, now_us, pause_us, burst);

    if (!look.wait_us)
        *due_us = look.value;
    return look.wait_us;
}
