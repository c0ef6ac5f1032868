/* letter_filter: see letter_filter.h. */
#include "letter_filter.h"

#include "base/clock.h"
#include "letter.h"

static const struct {
    char unit;
    int64_t ms;
} units[] = {{'s', 1000}, {'m', 60000}, {'h', 3600000}, {'d', 86400000}};

bool time_read(const char *text, int64_t now_ms, int64_t *ret_ms)
{
    struct str number = str_of(text);
    int64_t count;

    *ret_ms = clock_from_rfc3339(text);
    if (*ret_ms >= 0)
        return true;
    for (size_t i = 0; number.len > 1 && i < COUNT_OF(units); i++) {
        if (text[number.len - 1] != units[i].unit)
            continue;
        number.len--;
        if (!str_to_int64(number, &count) || count < 0 || count > now_ms / units[i].ms)
            return false;
        *ret_ms = now_ms - count * units[i].ms;
        return true;
    }
    return false;
}

static bool read_time(const struct args *args, const char *name, int64_t now_ms, int64_t *ret_ms,
                      struct error *err)
{
    const char *text = args_text(args, name, NULL);

    return !text || time_read(text, now_ms, ret_ms) ||
           error_set(
               err, ERROR_FATAL, "args",
               "--%s is a time as 2026-11-21T08:15:00Z, or how long ago as 30m, 12h or 7d, not \"%.40s\"",
               name, text);
}

bool letter_filter_read(const struct args *args, int64_t now_ms, struct letter_filter *ret_filter,
                        struct error *err)
{
    *ret_filter = (struct letter_filter){
        .key = args_text(args, "key", NULL),
        .reason = args_text(args, "reason", NULL),
        .since_ms = INT64_MIN,
        .until_ms = INT64_MAX,
    };
    return args_int(args, "partition", 0, INT32_MAX, -1, &ret_filter->partition, err) &&
           read_time(args, "since", now_ms, &ret_filter->since_ms, err) &&
           read_time(args, "until", now_ms, &ret_filter->until_ms, err);
}

bool letter_filter_picks(const struct letter_filter *filter)
{
    return filter->key || filter->reason || filter->partition >= 0 || filter->since_ms != INT64_MIN ||
           filter->until_ms != INT64_MAX;
}

bool letter_filter_takes(const struct letter_filter *filter, const struct record *letter)
{
    return (!filter->key || str_is(letter->key, filter->key)) &&
           (!filter->reason || str_find(letter_reason(letter), str_of(filter->reason)) >= 0) &&
           (filter->partition < 0 || letter->partition == filter->partition) &&
           letter->timestamp_ms >= filter->since_ms && letter->timestamp_ms < filter->until_ms;
}
