// uses: steward_json
/* What is accepted as JSON comes back the same: JSON, message, JSON, message. */
#include <stdlib.h>

#include <steward/v1/request.pb-c.h>
#include <steward/v1/state.pb-c.h>

#include "json/json.h"
#include "json/message.h"

static const ProtobufCMessageDescriptor *const types[] = {
    &steward__v1__search_body__descriptor,  &steward__v1__request__descriptor,
    &steward__v1__response__descriptor,     &steward__v1__product__descriptor,
    &steward__v1__told__header__descriptor,
};

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_round_trip(const ProtobufCMessage *first, struct arena *arena)
{
    struct buf json = {0};
    struct json_fault fault;
    ProtobufCMessage *second;
    struct error err;

    json_from_message(first, &json);
    must(json_to_message(first->descriptor, buf_as_str(&json), arena, &second, &fault));
    must(str_eq(message_pack(first, arena), message_pack(second, arena)));
    must(message_unpack(first->descriptor, message_pack(first, arena), arena, &err));
    buf_free(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64u << 20);
    struct str input = {(const char *)data, size};
    struct json_member *members;
    size_t count;
    ProtobufCMessage *message;
    struct json_fault fault;
    struct error err;

    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (json_to_message(types[i], input, arena, &message, &fault))
            check_round_trip(message, arena);
        else
            must(fault.reason[0] != '\0');
        message = message_unpack(types[i], input, arena, &err);
        if (message) {
            struct buf json = {0};

            json_from_message(message, &json);
            must(json_members(buf_as_str(&json), arena, &members, &count, &fault));
            buf_free(&json);
        }
    }
    arena_free(arena);
    return 0;
}
