/* service/counting: the rules are in limits.c, the counts where rate_limit.h keeps them. */
#include "service/counting.h"

#include "service/process_parts.h"

struct counting { /* in its request's arena */
    counted_fn *counted;
    void *owner;
    struct rate_rule rules[RATE_RULES_MAX];
};

static void on_counted(void *owner, const struct rate_verdict *verdict)
{
    const struct counting *counting = owner;

    counting->counted(counting->owner, verdict->which < 0 ? NULL : &counting->rules[verdict->which], verdict);
}

bool count_request(struct process *process, const struct principal *principal, struct str address,
                   struct arena *arena, counted_fn *counted, void *owner)
{
    struct counting *counting;
    size_t rules;

    if (!process->rate)
        return false;
    counting = arena_new_of(arena, struct counting);
    counting->counted = counted;
    counting->owner = owner;
    rules = limits_of(process->limits, principal, address, arena, counting->rules);
    if (rules)
        rate_limit_ask(process->rate, counting->rules, rules, on_counted, counting);
    return rules > 0;
}
