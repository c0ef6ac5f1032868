#include "bus/partitions.h"

#include "base/clock.h"
#include "base/mem.h"

#define AGAIN_MS   200 /* while something is not known */
#define REFRESH_MS 60000

struct partitions_count {
    int32_t count;
    char topic[];
};

struct question {
    struct job job;
    struct partitions *partitions;
    rd_kafka_t *handle;
    const struct rd_kafka_metadata *answer; /* NULL: none */
};

static void ask(struct job *job)
{
    struct question *question = container_of(job, struct question, job);

    if (rd_kafka_metadata(question->handle, 1, NULL, &question->answer, HELPER_STEP_MS))
        question->answer = NULL;
}

static void know(struct partitions *partitions, const char *topic, int32_t count)
{
    struct partitions_count *entry = map_get(&partitions->counts, str_of(topic));

    if (!entry) {
        entry = mem_alloc(sizeof(*entry) + strlen(topic) + 1);
        memcpy(entry->topic, topic, strlen(topic) + 1);
        map_put(&partitions->counts, str_of(entry->topic), entry);
    }
    entry->count = count;
    partitions->on_count(partitions->owner, topic, count);
}

static void on_answer(struct job *job, bool was_cancelled)
{
    struct question *question = container_of(job, struct question, job);
    struct partitions *partitions = question->partitions;

    partitions->is_asking = false;
    if (question->answer && !was_cancelled) {
        partitions->is_known = true;
        for (int i = 0; i < question->answer->topic_cnt; i++)
            if (question->answer->topics[i].partition_cnt > 0)
                know(partitions, question->answer->topics[i].topic,
                     question->answer->topics[i].partition_cnt);
    }
    if (question->answer)
        rd_kafka_metadata_destroy(question->answer);
    mem_free(question);
}

void partitions_tick(struct partitions *partitions, bool is_wanted)
{
    int64_t now_ms = clock_mono_ms();
    struct question *question;

    if (partitions->is_asking || !partitions->handle ||
        (partitions->asked_at_ms && now_ms - partitions->asked_at_ms < (is_wanted ? AGAIN_MS : REFRESH_MS)))
        return;
    question = mem_new(struct question);
    question->job = (struct job){.work = ask, .done = on_answer};
    question->partitions = partitions;
    question->handle = partitions->handle;
    if (!workers_add(partitions->helper->workers, &question->job)) {
        mem_free(question);
        return;
    }
    partitions->is_asking = true;
    partitions->asked_at_ms = now_ms;
}

int32_t partitions_of(const struct partitions *partitions, const char *topic)
{
    const struct partitions_count *entry = map_get(&partitions->counts, str_of(topic));

    return entry ? entry->count : 0;
}

void partitions_free(struct partitions *partitions)
{
    struct str topic;
    void *value;

    for (size_t at = 0; map_next(&partitions->counts, &at, &topic, &value);)
        mem_free(value);
    map_free(&partitions->counts);
}
