/* A partition stays in its topic's list when it is lost: librdkafka keeps, too, whether it is paused. */
#include "bus/parts.h"

#include <string.h>

struct consumer_topic *consumer_topic_of(const struct consumer *consumer, const char *name)
{
    for (size_t i = 0; i < consumer->topic_count; i++)
        if (strcmp(consumer->topics[i].name, name) == 0)
            return &consumer->topics[i];
    return NULL;
}

struct part *part_of(const struct consumer *consumer, const char *name, int32_t number)
{
    const struct consumer_topic *topic = consumer_topic_of(consumer, name);
    struct part *part = topic && number >= 0 && number < topic->count ? &topic->parts[number] : NULL;

    return part && part->state != PART_NOT_OURS ? part : NULL;
}

struct part *part_new(struct consumer *consumer, const char *name, int32_t number)
{
    struct consumer_topic *topic = consumer_topic_of(consumer, name);

    if (!topic || number < 0)
        return NULL;
    if (number >= topic->count)
        topic->parts = mem_grow(topic->parts, (size_t)number + 1, sizeof(*topic->parts));
    for (; topic->count <= number; topic->count++)
        topic->parts[topic->count] =
            (struct part){.topic = topic, .number = topic->count, .prefix.position = -1};
    return &topic->parts[number];
}

void for_parts(struct consumer *consumer, part_fn *visit, void *what)
{
    for (size_t t = 0; t < consumer->topic_count; t++)
        for (int32_t p = 0; p < consumer->topics[t].count; p++)
            if (consumer->topics[t].parts[p].state != PART_NOT_OURS)
                visit(consumer, &consumer->topics[t].parts[p], what);
}

void held_free(struct held *held)
{
    rd_kafka_event_destroy(held->event);
    mem_free(held);
}

void part_forget_records(struct part *part)
{
    struct held *held;

    while ((held = prefix_take(&part->prefix)))
        held_free(held);
}

void part_pause(struct consumer *consumer, struct part *part, bool pause)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);

    rd_kafka_topic_partition_list_add(list, part->topic->name, part->number);
    if (pause)
        rd_kafka_pause_partitions(consumer->handle, list);
    else
        rd_kafka_resume_partitions(consumer->handle, list);
    rd_kafka_topic_partition_list_destroy(list);
    part->is_paused = pause;
}

bool part_may_run(const struct consumer *consumer, const struct part *part)
{
    return !consumer->is_stopped && !part->topic->is_held;
}
