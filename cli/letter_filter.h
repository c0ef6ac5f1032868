/* letter_filter.h: which dead letters are meant. Pure. */
#pragma once

#include "args.h"
#include "bus/event.h"

struct letter_filter {
    const char *key, *reason;   /* NULL: any */
    int64_t since_ms, until_ms; /* when it was set aside: from, and before */
    int64_t partition;          /* -1: any */
};

#define LETTER_FILTER_OPTIONS                                                                                \
    {"key", "KEY", "only those with this key"},                                                              \
        {"reason", "TEXT", "only those whose reason has this in it"},                                        \
        {"since", "TIME", "only those set aside since: 2026-11-21T08:15:00Z, or 30m, 12h, 7d ago"},          \
        {"until", "TIME", "only those set aside before that time"},                                          \
    {                                                                                                        \
        "partition", "N", "only those of this partition of the dead letters"                                 \
    }

MUST_CHECK bool letter_filter_read(const struct args *args, int64_t now_ms, struct letter_filter *ret_filter,
                                   struct error *err);
bool letter_filter_picks(const struct letter_filter *filter); /* it leaves something out */
bool letter_filter_takes(const struct letter_filter *filter, const struct record *letter);

/* "2026-11-21T08:15:00Z", or how long ago: "30m", "12h", "7d". False: neither. */
MUST_CHECK bool time_read(const char *text, int64_t now_ms, int64_t *ret_ms);
