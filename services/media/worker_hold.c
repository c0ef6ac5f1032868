/* worker_hold: a place whose worker is one asker's own. It is not idle for others meanwhile, and has another
 * worker afterwards. */
#include "worker_pool_parts.h"

struct worker_hold *worker_hold_new(struct worker_pool *pool, const struct work *work)
{
    struct lane *lane = lane_of(pool, work);

    for (int i = 0; i < pool->workers; i++) {
        struct slot *slot = &lane->slots[i];

        if (slot->state != SLOT_IDLE)
            continue;
        slot->state = SLOT_HELD;
        slot->hold = mem_new(struct worker_hold);
        slot->hold->slot = slot;
        return slot->hold;
    }
    return NULL;
}

void worker_hold_free(struct worker_hold *hold)
{
    if (!hold)
        return;
    if (hold->slot)
        slot_replace(hold->slot, hold->slot->piece ? NOT_IN_TIME : WORN);
    mem_free(hold);
}
