/* Waiting for topics that somebody else makes. With an authorizer the broker does not name those that this
 * user may not use: they look as if they were not there. */
#include <stdio.h>

#include "base/clock.h"
#include "bus/kafka.h"
#include "bus/topics.h"

#define ANSWER_MS 2000
#define AGAIN_MS  100

static bool is_there(const struct rd_kafka_metadata *there, const char *name)
{
    for (int i = 0; i < there->topic_cnt; i++)
        if (strcmp(there->topics[i].topic, name) == 0 && !there->topics[i].err)
            return true;
    return false;
}

static bool look(rd_kafka_t *handle, const char *const *names, struct error *err)
{
    const struct rd_kafka_metadata *there;
    rd_kafka_resp_err_t code = rd_kafka_metadata(handle, 1, NULL, &there, ANSWER_MS);

    if (code)
        return kafka_error(err, code, "asking for the topics");
    while (*names && is_there(there, *names))
        names++;
    rd_kafka_metadata_destroy(there);
    return !*names || error_set(err, ERROR_RETRY, "kafka",
                                "topic %s is not there, or this user may not use it: `steward topics` lists "
                                "those that are, docs/kafka.md has the rights",
                                *names);
}

bool topics_wait(const struct config *config, const char *const *names, int deadline_ms, struct error *err)
{
    static const struct kafka_property properties[] = {{NULL, NULL}};
    int64_t end_ms = clock_mono_ms() + deadline_ms;
    rd_kafka_conf_t *conf = kafka_conf(config, "steward-topics", properties, err);
    rd_kafka_t *handle = conf ? kafka_new(RD_KAFKA_PRODUCER, conf, err) : NULL;
    bool are_there;

    if (!handle)
        return false;
    while (!(are_there = look(handle, names, err)) && clock_mono_ms() < end_ms)
        rd_kafka_poll(handle, AGAIN_MS);
    rd_kafka_destroy(handle);
    return are_there;
}
