/* base/error.h: an error says what to do about it.
 *
 * Functions that can fail return bool and take a struct error * last; on false it is filled, on true
 * untouched. Only drivers (fold, flow, service) act on the policy and log, once. Libraries do not log
 * failures. */
#pragma once

#include <stdbool.h>

enum error_policy {
    ERROR_RETRY, /* may go away: try again later */
    ERROR_SKIP,  /* this input will never work: set it aside */
    ERROR_FATAL, /* the process cannot go on */
};

struct error {
    enum error_policy policy;
    const char *origin; /* static text: "postgres", "kafka", "json" */
    char text[240];
};

/* Fills *err (NULL allowed) and returns false, so that `return error_set(...)` reads well. */
bool error_set(struct error *err, enum error_policy policy, const char *origin, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
const char *error_policy_name(enum error_policy policy);
