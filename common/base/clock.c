/* clock: the system's clocks, and a stopped one for tests. */
#include "base/clock.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "base/str.h"

enum { LONGEST_FRACTION = 9 };

static _Atomic int64_t test_wall_ms = -1;
static _Atomic int64_t test_mono_ms = -1;

static int64_t read_us(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_wall_ms(void)
{
    int64_t set = atomic_load_explicit(&test_wall_ms, memory_order_relaxed);

    return set >= 0 ? set : read_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_mono_us(void)
{
    int64_t set = atomic_load_explicit(&test_mono_ms, memory_order_relaxed);

    return set >= 0 ? set * 1000 : read_us(CLOCK_MONOTONIC);
}

int64_t clock_mono_ms(void)
{
    return clock_mono_us() / 1000;
}

void clock_set_for_test(int64_t wall_ms, int64_t mono_ms)
{
    atomic_store_explicit(&test_wall_ms, wall_ms, memory_order_relaxed);
    atomic_store_explicit(&test_mono_ms, mono_ms, memory_order_relaxed);
}

char *clock_rfc3339(struct arena *arena, int64_t wall_ms)
{
    int64_t milli = ((wall_ms % 1000) + 1000) % 1000;
    time_t seconds = (time_t)((wall_ms - milli) / 1000);
    struct tm tm;

    gmtime_r(&seconds, &tm);
    return str_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", tm.tm_year + 1900, tm.tm_mon + 1,
                      tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)milli);
}

static bool read_number(const char **at, int digits, int min, int max, int *ret_number)
{
    int number = 0;

    for (int i = 0; i < digits; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return false;
        number = number * 10 + (**at - '0');
    }
    *ret_number = number;
    return number >= min && number <= max;
}

static bool read_char(const char **at, const char *allowed)
{
    if (!str_has_char(allowed, **at))
        return false;
    (*at)++;
    return true;
}

static bool read_date(const char **at, struct tm *tm)
{
    static const int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month;
    bool is_leap;

    if (!read_number(at, 4, 1970, 9999, &year) || !read_char(at, "-") || !read_number(at, 2, 1, 12, &month) ||
        !read_char(at, "-") || !read_number(at, 2, 1, days[month - 1], &tm->tm_mday))
        return false;
    is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    tm->tm_year = year - 1900;
    tm->tm_mon = month - 1;
    return month != 2 || tm->tm_mday < 29 || is_leap;
}

/* A second of 60 is a leap second: the next minute. */
static bool read_time(const char **at, struct tm *tm, int *ret_milli)
{
    int scale = 100, count = 0;

    *ret_milli = 0;
    if (!read_number(at, 2, 0, 23, &tm->tm_hour) || !read_char(at, ":") ||
        !read_number(at, 2, 0, 59, &tm->tm_min) || !read_char(at, ":") ||
        !read_number(at, 2, 0, 60, &tm->tm_sec))
        return false;
    if (!read_char(at, "."))
        return true;
    for (; **at >= '0' && **at <= '9' && count < LONGEST_FRACTION; (*at)++, count++) {
        *ret_milli += (**at - '0') * scale;
        scale /= 10;
    }
    return count > 0;
}

static bool read_offset(const char **at, int *ret_minutes)
{
    int sign = **at == '-' ? -1 : 1;
    int hours, minutes;

    *ret_minutes = 0;
    if (read_char(at, "Zz"))
        return true;
    if (!read_char(at, "+-") || !read_number(at, 2, 0, 23, &hours) || !read_char(at, ":") ||
        !read_number(at, 2, 0, 59, &minutes))
        return false;
    *ret_minutes = sign * (hours * 60 + minutes);
    return true;
}

int64_t clock_from_rfc3339(const char *text)
{
    struct tm tm = {0};
    int milli, offset;
    int64_t seconds;

    if (!text || !read_date(&text, &tm) || !read_char(&text, "Tt ") || !read_time(&text, &tm, &milli) ||
        !read_offset(&text, &offset) || *text)
        return -1;
    seconds = (int64_t)timegm(&tm) - offset * 60;
    return seconds < 0 ? -1 : seconds * 1000 + milli;
}
