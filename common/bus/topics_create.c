/* Making topics, before the loop runs. Several processes may do it at once: who comes second finds them
 * there. */
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "bus/kafka.h"
#include "bus/topic_plan.h"

#define ANSWER_MS  2000
#define AGAIN_MS   100
#define PLAN_BYTES (256 << 10)

struct making {
    rd_kafka_t *handle;
    int64_t deadline_ms;
    int partitions, replicas;
};

static int time_left_ms(const struct making *making)
{
    int64_t left = making->deadline_ms - clock_mono_ms();

    return left < 1 ? 1 : left < ANSWER_MS ? (int)left : ANSWER_MS;
}

static bool is_over(const struct making *making)
{
    return clock_mono_ms() >= making->deadline_ms;
}

static int partitions_in(const struct rd_kafka_metadata *there, const char *name) /* 0: not there */
{
    for (int i = 0; i < there->topic_cnt; i++)
        if (strcmp(there->topics[i].topic, name) == 0 && !there->topics[i].err)
            return there->topics[i].partition_cnt;
    return 0;
}

static rd_kafka_NewTopic_t *wanted_topic(const struct making *making, const char *name, int partitions,
                                         const char *const *settings)
{
    char text[200], key[100];
    rd_kafka_NewTopic_t *topic =
        rd_kafka_NewTopic_new(name, partitions, making->replicas, text, sizeof(text));

    for (; topic && settings && *settings; settings++) {
        const char *value = strchr(*settings, '=');

        snprintf(key, sizeof(key), "%.*s", (int)(value - *settings), *settings);
        rd_kafka_NewTopic_set_config(topic, key, value + 1);
    }
    return topic;
}

struct wanted {
    rd_kafka_NewTopic_t **topics;
    size_t count;
};

static void want(struct making *making, const struct rd_kafka_metadata *there, struct wanted *wanted,
                 const struct topic_plan *plan)
{
    int partitions = plan->partitions ? plan->partitions : making->partitions;
    rd_kafka_NewTopic_t *topic;

    if (partitions_in(there, plan->name) > 0)
        return;
    topic = wanted_topic(making, plan->name, partitions, plan->settings);
    if (topic)
        wanted->topics[wanted->count++] = topic;
}

static void want_all(struct making *making, const struct rd_kafka_metadata *there,
                     const struct topic *const *topics, struct wanted *wanted)
{
    struct arena *arena = arena_new(PLAN_BYTES);
    struct topic_plan *plans;
    size_t count = topic_plans(topics, arena, &plans);

    wanted->topics = mem_array(count, sizeof(rd_kafka_NewTopic_t *));
    for (size_t i = 0; i < count; i++)
        want(making, there, wanted, &plans[i]);
    arena_free(arena);
}

/* What the broker said to each; a topic that somebody else has just made is as good. */
static bool read_results(rd_kafka_event_t *event, struct error *err)
{
    const rd_kafka_CreateTopics_result_t *result = rd_kafka_event_CreateTopics_result(event);
    const rd_kafka_topic_result_t **results;
    size_t count;

    if (rd_kafka_event_error(event))
        return kafka_error(err, rd_kafka_event_error(event), "making topics");
    results = rd_kafka_CreateTopics_result_topics(result, &count);
    for (size_t i = 0; i < count; i++) {
        rd_kafka_resp_err_t code = rd_kafka_topic_result_error(results[i]);
        const char *text = rd_kafka_topic_result_error_string(results[i]);

        if (code && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
            return error_set(err, ERROR_RETRY, "kafka", "topic %s: %s",
                             rd_kafka_topic_result_name(results[i]), text ? text : rd_kafka_err2str(code));
    }
    return true;
}

static bool make(struct making *making, const struct wanted *wanted, struct error *err)
{
    rd_kafka_queue_t *queue = rd_kafka_queue_new(making->handle);
    rd_kafka_AdminOptions_t *options =
        rd_kafka_AdminOptions_new(making->handle, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_event_t *event;
    char text[200];
    bool ok;

    rd_kafka_AdminOptions_set_request_timeout(options, time_left_ms(making), text, sizeof(text));
    rd_kafka_CreateTopics(making->handle, wanted->topics, wanted->count, options, queue);
    event = rd_kafka_queue_poll(queue, 2 * ANSWER_MS);
    ok = event ? read_results(event, err) : kafka_error(err, RD_KAFKA_RESP_ERR__TIMED_OUT, "making topics");
    if (event)
        rd_kafka_event_destroy(event);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_queue_destroy(queue);
    return ok;
}

/* Keys must fall on the same partition in all topics. */
static bool check_partitions(const struct rd_kafka_metadata *there, const struct topic *const *topics,
                             struct error *err)
{
    const char *largest = NULL;
    int most = 0;

    for (size_t i = 0; topics[i]; i++)
        if (partitions_in(there, topics[i]->name) > most) {
            largest = topics[i]->name;
            most = partitions_in(there, largest);
        }
    for (size_t i = 0; topics[i]; i++)
        if (partitions_in(there, topics[i]->name) < most)
            return error_set(err, ERROR_FATAL, "kafka",
                             "topic %s has %d partitions, but %s has %d: they must agree", topics[i]->name,
                             partitions_in(there, topics[i]->name), largest, most);
    return true;
}

/* One look and, if something is missing, one attempt to make it. */
static bool look_and_make(struct making *making, const struct topic *const *topics, bool *ret_all_there,
                          struct error *err)
{
    const struct rd_kafka_metadata *there;
    struct wanted wanted = {0};
    rd_kafka_resp_err_t code = kafka_metadata(making->handle, NULL, time_left_ms(making), &there);
    bool ok;

    if (code)
        return kafka_error(err, code, "asking for the topics");
    want_all(making, there, topics, &wanted);
    *ret_all_there = wanted.count == 0;
    ok = wanted.count > 0 ? make(making, &wanted, err) : check_partitions(there, topics, err);
    rd_kafka_NewTopic_destroy_array(wanted.topics, wanted.count);
    mem_free(wanted.topics);
    rd_kafka_metadata_destroy(there);
    return ok;
}

static bool make_until_there(struct making *making, const struct topic *const *topics, struct error *err)
{
    bool all_there = false;
    struct error last;

    error_set(&last, ERROR_RETRY, "kafka", "the topics did not come to be in time");
    while (!all_there) {
        if (!look_and_make(making, topics, &all_there, &last) && last.policy == ERROR_FATAL)
            break;
        if (all_there)
            return true;
        if (is_over(making))
            break;
        rd_kafka_poll(making->handle, AGAIN_MS);
    }
    return error_set(err, last.policy, last.origin, "%s", last.text);
}

bool topics_create(const struct config *config, const struct topic *const *topics, int deadline_ms,
                   struct error *err)
{
    static const struct kafka_property properties[] = {{NULL, NULL}};
    struct making making = {
        .deadline_ms = clock_mono_ms() + deadline_ms,
        .partitions = (int)config_int(config, "STEWARD_KAFKA_PARTITIONS"),
        .replicas = (int)config_int(config, "STEWARD_KAFKA_REPLICATION"),
    };
    rd_kafka_conf_t *conf = kafka_conf(config, "steward-topics", properties, err);
    bool ok;

    making.handle = conf ? kafka_new(RD_KAFKA_PRODUCER, conf, err) : NULL;
    if (!making.handle)
        return false;
    ok = make_until_there(&making, topics, err);
    rd_kafka_destroy(making.handle);
    return ok;
}
