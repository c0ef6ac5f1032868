/* How far behind each partition is: the broker's end, as the last fetch told it, less what is done. */
#include "bus/consumer.h"

static int64_t lag_of(const struct consumer *consumer, const struct part *part)
{
    int64_t low, end;

    if (rd_kafka_get_watermark_offsets(consumer->handle, part->topic->name, part->number, &low, &end) ||
        end < 0)
        return -1;
    if (part->prefix.position < 0) /* asked for and nothing came: there is nothing, unless it has not begun */
        return part->state == PART_RUNNING ? 0 : -1;
    return end > part->prefix.position ? end - part->prefix.position : 0;
}

size_t consumer_lags(const struct consumer *consumer, struct bus_lag *ret_lags, size_t room)
{
    size_t count = 0;

    for (size_t t = 0; t < consumer->topic_count; t++)
        for (int32_t p = 0; p < consumer->topics[t].count && count < room; p++) {
            const struct part *part = &consumer->topics[t].parts[p];

            if (part->state != PART_NOT_OURS)
                ret_lags[count++] = (struct bus_lag){part->topic->name, p, lag_of(consumer, part)};
        }
    return count;
}
