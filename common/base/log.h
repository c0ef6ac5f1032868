/* base/log.h: one line per thing worth knowing: JSON, or readable on a terminal. To standard error.
 *
 * log_info("index built", "products", LOG_INT(n), "took_ms", LOG_INT(ms)): a constant message, then name and
 * value in pairs. The ids set by log_context stand in every line until they are set anew. No name stands in a
 * line twice: the second is written with a stroke, "tenant_". Values are escaped; secrets never get here. May
 * be called from any thread; each line is one write. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_value {
    enum { LOG_IS_STR, LOG_IS_INT, LOG_IS_DOUBLE, LOG_IS_BOOL } kind;
    struct str str;
    int64_t integer;
    double real;
};

#define LOG_STR(s)    ((struct log_value){.kind = LOG_IS_STR, .str = (s)})
#define LOG_TEXT(s)   LOG_STR(str_of(s))
#define LOG_INT(i)    ((struct log_value){.kind = LOG_IS_INT, .integer = (i)})
#define LOG_DOUBLE(d) ((struct log_value){.kind = LOG_IS_DOUBLE, .real = (d)})
#define LOG_BOOL(b)   ((struct log_value){.kind = LOG_IS_BOOL, .integer = (b)})

struct log_field {
    const char *name;
    struct log_value value;
};

/* log_info("message", {"name", LOG_INT(3)}, {"other", LOG_TEXT(x)}) */
#define log_debug(message, ...) log_at(LOG_DEBUG, message, __VA_ARGS__)
#define log_info(message, ...)  log_at(LOG_INFO, message, __VA_ARGS__)
#define log_warn(message, ...)  log_at(LOG_WARN, message, __VA_ARGS__)
#define log_error(message, ...) log_at(LOG_ERROR, message, __VA_ARGS__)
#define log_at(level, message, ...)                                                                          \
    do {                                                                                                     \
        if (log_is_on(level))                                                                                \
            log_write(level, message, (struct log_field[]){__VA_ARGS__ __VA_OPT__(, ){NULL, {0}}});          \
    } while (0)

void log_open(const char *service, const char *version, enum log_level level, bool readable);
bool log_is_on(enum log_level level);
void log_set_level(enum log_level level);
const char *log_level_name(void); /* of the level in force */
bool log_level_from(const char *name, enum log_level *ret_level);
/* Copied, clipped to 64 bytes. */
void log_context(struct str correlation_id, struct str trace_id, struct str tenant);
void log_write(enum log_level level, const char *message, const struct log_field *fields);
