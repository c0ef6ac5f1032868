/* flow/breaker.h: stops asking what does not answer. Pure: the time comes in.
 *
 * Closed: everything goes through. BREAKER_TRIPS failures in a row open it for a pause that doubles from
 * BREAKER_PAUSE_MS to BREAKER_PAUSE_MAX_MS; after the pause one trial goes through, and its outcome closes or
 * opens it again. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define BREAKER_TRIPS        5
#define BREAKER_PAUSE_MS     1000
#define BREAKER_PAUSE_MAX_MS 30000

struct breaker {
    int failures;     /* in a row */
    int64_t opens_at; /* when a trial may go through; 0: closed */
    int64_t pause_ms;
    bool is_trying;
};

bool breaker_allows(struct breaker *breaker, int64_t now_ms); /* a call that was allowed must be reported */
void breaker_report(struct breaker *breaker, bool succeeded, int64_t now_ms);

/* Before the n-th try (from 1): doubles from 50 ms to 2 s, half of it random. */
int64_t retry_pause_ms(int attempt, uint64_t random);
