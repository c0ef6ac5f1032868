/* rules_fleet: an array kept in order, small enough to be searched from end to end. */
#include "rules_fleet.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define SURELY_NOT_LAG                                                                                       \
    (INT64_MAX / 1024) /* above this a lag is a mistake; sums of what is below cannot overflow */

struct fleet {
    struct fleet_copy *copies[FLEET_MAX];
    size_t count;
};

static const char *const services[FLEET_SERVICES] = {
    "catalog", "device-adapter", "media", "monitoring", "orchestrator", "response-composer",
};

struct fleet *fleet_new(void)
{
    return mem_new(struct fleet);
}

void fleet_free(struct fleet *fleet)
{
    for (size_t i = 0; fleet && i < fleet->count; i++)
        mem_free(fleet->copies[i]);
    mem_free(fleet);
}

/* Copies what fits, whole characters only. */
static void put_text(char *out, size_t room, const char *text)
{
    struct str from = str_of(text);
    size_t len = from.len < room ? from.len : utf8_clip(from, room - 1);

    memcpy(out, from.data ? from.data : "", len);
    out[len] = 0;
}

static int64_t time_of(const Google__Protobuf__Timestamp *timestamp)
{
    if (!timestamp || timestamp->seconds < 0 || timestamp->seconds > 253402300799 || timestamp->nanos < 0)
        return 0;
    return timestamp->seconds * 1000 + timestamp->nanos / 1000000;
}

static int compare(const struct fleet_copy *copy, const char *service, const char *copy_id)
{
    int by_service = strcmp(copy->service, service);

    return by_service ? by_service : strcmp(copy->copy_id, copy_id);
}

/* Its place, or the one where it belongs. */
static size_t place_of(const struct fleet *fleet, const char *service, const char *copy_id,
                       bool *ret_is_there)
{
    size_t place = 0;

    while (place < fleet->count && compare(fleet->copies[place], service, copy_id) < 0)
        place++;
    *ret_is_there = place < fleet->count && compare(fleet->copies[place], service, copy_id) == 0;
    return place;
}

static void take_out(struct fleet *fleet, size_t place)
{
    mem_free(fleet->copies[place]);
    fleet->count--;
    memmove(&fleet->copies[place], &fleet->copies[place + 1],
            (fleet->count - place) * sizeof fleet->copies[0]);
}

/* The one that has been silent longest gives up its place, if it is late. */
static bool make_room(struct fleet *fleet, int64_t now_ms)
{
    size_t oldest = 0;

    if (fleet->count < FLEET_MAX)
        return true;
    for (size_t i = 1; i < fleet->count; i++)
        if (fleet->copies[i]->seen_ms < fleet->copies[oldest]->seen_ms)
            oldest = i;
    if (!fleet_is_late(fleet->copies[oldest], now_ms))
        return false;
    take_out(fleet, oldest);
    return true;
}

static struct fleet_copy *copy_for(struct fleet *fleet, const char *service, const char *copy_id,
                                   int64_t now_ms)
{
    bool is_there;
    size_t place = place_of(fleet, service, copy_id, &is_there);

    if (is_there)
        return fleet->copies[place];
    if (!make_room(fleet, now_ms))
        return NULL;
    place = place_of(fleet, service, copy_id, &is_there);
    memmove(&fleet->copies[place + 1], &fleet->copies[place],
            (fleet->count - place) * sizeof fleet->copies[0]);
    fleet->copies[place] = mem_new(struct fleet_copy);
    fleet->count++;
    put_text(fleet->copies[place]->service, sizeof fleet->copies[place]->service, service);
    put_text(fleet->copies[place]->copy_id, sizeof fleet->copies[place]->copy_id, copy_id);
    return fleet->copies[place];
}

static struct fleet_lag *topic_in(struct fleet_copy *copy, const char *name)
{
    for (size_t i = 0; i < copy->topic_count; i++)
        if (strcmp(copy->topics[i].topic, name) == 0)
            return &copy->topics[i];
    if (copy->topic_count == FLEET_TOPICS)
        return NULL;
    put_text(copy->topics[copy->topic_count].topic, sizeof copy->topics[0].topic, name);
    return &copy->topics[copy->topic_count++];
}

#define LAGS_MAX 1024 /* partitions that one heartbeat may speak of */

static void put_lag(struct fleet_copy *copy, const Steward__V1__Heartbeat *heartbeat)
{
    memset(copy->topics, 0, sizeof copy->topics);
    copy->topic_count = 0;
    copy->lag = 0;
    for (size_t i = 0; i < heartbeat->n_lag && i < LAGS_MAX; i++) {
        char name[sizeof copy->topics[0].topic];
        struct fleet_lag *topic;
        int64_t lag = heartbeat->lag[i]->lag;
        bool is_known = lag >= 0 && lag <= SURELY_NOT_LAG;

        put_text(name, sizeof name, heartbeat->lag[i]->topic);
        topic = topic_in(copy, name);
        copy->lag += is_known ? lag : 0;
        if (topic && is_known)
            topic->lag += lag;
        else if (topic)
            topic->unknown++;
    }
}

static void put_needs(struct fleet_copy *copy, const Steward__V1__Heartbeat *heartbeat)
{
    copy->need_count = heartbeat->n_dependencies < FLEET_NEEDS ? heartbeat->n_dependencies : FLEET_NEEDS;
    for (size_t i = 0; i < copy->need_count; i++) {
        put_text(copy->needs[i].name, sizeof copy->needs[i].name, heartbeat->dependencies[i]->name);
        put_text(copy->needs[i].detail, sizeof copy->needs[i].detail, heartbeat->dependencies[i]->detail);
        copy->needs[i].available = heartbeat->dependencies[i]->available;
    }
}

bool fleet_heard(struct fleet *fleet, const Steward__V1__Heartbeat *heartbeat, int64_t now_ms)
{
    char service[sizeof((struct fleet_copy *)0)->service], copy_id[sizeof((struct fleet_copy *)0)->copy_id];
    struct fleet_copy *copy;

    put_text(service, sizeof service, heartbeat->service);
    put_text(copy_id, sizeof copy_id, heartbeat->copy_id);
    if (!service[0] || !copy_id[0])
        return false;
    copy = copy_for(fleet, service, copy_id, now_ms);
    if (!copy)
        return false;
    put_text(copy->version, sizeof copy->version, heartbeat->version);
    put_text(copy->address, sizeof copy->address, heartbeat->address);
    copy->is_ready = heartbeat->ready;
    copy->started_ms = time_of(heartbeat->started_at);
    copy->sent_ms = time_of(heartbeat->sent_at);
    copy->seen_ms = now_ms;
    copy->resident_bytes = heartbeat->resident_bytes > 0 ? heartbeat->resident_bytes : 0;
    put_lag(copy, heartbeat);
    put_needs(copy, heartbeat);
    return true;
}

void fleet_forget_the_silent(struct fleet *fleet, int64_t now_ms)
{
    for (size_t i = fleet->count; i > 0; i--)
        if (now_ms - fleet->copies[i - 1]->seen_ms >= FLEET_FORGET_MS)
            take_out(fleet, i - 1);
}

bool fleet_is_late(const struct fleet_copy *copy, int64_t now_ms)
{
    return now_ms - copy->seen_ms >= FLEET_LATE_MS;
}

size_t fleet_count(const struct fleet *fleet)
{
    return fleet->count;
}

const struct fleet_copy *fleet_at(const struct fleet *fleet, size_t place)
{
    return place < fleet->count ? fleet->copies[place] : NULL;
}

static bool is_heard(const struct fleet *fleet, const char *service, int64_t now_ms)
{
    for (size_t i = 0; i < fleet->count; i++)
        if (strcmp(fleet->copies[i]->service, service) == 0 && !fleet_is_late(fleet->copies[i], now_ms))
            return true;
    return false;
}

void fleet_missing(const struct fleet *fleet, int64_t now_ms, const char *ret_names[FLEET_SERVICES + 1])
{
    size_t count = 0;

    for (size_t i = 0; i < FLEET_SERVICES; i++)
        if (!is_heard(fleet, services[i], now_ms))
            ret_names[count++] = services[i];
    ret_names[count] = NULL;
}
