/* record: what has no data (no key, a header without a value) has none in the copy. */
#include "bus/event.h"

static struct str keep(struct arena *arena, struct str text)
{
    return text.data ? str_copy(arena, text) : STR_NONE;
}

void record_copy(const struct record *record, struct arena *arena, struct record *ret_copy)
{
    struct event_header *headers = arena_array(arena, record->header_count, sizeof(*headers));

    *ret_copy = *record;
    ret_copy->key = keep(arena, record->key);
    ret_copy->value = keep(arena, record->value);
    for (size_t i = 0; i < record->header_count; i++)
        headers[i] = (struct event_header){keep(arena, record->headers[i].name),
                                           keep(arena, record->headers[i].value)};
    ret_copy->headers = headers;
}
