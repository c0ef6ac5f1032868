/* flow/breaker.c: the circuit breaker and the pause before a retry. */
#include "flow/breaker.h"

#define RETRY_PAUSE_MS     50
#define RETRY_PAUSE_MAX_MS 2000

bool breaker_allows(struct breaker *breaker, int64_t now_ms)
{
    if (!breaker->opens_at)
        return true;
    if (breaker->is_trying || now_ms < breaker->opens_at)
        return false;
    breaker->is_trying = true;
    return true;
}

void breaker_report(struct breaker *breaker, bool succeeded, int64_t now_ms)
{
    if (succeeded) {
        *breaker = (struct breaker){0};
        return;
    }
    breaker->failures++;
    if (!breaker->is_trying && breaker->failures < BREAKER_TRIPS)
        return;
    if (!breaker->opens_at)
        breaker->pause_ms = BREAKER_PAUSE_MS;
    else if (breaker->is_trying && breaker->pause_ms < BREAKER_PAUSE_MAX_MS)
        breaker->pause_ms =
            breaker->pause_ms * 2 < BREAKER_PAUSE_MAX_MS ? breaker->pause_ms * 2 : BREAKER_PAUSE_MAX_MS;
    breaker->opens_at = now_ms + breaker->pause_ms;
    breaker->is_trying = false;
}

int64_t retry_pause_ms(int attempt, uint64_t random)
{
    int64_t pause = RETRY_PAUSE_MS;

    for (int i = 1; i < attempt && pause < RETRY_PAUSE_MAX_MS; i++)
        pause *= 2;
    if (pause > RETRY_PAUSE_MAX_MS)
        pause = RETRY_PAUSE_MAX_MS;
    return pause / 2 + (int64_t)(random % (uint64_t)(pause / 2 + 1));
}
