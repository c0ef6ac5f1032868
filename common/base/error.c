/* error: filling in a struct error. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

bool error_set(struct error *err, enum error_policy policy, const char *origin, const char *format, ...)
{
    char text[sizeof(err->text) +
              1]; /* apart, for the arguments may point into *err; one longer, for clipping */
    va_list args;

    if (!err)
        return false;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    text[utf8_clip(str_of(text), sizeof(err->text) - 1)] = '\0';
    memcpy(err->text, text, sizeof(err->text));
    err->policy = policy;
    err->origin = origin;
    return false;
}

const char *error_policy_name(enum error_policy policy)
{
    static const char *const names[] =
        {[ERROR_RETRY] = "retry", [ERROR_SKIP] = "skip", [ERROR_FATAL] = "fatal"};

    return names[policy];
}
