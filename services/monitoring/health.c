/* health: an operator's first question is who is not there, so that is said beside the list. */
#include "health.h"

#include "base/arena.h"
#include "base/clock.h"
#include "json/json.h"

static void print_text(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, "\"%s\":", name);
    json_add_string(out, str_of(text));
    buf_char(out, ',');
}

static void print_time(struct buf *out, const char *name, int64_t time_ms)
{
    struct arena *arena;

    if (time_ms <= 0)
        return;
    arena = arena_new(4096);
    print_text(out, name, clock_rfc3339(arena, time_ms));
    arena_free(arena);
}

static void print_lag(struct buf *out, const struct fleet_copy *copy)
{
    buf_printf(out, "\"lag\":%lld,\"lag_by_topic\":{", (long long)copy->lag);
    for (size_t i = 0; i < copy->topic_count; i++) {
        buf_str(out, i ? STR(",") : STR(""));
        json_add_string(out, str_of(copy->topics[i].topic));
        if (copy->topics[i].unknown)
            buf_str(out, STR(":null")); /* a sum with parts missing would only look right */
        else
            buf_printf(out, ":%lld", (long long)copy->topics[i].lag);
    }
    buf_char(out, '}');
}

static void print_needs(struct buf *out, const struct fleet_copy *copy)
{
    buf_str(out, STR(",\"dependencies\":{"));
    for (size_t i = 0; i < copy->need_count; i++) {
        buf_str(out, i ? STR(",") : STR(""));
        json_add_string(out, str_of(copy->needs[i].name));
        buf_char(out, ':');
        if (copy->needs[i].available)
            buf_str(out, STR("\"ok\""));
        else
            json_add_string(out, copy->needs[i].detail[0] ? str_of(copy->needs[i].detail) : STR("away"));
    }
    buf_char(out, '}');
}

static void print_copy(struct buf *out, const struct fleet_copy *copy, int64_t now_ms)
{
    buf_char(out, '{');
    print_text(out, "service", copy->service);
    print_text(out, "copy", copy->copy_id);
    print_text(out, "version", copy->version);
    print_text(out, "address", copy->address);
    print_time(out, "started_at", copy->started_ms);
    print_time(out, "seen_at", copy->seen_ms);
    buf_printf(out, "\"seen_ms_ago\":%lld,\"late\":%s,\"ready\":%s,\"resident_bytes\":%lld,",
               (long long)(now_ms - copy->seen_ms), fleet_is_late(copy, now_ms) ? "true" : "false",
               copy->is_ready ? "true" : "false", (long long)copy->resident_bytes);
    print_lag(out, copy);
    print_needs(out, copy);
    buf_char(out, '}');
}

static void print_missing(struct buf *out, const struct fleet *fleet, int64_t now_ms)
{
    const char *missing[FLEET_SERVICES + 1];

    fleet_missing(fleet, now_ms, missing);
    buf_str(out, STR(",\"missing\":["));
    for (size_t i = 0; missing[i]; i++)
        buf_printf(out, "%s\"%s\"", i ? "," : "", missing[i]);
    buf_char(out, ']');
}

void fleet_print(const struct fleet *fleet, int64_t now_ms, struct buf *out)
{
    int late = 0;

    buf_str(out, STR(",\"processes\":["));
    for (size_t i = 0; i < fleet_count(fleet); i++) {
        buf_str(out, i ? STR(",") : STR(""));
        print_copy(out, fleet_at(fleet, i), now_ms);
        late += fleet_is_late(fleet_at(fleet, i), now_ms);
    }
    buf_printf(out, "],\"late\":%d", late);
    print_missing(out, fleet, now_ms);
}
