// uses: steward_parts
/* fuzz_filters: any bytes as filters that a person typed. */
#include "filter_text.h"

#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is read must be what the service reads of its JSON too. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(1 << 20);
    struct json_fault fault;
    Steward__V1__Filters *filters;
    ProtobufCMessage *message;
    struct buf json = {0};
    struct error err = {0};

    if (filter_text_read(str_n((const char *)data, size), arena, &filters, &err)) {
        json_from_message(&filters->base, &json);
        if (!json_to_message(&steward__v1__filters__descriptor, buf_as_str(&json), arena, &message, &fault))
            __builtin_trap();
    } else if (!err.text[0]) {
        __builtin_trap();
    }
    buf_free(&json);
    arena_free(arena);
    return 0;
}
