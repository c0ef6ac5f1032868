#include "bus/dead_letter.h"

static struct str big_endian(struct arena *arena, uint64_t number, size_t size)
{
    char *bytes = arena_alloc(arena, size);

    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(number >> (8 * (size - 1 - i)));
    return str_n(bytes, size);
}

void dead_letter_of(const struct record *record, const struct error *why, const char *group,
                    struct arena *arena, struct record *ret_letter)
{
    const struct event_header own[] = {
        {STR("kafka_dlt-original-topic"), str_of(record->topic)},
        {STR("kafka_dlt-original-partition"), big_endian(arena, (uint32_t)record->partition, 4)},
        {STR("kafka_dlt-original-offset"), big_endian(arena, (uint64_t)record->offset, 8)},
        {STR("kafka_dlt-original-timestamp"), big_endian(arena, (uint64_t)record->timestamp_ms, 8)},
        {STR("kafka_dlt-original-timestamp-type"), STR("CreateTime")},
        {STR("kafka_dlt-original-consumer-group"), str_of(group ? group : "")},
        {STR("kafka_dlt-exception-fqcn"), str_of(str_printf(arena, "steward.%s", why->origin))},
        {STR("kafka_dlt-exception-message"), str_copy(arena, str_of(why->text))},
    };
    struct event_header *headers = arena_array(arena, record->header_count + COUNT_OF(own), sizeof(*headers));

    for (size_t i = 0; i < record->header_count; i++)
        headers[i] = record->headers[i];
    memcpy(headers + record->header_count, own, sizeof(own));
    *ret_letter = *record;
    ret_letter->topic = str_printf(arena, "%s" DEAD_LETTER_SUFFIX, record->topic);
    ret_letter->partition = -1;
    ret_letter->timestamp_ms = 0; /* of when it was set aside */
    ret_letter->headers = headers;
    ret_letter->header_count = record->header_count + COUNT_OF(own);
}
