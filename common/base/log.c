/* log: a line is put together in memory and leaves with one write, so that lines of several threads do not
 * mix. */
#include "base/log.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"

enum { CONTEXT_MAX = 64, NAME_MAX_BYTES = 64, VALUE_MAX = 4096 };

static const char *const level_names[] = {"debug", "info", "warn", "error"};

static char service_name[NAME_MAX_BYTES] = "steward";
static char service_version[NAME_MAX_BYTES];
static bool is_readable;
static _Atomic int lowest_level = LOG_INFO;

static _Thread_local char correlation[CONTEXT_MAX + 1];
static _Thread_local char trace[CONTEXT_MAX + 1];
static _Thread_local char tenant[CONTEXT_MAX + 1];

static void keep(char *to, size_t max, struct str text)
{
    size_t len = utf8_clip(text, max);

    if (len)
        memcpy(to, text.data, len);
    to[len] = '\0';
}

void log_open(const char *service, const char *version, enum log_level level, bool readable)
{
    keep(service_name, sizeof(service_name) - 1, str_of(service));
    keep(service_version, sizeof(service_version) - 1, str_of(version));
    is_readable = readable;
    log_set_level(level);
}

bool log_is_on(enum log_level level)
{
    return (int)level >= atomic_load_explicit(&lowest_level, memory_order_relaxed);
}

void log_set_level(enum log_level level)
{
    atomic_store_explicit(&lowest_level, (int)level, memory_order_relaxed);
}

const char *log_level_name(void)
{
    return level_names[atomic_load_explicit(&lowest_level, memory_order_relaxed)];
}

bool log_level_from(const char *name, enum log_level *ret_level)
{
    for (size_t i = 0; i < COUNT_OF(level_names); i++) {
        if (str_eq_nocase(str_of(name), str_of(level_names[i]))) {
            *ret_level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

void log_context(struct str correlation_id, struct str trace_id, struct str tenant_id)
{
    keep(correlation, CONTEXT_MAX, correlation_id);
    keep(trace, CONTEXT_MAX, trace_id);
    keep(tenant, CONTEXT_MAX, tenant_id);
}

/* How many bytes from `at` can stand in a string as they are. */
static size_t plain_run(struct str s, size_t at)
{
    size_t end = at;

    while (end < s.len) {
        unsigned char c = (unsigned char)s.data[end];

        if (c < 0x20 || c == '"' || c == '\\' || c >= 0x7f)
            break;
        end++;
    }
    return end - at;
}

/* The length of the whole character that begins at `at`, 0 if there is none. */
static size_t character_at(struct str s, size_t at)
{
    for (size_t len = 2; len <= 4 && at + len <= s.len; len++) {
        if (utf8_valid(str_n(s.data + at, len)))
            return len;
    }
    return 0;
}

static void add_escaped(struct buf *line, unsigned char c)
{
    switch (c) {
    case '"':
    case '\\':
        buf_printf(line, "\\%c", c);
        break;
    case '\n':
        buf_str(line, STR("\\n"));
        break;
    default:
        buf_printf(line, "\\u%04x",
                   c < 0x80 ? c : 0xfffd); /* what is no UTF-8 becomes the replacement character */
    }
}

static void add_quoted(struct buf *line, struct str s)
{
    size_t at = 0;

    s.len = utf8_clip(s, VALUE_MAX);
    buf_char(line, '"');
    while (at < s.len) {
        size_t run = plain_run(s, at);

        if (!run && (unsigned char)s.data[at] >= 0x80)
            run = character_at(s, at);
        if (run)
            buf_add(line, s.data + at, run);
        else
            add_escaped(line, (unsigned char)s.data[at++]);
        at += run;
    }
    buf_char(line, '"');
}

static void add_value(struct buf *line, const struct log_value *value)
{
    switch (value->kind) {
    case LOG_IS_STR:
        add_quoted(line, value->str);
        break;
    case LOG_IS_INT:
        buf_printf(line, "%lld", (long long)value->integer);
        break;
    case LOG_IS_DOUBLE:
        if (isfinite(value->real))
            buf_printf(line, "%.12g", value->real);
        else
            buf_str(line, STR("null"));
        break;
    case LOG_IS_BOOL:
        buf_str(line, value->integer ? STR("true") : STR("false"));
        break;
    }
}

static void add_pair(struct buf *line, const char *name, struct str text)
{
    if (!text.len)
        return;
    buf_printf(line, ",\"%s\":", name);
    add_quoted(line, text);
}

static bool stands_in_each_line(const char *name)
{
    const struct {
        const char *name;
        bool stands;
    } own[] = {
        {"time", true},         {"level", true},
        {"service", true},      {"version", service_version[0]},
        {"message", true},      {"correlation_id", correlation[0]},
        {"trace_id", trace[0]}, {"tenant", tenant[0]},
    };

    for (size_t i = 0; i < COUNT_OF(own); i++)
        if (own[i].stands && !strcmp(own[i].name, name))
            return true;
    return false;
}

/* No name stands in a line twice, as readers of JSON would lose one of them: the second gets a stroke. */
static void add_name(struct buf *line, const struct log_field *fields, size_t at)
{
    size_t strokes = stands_in_each_line(fields[at].name);

    for (size_t i = 0; i < at; i++)
        strokes += !strcmp(fields[i].name, fields[at].name);
    buf_str(line, str_of(fields[at].name));
    while (strokes-- > 0)
        buf_char(line, '_');
}

static void add_json(struct buf *line, const char *time, enum log_level level, const char *message,
                     const struct log_field *fields)
{
    buf_printf(line, "{\"time\":\"%s\",\"level\":\"%s\"", time, level_names[level]);
    add_pair(line, "service", str_of(service_name));
    add_pair(line, "version", str_of(service_version));
    add_pair(line, "message", str_of(message));
    add_pair(line, "correlation_id", str_of(correlation));
    add_pair(line, "trace_id", str_of(trace));
    add_pair(line, "tenant", str_of(tenant));
    for (size_t i = 0; fields && fields[i].name; i++) {
        buf_str(line, STR(",\""));
        add_name(line, fields, i);
        buf_str(line, STR("\":"));
        add_value(line, &fields[i].value);
    }
    buf_str(line, STR("}\n"));
}

/* 08:15:00.123 info  catalog: index built products=19406 */
static void add_readable(struct buf *line, const char *time, enum log_level level, const char *message,
                         const struct log_field *fields)
{
    buf_printf(line, "%.12s %-5s %s: %s", time + strlen("2026-11-21T"), level_names[level], service_name,
               message);
    for (size_t i = 0; fields && fields[i].name; i++) {
        buf_char(line, ' ');
        add_name(line, fields, i);
        buf_char(line, '=');
        add_value(line, &fields[i].value);
    }
    if (correlation[0])
        buf_printf(line, " correlation_id=%s", correlation);
    if (tenant[0])
        buf_printf(line, " tenant=%s", tenant);
    buf_char(line, '\n');
}

void log_write(enum log_level level, const char *message, const struct log_field *fields)
{
    struct arena *arena = arena_new(256);
    const char *time = clock_rfc3339(arena, clock_wall_ms());
    struct buf line = {0};
    ssize_t written;

    buf_reserve(&line, 512);
    if (is_readable)
        add_readable(&line, time, level, message, fields);
    else
        add_json(&line, time, level, message, fields);
    written = write(STDERR_FILENO, line.data, line.len);
    (void)written; /* nowhere to complain */
    buf_free(&line);
    arena_free(arena);
}
