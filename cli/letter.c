/* letter: see letter.h. */
#include "letter.h"

static bool is_ours(struct str header)
{
    return str_starts(header, STR("kafka_dlt-"));
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

struct str letter_topic(struct str letters)
{
    return str_ends(letters, STR("-dlt")) ? str_sub(letters, 0, letters.len - strlen("-dlt")) : letters;
}

void letter_restore(const struct record *letter, struct arena *arena, struct record *ret_original)
{
    struct event_header *headers = arena_array(arena, letter->header_count + 1, sizeof(headers[0]));
    size_t count = 0;
    int64_t partition;

    for (size_t i = 0; i < letter->header_count; i++) {
        if (!is_ours(letter->headers[i].name))
            headers[count++] = letter->headers[i];
    }
    partition = letter_number(letter, "kafka_dlt-original-partition");
    *ret_original = *letter;
    ret_original->topic = str_c(arena, letter_topic(str_of(letter->topic)));
    ret_original->partition = partition >= 0 && partition <= INT32_MAX ? (int32_t)partition : -1;
    ret_original->timestamp_ms = 0; /* some topics refuse old ones */
    ret_original->headers = headers;
    ret_original->header_count = count;
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
