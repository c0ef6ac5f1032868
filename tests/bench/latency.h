/* latency.h: how long things took, in little memory: 32 classes for each doubling, so 3 % at worst. */
#pragma once

#include <stdint.h>

#define LATENCY_CLASSES (40 * 32)

struct latencies {
    uint64_t count;
    uint64_t classes[LATENCY_CLASSES];
    int64_t max_us;
};

void latency_add(struct latencies *latencies, int64_t us);
double latency_ms(const struct latencies *latencies, double share); /* 0.5: the median */
