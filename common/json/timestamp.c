#include "json/timestamp.h"

#include <stdio.h>

#define FIRST_SECOND (-62135596800) /* 0001-01-01T00:00:00Z */
#define LAST_SECOND  253402300799   /* 9999-12-31T23:59:59Z */

/* Days since 1970 of a date in the Gregorian calendar, counted in years that begin in March, so that a leap
 * day is the last of its year. */
static int64_t days_from_date(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719468;
}

static void date_from_days(int64_t days, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t z = days + 719468;
    int64_t era = z / 146097;
    int64_t of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t day_of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * day_of_year + 2) / 153;

    *ret_day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    *ret_month = (int)(month < 10 ? month + 3 : month - 9);
    *ret_year = (int)(year + era * 400 + (*ret_month <= 2));
}

bool timestamp_write(int64_t seconds, int32_t nanos, char ret_text[TIMESTAMP_SIZE])
{
    int year, month, day, second_of_day, len;

    if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos < 0 || nanos > 999999999)
        return false;
    second_of_day = (int)(((seconds % 86400) + 86400) % 86400);
    date_from_days((seconds - second_of_day) / 86400, &year, &month, &day);
    len = snprintf(ret_text, TIMESTAMP_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day,
                   second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
    if (nanos % 1000 != 0)
        len += snprintf(ret_text + len, TIMESTAMP_SIZE - (size_t)len, ".%09d", nanos);
    else if (nanos % 1000000 != 0)
        len += snprintf(ret_text + len, TIMESTAMP_SIZE - (size_t)len, ".%06d", nanos / 1000);
    else if (nanos != 0)
        len += snprintf(ret_text + len, TIMESTAMP_SIZE - (size_t)len, ".%03d", nanos / 1000000);
    ret_text[len] = 'Z';
    ret_text[len + 1] = '\0';
    return true;
}

/* Takes `digits` digits off *rest and, after them, the character `then` (0: none). */
static bool take_number(struct str *rest, size_t digits, char then, int min, int max, int *ret_value)
{
    int value = 0;

    if (rest->len < digits + (then != 0))
        return false;
    for (size_t i = 0; i < digits; i++) {
        if (rest->data[i] < '0' || rest->data[i] > '9')
            return false;
        value = value * 10 + rest->data[i] - '0';
    }
    if ((then && rest->data[digits] != then) || value < min || value > max)
        return false;
    *rest = str_sub(*rest, digits + (then != 0), rest->len);
    *ret_value = value;
    return true;
}

static bool take_fraction(struct str *rest, int32_t *ret_nanos)
{
    size_t digits = 1;
    int32_t nanos = 0;

    *ret_nanos = 0;
    if (rest->len == 0 || rest->data[0] != '.')
        return true;
    for (int32_t unit = 100000000;
         digits < rest->len && rest->data[digits] >= '0' && rest->data[digits] <= '9'; digits++, unit /= 10)
        nanos += unit * (rest->data[digits] - '0');
    if (digits < 2 || digits > 10)
        return false;
    *rest = str_sub(*rest, digits, rest->len);
    *ret_nanos = nanos;
    return true;
}

static bool take_offset(struct str *rest, int *ret_seconds)
{
    int hours, minutes;
    int sign = rest->len > 0 && rest->data[0] == '-' ? -1 : 1;

    *ret_seconds = 0;
    if (str_is(*rest, "Z") || str_is(*rest, "z"))
        return true;
    if (rest->len != 6 || (rest->data[0] != '+' && rest->data[0] != '-'))
        return false;
    *rest = str_sub(*rest, 1, rest->len);
    if (!take_number(rest, 2, ':', 0, 23, &hours) || !take_number(rest, 2, 0, 0, 59, &minutes))
        return false;
    *ret_seconds = sign * (hours * 3600 + minutes * 60);
    return true;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && leap);
}

bool timestamp_read(struct str text, int64_t *ret_seconds, int32_t *ret_nanos)
{
    int year, month, day, hour, minute, second, offset;
    int64_t seconds;
    int32_t nanos;

    if (!take_number(&text, 4, '-', 1, 9999, &year) || !take_number(&text, 2, '-', 1, 12, &month) ||
        !take_number(&text, 2, 0, 1, days_of_month(year, month), &day))
        return false;
    if (text.len == 0 || !str_has_char("Tt ", text.data[0]))
        return false;
    text = str_sub(text, 1, text.len);
    if (!take_number(&text, 2, ':', 0, 23, &hour) || !take_number(&text, 2, ':', 0, 59, &minute) ||
        !take_number(&text, 2, 0, 0, 59, &second) || !take_fraction(&text, &nanos) ||
        !take_offset(&text, &offset))
        return false;
    seconds = days_from_date(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset;
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND)
        return false;
    *ret_seconds = seconds;
    *ret_nanos = nanos;
    return true;
}
