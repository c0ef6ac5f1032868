/* letter: see letter.h. */
#include "letter.h"

enum { TOPIC_MAX = 249 };

static bool is_ours(struct str header)
{
    return str_starts(header, STR("kafka_dlt-"));
}

static bool is_topic(struct str name)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    for (size_t i = 0; i < name.len; i++) {
        if (!memchr(allowed, name.data[i], sizeof(allowed) - 1))
            return false;
    }
    return name.len > 0 && name.len <= TOPIC_MAX;
}

/* A letter that was set aside twice has the header twice: the last one is the latest. */
static struct str last_header(const struct record *record, const char *name)
{
    for (size_t i = record->header_count; i-- > 0;) {
        if (str_is(record->headers[i].name, name))
            return record->headers[i].value;
    }
    return STR_NONE;
}

bool letter_restore(const struct record *letter, struct arena *arena, struct record *ret_original,
                    struct error *err)
{
    struct str topic = last_header(letter, "kafka_dlt-original-topic");
    struct event_header *headers = arena_array(arena, letter->header_count + 1, sizeof(headers[0]));
    size_t count = 0;

    if (!is_topic(topic) || str_is(topic, letter->topic))
        return error_set(err, ERROR_SKIP, "dlt", "its header kafka_dlt-original-topic is %s",
                         topic.len ? "no topic that it can go to" : "missing");
    for (size_t i = 0; i < letter->header_count; i++) {
        if (!is_ours(letter->headers[i].name))
            headers[count++] = letter->headers[i];
    }
    *ret_original = *letter;
    ret_original->topic = str_c(arena, topic);
    ret_original->partition = -1;
    ret_original->timestamp_ms = 0; /* some topics refuse old ones */
    ret_original->headers = headers;
    ret_original->header_count = count;
    return true;
}

struct str letter_reason(const struct record *letter)
{
    return last_header(letter, "kafka_dlt-exception-message");
}

int64_t letter_number(const struct record *letter, const char *header)
{
    struct str bytes = last_header(letter, header);
    uint64_t number = 0;

    if (bytes.len != 4 && bytes.len != 8)
        return -1;
    for (size_t i = 0; i < bytes.len; i++)
        number = number << 8 | (unsigned char)bytes.data[i];
    return (int64_t)number;
}
