/* A walk along the wire format, with the descriptor at hand. It allocates nothing and stops at the first
 * thing wrong. */
#include "json/wire.h"

#include "json/message.h"

enum { VARINT = 0, FIXED64 = 1, DELIMITED = 2, FIXED32 = 5 };

static bool read_varint(struct str *rest, uint64_t *ret_value)
{
    uint64_t value = 0;

    if (rest->len > 0 && (uint8_t)rest->data[0] < 0x80) { /* most are of one byte */
        *ret_value = (uint8_t)rest->data[0];
        *rest = str_n(rest->data + 1, rest->len - 1);
        return true;
    }
    for (size_t i = 0; i < rest->len && i < 10; i++) {
        uint8_t byte = (uint8_t)rest->data[i];

        value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            *rest = str_sub(*rest, i + 1, rest->len);
            *ret_value = value;
            return true;
        }
    }
    return false;
}

/* Takes one value off *rest; of a delimited one, *ret_inside is what it holds. */
static bool read_value(struct str *rest, unsigned wire_type, struct str *ret_inside)
{
    uint64_t size = 0;

    *ret_inside = STR_NONE;
    switch (wire_type) {
    case VARINT:
        return read_varint(rest, &size);
    case FIXED64:
        size = 8;
        break;
    case FIXED32:
        size = 4;
        break;
    case DELIMITED:
        if (!read_varint(rest, &size))
            return false;
        break;
    default:
        return false;
    }
    if (size > rest->len)
        return false;
    *ret_inside = str_n(rest->data, (size_t)size);
    *rest = str_n(rest->data + size, rest->len - (size_t)size);
    return true;
}

static bool check_string(const ProtobufCMessageDescriptor *type, const ProtobufCFieldDescriptor *field,
                         struct str text, struct error *err)
{
    if (text.len > MESSAGE_MAX_STRING)
        return error_set(err, ERROR_SKIP, "protobuf", "%s.%s is longer than %d bytes", type->name,
                         field->name, MESSAGE_MAX_STRING);
    if (text.len > 0 && memchr(text.data, 0, text.len))
        return error_set(err, ERROR_SKIP, "protobuf", "%s.%s holds a NUL", type->name, field->name);
    if (!utf8_valid(text))
        return error_set(err, ERROR_SKIP, "protobuf", "%s.%s is not UTF-8", type->name, field->name);
    return true;
}

static bool check_message(const ProtobufCMessageDescriptor *type, struct str rest, int depth,
                          struct error *err)
{
    if (depth > WIRE_MAX_DEPTH)
        return error_set(err, ERROR_SKIP, "protobuf", "%s is nested too deep", type->name);
    while (rest.len > 0) {
        const ProtobufCFieldDescriptor *field;
        struct str inside;
        uint64_t tag;

        if (!read_varint(&rest, &tag) || tag >> 3 == 0 || !read_value(&rest, tag & 7, &inside))
            return error_set(err, ERROR_SKIP, "protobuf", "this is no %s: it is cut short or garbled",
                             type->name);
        field = (tag & 7) != DELIMITED || tag >> 3 > UINT32_MAX
                    ? NULL
                    : protobuf_c_message_descriptor_get_field(type, (unsigned)(tag >> 3));
        if (!field)
            continue;
        if (field->type == PROTOBUF_C_TYPE_STRING && !check_string(type, field, inside, err))
            return false;
        if (field->type == PROTOBUF_C_TYPE_MESSAGE &&
            !check_message(field->descriptor, inside, depth + 1, err))
            return false;
    }
    return true;
}

bool wire_check(const ProtobufCMessageDescriptor *type, struct str bytes, struct error *err)
{
    return check_message(type, bytes, 1, err);
}
