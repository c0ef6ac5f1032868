/* Which topics there are, and where their partitions begin and end. All partitions are asked for at once: one
 * question to each broker that leads some. If that fails for any of them they are asked for one by one, which
 * waits for a new leader and says whose fault it is. */
#include <stdlib.h>

#include "base/clock.h"
#include "bus/admin_parts.h"
#include "bus/offsets.h"

#define LEADER_PATIENCE_MS 2000

/* ---- order ---- */

static int compare_topics(const void *a, const void *b)
{
    return strcmp(((const struct admin_topic *)a)->name, ((const struct admin_topic *)b)->name);
}

static int compare_partitions(const void *a, const void *b)
{
    return ((const struct admin_partition *)a)->partition - ((const struct admin_partition *)b)->partition;
}

/* ---- offsets ---- */

/* A partition that has just been made, or whose broker has just gone, has no leader for a moment. */
static rd_kafka_resp_err_t ask_offset(struct admin *admin, const char *topic, int32_t partition, int64_t when,
                                      int64_t *ret_offset)
{
    int64_t until_ms = clock_mono_ms() + admin->deadline_ms;
    rd_kafka_resp_err_t code;

    do
        code = offsets_at(admin->handle, topic, partition, when, ret_offset, LEADER_PATIENCE_MS);
    while (offsets_may_come(code) && clock_mono_ms() < until_ms);
    return code;
}

static void add_all(rd_kafka_topic_partition_list_t *list, const struct admin_topic *topic)
{
    for (size_t i = 0; i < topic->partition_count; i++)
        rd_kafka_topic_partition_list_add(list, topic->name, topic->partitions[i].partition);
}

/* Leaves in the list, in its order, what was asked for. */
static bool ask_offsets(struct admin *admin, rd_kafka_topic_partition_list_t *list, int64_t when,
                        struct error *err)
{
    bool is_good = !offsets_of_all(admin->handle, list, when, LEADER_PATIENCE_MS);

    for (int i = 0; !is_good && i < list->cnt; i++) {
        rd_kafka_topic_partition_t *at = &list->elems[i];
        rd_kafka_resp_err_t code = ask_offset(admin, at->topic, at->partition, when, &at->offset);

        if (code)
            return kafka_error(err, code, at->topic);
    }
    return true;
}

static bool ask_ends(struct admin *admin, struct admin_topic *topics, size_t count, struct error *err)
{
    rd_kafka_topic_partition_list_t *first = rd_kafka_topic_partition_list_new(64), *end;
    bool is_good;
    int at = 0;

    for (size_t i = 0; i < count; i++)
        add_all(first, &topics[i]);
    end = rd_kafka_topic_partition_list_copy(first);
    is_good = ask_offsets(admin, first, OFFSETS_FIRST, err) && ask_offsets(admin, end, OFFSETS_END, err);
    for (size_t i = 0; is_good && i < count; i++) {
        for (size_t p = 0; p < topics[i].partition_count; p++, at++) {
            topics[i].partitions[p].low = first->elems[at].offset;
            topics[i].partitions[p].high = end->elems[at].offset;
        }
    }
    rd_kafka_topic_partition_list_destroy(first);
    rd_kafka_topic_partition_list_destroy(end);
    return is_good;
}

bool admin_offsets_at(struct admin *admin, const struct admin_topic *topic, int64_t since_ms,
                      int64_t *ret_offsets, struct error *err)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)topic->partition_count);
    bool is_good;

    add_all(list, topic);
    is_good = ask_offsets(admin, list, since_ms > 0 ? since_ms : 0, err);
    for (int i = 0; is_good && i < list->cnt; i++)
        ret_offsets[i] = list->elems[i].offset < 0 ? topic->partitions[i].high : list->elems[i].offset;
    rd_kafka_topic_partition_list_destroy(list);
    return is_good;
}

/* ---- topics ---- */

static void take_topic(const rd_kafka_metadata_topic_t *from, struct arena *arena,
                       struct admin_topic *ret_topic)
{
    ret_topic->name = str_c(arena, str_of(from->topic));
    ret_topic->partition_count = (size_t)from->partition_cnt;
    ret_topic->partitions = arena_array(arena, ret_topic->partition_count, sizeof(ret_topic->partitions[0]));
    for (int i = 0; i < from->partition_cnt; i++) {
        if (i == 0 || from->partitions[i].replica_cnt < ret_topic->replicas)
            ret_topic->replicas = from->partitions[i].replica_cnt;
        ret_topic->partitions[i].partition = from->partitions[i].id;
    }
    qsort(ret_topic->partitions, ret_topic->partition_count, sizeof(ret_topic->partitions[0]),
          compare_partitions);
}

static bool is_wanted(const rd_kafka_metadata_topic_t *topic, const char *wanted)
{
    return wanted ? strcmp(topic->topic, wanted) == 0 : strncmp(topic->topic, "__", 2) != 0;
}

bool admin_topics(struct admin *admin, const char *wanted, struct arena *arena,
                  struct admin_topic **ret_topics, size_t *ret_count, struct error *err)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_resp_err_t code = kafka_metadata(admin->handle, NULL, admin->deadline_ms, &metadata);

    if (code)
        return kafka_error(err, code, "the broker did not answer");
    *ret_topics = arena_array(arena, (size_t)metadata->topic_cnt, sizeof(**ret_topics));
    *ret_count = 0;
    for (int i = 0; i < metadata->topic_cnt; i++) {
        if (is_wanted(&metadata->topics[i], wanted))
            take_topic(&metadata->topics[i], arena, &(*ret_topics)[(*ret_count)++]);
    }
    rd_kafka_metadata_destroy(metadata);
    if (wanted && !*ret_count)
        return error_set(err, ERROR_SKIP, "kafka", "there is no topic %s", wanted);
    qsort(*ret_topics, *ret_count, sizeof(**ret_topics), compare_topics);
    return ask_ends(admin, *ret_topics, *ret_count, err);
}
