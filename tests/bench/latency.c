/* latency.c: below 32 us a class is one microsecond; above, a 32nd of a doubling. */
#include "latency.h"

static int class_of(int64_t us)
{
    int doublings;

    if (us < 32)
        return us < 0 ? 0 : (int)us;
    doublings = 63 - __builtin_clzll((uint64_t)us) - 5;
    return (doublings + 1) * 32 + (int)((us >> doublings) - 32);
}

static int64_t middle_of(int class)
{
    int doublings = class / 32 - 1;

    if (class < 32)
        return class;
    return ((int64_t)(32 + class % 32) << doublings) + ((int64_t)1 << doublings) / 2;
}

void latency_add(struct latencies *latencies, int64_t us)
{
    int class = class_of(us);

    latencies->classes[class < LATENCY_CLASSES ? class : LATENCY_CLASSES - 1]++;
    latencies->count++;
    if (us > latencies->max_us)
        latencies->max_us = us;
}

double latency_ms(const struct latencies *latencies, double share)
{
    uint64_t wanted = (uint64_t)((double)latencies->count * share), seen = 0;

    for (int class = 0; class < LATENCY_CLASSES; class ++) {
        seen += latencies->classes[class];
        if (seen > wanted)
            return (double)middle_of(class) / 1000;
    }
    return (double)latencies->max_us / 1000;
}
