/* service/async_ways.c: the ways in and out, gathered from what a service declares. */
#include "bus/topics.h"
#include "service/asyncapi.h"

struct gathered {
    struct async_way *ways;
    size_t count;
};

static bool is_there(const struct gathered *g, const struct async_way *way)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->ways[i].topic == way->topic && g->ways[i].is_sent == way->is_sent &&
            g->ways[i].is_set_aside == way->is_set_aside)
            return true;
    return false;
}

static void add(struct gathered *g, struct async_way way)
{
    if (g->count == ASYNC_WAYS_MAX || (way.topic && is_there(g, &way)))
        return;
    if (way.topic)
        way.types = way.topic->types;
    g->ways[g->count++] = way;
}

static void add_topics(struct gathered *g, const struct service *service)
{
    const struct subscription *reads = service->reads;

    for (const struct subscription *s = reads; s && s->topic; s++)
        add(g, (struct async_way){.topic = s->topic, .answers_to = s->answers_to});
    for (const struct subscription *s = reads; s && s->topic; s++)
        if (s->answers_to)
            add(g, (struct async_way){.topic = s->answers_to, .is_sent = true});
    for (const struct topic *const *topic = service->writes; topic && *topic; topic++)
        add(g, (struct async_way){.topic = *topic, .is_sent = true});
    add(g, (struct async_way){.topic = &topic_telemetry, .is_sent = true});
    for (const struct subscription *s = reads; s && s->topic; s++)
        if (!s->feed)
            add(g, (struct async_way){.topic = s->topic, .is_sent = true, .is_set_aside = true});
}

size_t async_ways(const struct service *service, struct async_way ret_ways[ASYNC_WAYS_MAX])
{
    struct gathered g = {.ways = ret_ways};

    for (const struct socket_kind *socket = service->sockets; socket && socket->pattern; socket++) {
        add(&g, (struct async_way){.socket = socket, .types = socket->hears});
        add(&g, (struct async_way){.socket = socket, .is_sent = true, .types = socket->says});
    }
    add_topics(&g, service);
    return g.count;
}

void async_way_name(const struct async_way *way, struct buf *out)
{
    buf_printf(out, "%s%s", way->socket ? way->socket->pattern : way->topic->name,
               way->is_set_aside ? "-dlt" : "");
}
