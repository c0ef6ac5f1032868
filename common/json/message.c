/* Protobuf messages in an arena.
 *
 * The complication: protobuf-c gives strings as C strings, so a NUL in one can no longer be seen once it is
 * unpacked. The wire bytes are therefore walked first, along the descriptors, and every string is checked
 * where its length is still known. What the walk cannot follow is left to protobuf-c, which refuses it. */
#include "json/message.h"

#include "json/wire.h"

static void *take(void *arena, size_t size)
{
    return arena_alloc_bounded(arena, size);
}

static void leave(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

ProtobufCMessage *message_unpack(const ProtobufCMessageDescriptor *type, struct str bytes,
                                 struct arena *arena, struct error *err)
{
    ProtobufCAllocator allocator = {take, leave, arena};
    ProtobufCMessage *message;

    if (!wire_check(type, bytes, err))
        return NULL;
    message = protobuf_c_message_unpack(type, &allocator, bytes.len, (const uint8_t *)bytes.data);
    if (!message)
        error_set(err, ERROR_SKIP, "protobuf", "these %zu bytes are no %s, or a too large one", bytes.len,
                  type->name);
    return message;
}

struct str message_pack(const ProtobufCMessage *message, struct arena *arena)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    uint8_t *bytes = arena_alloc(arena, size + 1);

    return (struct str){(const char *)bytes, protobuf_c_message_pack(message, bytes)};
}

void *message_new(const ProtobufCMessageDescriptor *type, struct arena *arena)
{
    void *message = arena_alloc(arena, type->sizeof_message);

    protobuf_c_message_init(type, message);
    return message;
}
