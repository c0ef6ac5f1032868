/* JSON to messages: one function for each kind of value, chosen by the field's type. */
#include <float.h>
#include <math.h>

#include <google/protobuf/timestamp.pb-c.h>

#include "json/base64.h"
#include "json/field.h"
#include "json/message.h"
#include "json/parse.h"
#include "json/timestamp.h"

struct reading {
    struct arena *arena;
    struct json_fault *faults;
    size_t count, max; /* of faults */
    size_t tree_max;
    int depth;
};

static bool read_message(struct reading *r, const struct where *where, const ProtobufCMessageDescriptor *type,
                         json_t *json, ProtobufCMessage **ret_message);

static struct json_fault *next_fault(struct reading *r)
{
    return r->count < r->max ? &r->faults[r->count++] : NULL;
}

static bool has_told_enough(const struct reading *r)
{
    return r->count >= r->max;
}

static bool too_large(struct reading *r, const struct where *where)
{
    return where_fault(where, next_fault(r), "the document is too large");
}

static bool read_whole(json_t *json, int64_t *ret_value) /* a number without a fraction */
{
    double real;

    if (json_is_integer(json)) {
        *ret_value = json_integer_value(json);
        return true;
    }
    real = json_is_real(json) ? json_real_value(json) : NAN;
    if (!(real >= -0x1p63 && real < 0x1p63) || real != floor(real))
        return false;
    *ret_value = (int64_t)real;
    return true;
}

/* 64 bits are more than many readers of JSON keep of a number: they may come as text. */
static bool read_integer(json_t *json, int64_t *ret_value, bool may_be_text)
{
    if (may_be_text && json_is_string(json))
        return str_to_int64(str_n(json_string_value(json), json_string_length(json)), ret_value);
    return read_whole(json, ret_value);
}

static bool read_unsigned(json_t *json, uint64_t *ret_value, bool may_be_text)
{
    int64_t value;
    uint64_t big = 0;
    struct str text;

    if (read_integer(json, &value, may_be_text)) {
        *ret_value = (uint64_t)value;
        return value >= 0;
    }
    /* What is above int64 comes as text. */
    text = may_be_text && json_is_string(json) ? str_n(json_string_value(json), json_string_length(json))
                                               : STR_NONE;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = (unsigned)(text.data[i] - '0');

        if (digit > 9 || __builtin_mul_overflow(big, 10, &big) || __builtin_add_overflow(big, digit, &big))
            return false;
    }
    *ret_value = big;
    return text.len > 0;
}

static bool read_signed_into(struct reading *r, const struct where *where, json_t *json, int64_t min,
                             int64_t max, void *ret_place, size_t size)
{
    int64_t value;

    if (!read_integer(json, &value, size == 8) || value < min || value > max)
        return where_fault(where, next_fault(r), "must be a whole number from %lld to %lld", (long long)min,
                           (long long)max);
    if (size == 4)
        *(int32_t *)ret_place = (int32_t)value;
    else
        *(int64_t *)ret_place = value;
    return true;
}

static bool read_unsigned_into(struct reading *r, const struct where *where, json_t *json, uint64_t max,
                               void *ret_place, size_t size)
{
    uint64_t value;

    if (!read_unsigned(json, &value, size == 8) || value > max)
        return where_fault(where, next_fault(r), "must be a whole number from 0 to %llu",
                           (unsigned long long)max);
    if (size == 4)
        *(uint32_t *)ret_place = (uint32_t)value;
    else
        *(uint64_t *)ret_place = value;
    return true;
}

static bool read_real(json_t *json, double *ret_value)
{
    struct str text;

    if (json_is_number(json)) {
        *ret_value = json_number_value(json);
        return true;
    }
    if (!json_is_string(json))
        return false;
    text = str_n(json_string_value(json), json_string_length(json));
    if (str_is(text, "NaN"))
        *ret_value = NAN;
    else if (str_is(text, "Infinity") || str_is(text, "-Infinity"))
        *ret_value = text.data[0] == '-' ? -INFINITY : INFINITY;
    else
        return false;
    return true;
}

static bool read_real_into(struct reading *r, const struct where *where, json_t *json, bool is_float,
                           void *ret_place)
{
    double value;

    if (!read_real(json, &value))
        return where_fault(where, next_fault(r), "must be a number");
    if (!is_float) {
        *(double *)ret_place = value;
        return true;
    }
    if (isfinite(value) && fabs(value) > (double)FLT_MAX)
        return where_fault(where, next_fault(r), "must be a number from -%g to %g", (double)FLT_MAX,
                           (double)FLT_MAX);
    *(float *)ret_place = (float)value;
    return true;
}

static bool read_enum_into(struct reading *r, const struct where *where, const ProtobufCEnumDescriptor *type,
                           json_t *json, int *ret_place)
{
    const ProtobufCEnumValue *value = NULL;
    char names[120] = "";
    size_t len = 0;

    if (json_is_string(json) && strlen(json_string_value(json)) == json_string_length(json))
        value = protobuf_c_enum_descriptor_get_value_by_name(type, json_string_value(json));
    if (value) {
        *ret_place = value->value;
        return true;
    }
    for (unsigned i = 0; i < type->n_values && len < sizeof(names) - 1; i++)
        len += (size_t)snprintf(names + len, sizeof(names) - len, "%s%s", i == 0 ? "" : ", ",
                                type->values[i].name);
    return where_fault(where, next_fault(r), "must be one of %s", names);
}

static bool read_string_into(struct reading *r, const struct where *where, json_t *json, char **ret_place)
{
    size_t len = json_string_length(json);

    if (!json_is_string(json))
        return where_fault(where, next_fault(r), "must be text");
    if (len > MESSAGE_MAX_STRING)
        return where_fault(where, next_fault(r), "must not be longer than %d bytes", MESSAGE_MAX_STRING);
    if (strlen(json_string_value(json)) != len)
        return where_fault(where, next_fault(r), "must not hold a NUL");
    *ret_place = arena_alloc_bounded(r->arena, len + 1);
    if (!*ret_place)
        return too_large(r, where);
    memcpy(*ret_place, json_string_value(json), len);
    return true;
}

static bool read_bytes_into(struct reading *r, const struct where *where, json_t *json,
                            ProtobufCBinaryData *ret_place)
{
    struct str bytes;

    if (!json_is_string(json) ||
        !base64_decode(str_n(json_string_value(json), json_string_length(json)), r->arena, &bytes))
        return arena_failed(r->arena) ? too_large(r, where)
                                      : where_fault(where, next_fault(r), "must be bytes in base64");
    ret_place->len = bytes.len;
    ret_place->data = (uint8_t *)(uintptr_t)bytes.data;
    return true;
}

static bool read_bool_into(struct reading *r, const struct where *where, json_t *json,
                           protobuf_c_boolean *ret_place)
{
    if (!json_is_boolean(json))
        return where_fault(where, next_fault(r), "must be true or false");
    *ret_place = json_is_true(json);
    return true;
}

static bool read_value(struct reading *r, const struct where *where, const ProtobufCFieldDescriptor *field,
                       json_t *json, void *ret_place)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        return read_signed_into(r, where, json, INT32_MIN, INT32_MAX, ret_place, 4);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return read_signed_into(r, where, json, INT64_MIN, INT64_MAX, ret_place, 8);
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return read_unsigned_into(r, where, json, UINT32_MAX, ret_place, 4);
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        return read_unsigned_into(r, where, json, UINT64_MAX, ret_place, 8);
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_DOUBLE:
        return read_real_into(r, where, json, field->type == PROTOBUF_C_TYPE_FLOAT, ret_place);
    case PROTOBUF_C_TYPE_BOOL:
        return read_bool_into(r, where, json, ret_place);
    case PROTOBUF_C_TYPE_ENUM:
        return read_enum_into(r, where, field->descriptor, json, ret_place);
    case PROTOBUF_C_TYPE_STRING:
        return read_string_into(r, where, json, ret_place);
    case PROTOBUF_C_TYPE_BYTES:
        return read_bytes_into(r, where, json, ret_place);
    case PROTOBUF_C_TYPE_MESSAGE:
        return read_message(r, where, field->descriptor, json, ret_place);
    }
    return where_fault(where, next_fault(r), "is of a type that JSON cannot say");
}

static bool read_items(struct reading *r, const struct where *where, const ProtobufCFieldDescriptor *field,
                       json_t *json, ProtobufCMessage *message)
{
    size_t count = json_array_size(json), size = field_size(field->type);
    struct where item = {.in = where};
    bool ok = true;
    char *items;

    if (!json_is_array(json))
        return where_fault(where, next_fault(r), "must be a list");
    if (count == 0)
        return true;
    items = arena_alloc_bounded(r->arena, count * size);
    if (!items)
        return too_large(r, where);
    for (; item.index < count && (ok || !has_told_enough(r)); item.index++)
        ok &= read_value(r, &item, field, json_array_get(json, item.index), items + item.index * size);
    *(size_t *)(void *)((char *)message + field->quantifier_offset) = count;
    *(void **)(void *)((char *)message + field->offset) = items;
    return ok;
}

static bool read_field(struct reading *r, const struct where *where, const ProtobufCFieldDescriptor *field,
                       json_t *json, ProtobufCMessage *message)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return read_items(r, where, field, json, message);
    if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
        uint32_t *is = (uint32_t *)(void *)((char *)message + field->quantifier_offset);

        if (*is != 0)
            return where_fault(where, next_fault(r), "cannot be together with %s",
                               protobuf_c_message_descriptor_get_field(message->descriptor, *is)->name);
        *is = field->id;
    }
    return read_value(r, where, field, json, (char *)message + field->offset);
}

/* By the name in the .proto, else by that name in camelCase. */
static const ProtobufCFieldDescriptor *field_named(const ProtobufCMessageDescriptor *type, const char *name)
{
    const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(type, name);
    char snake[128];
    size_t len = 0;

    if (field || strchr(name, '_'))
        return field;
    for (; *name && len < sizeof(snake) - 2; name++) {
        bool is_upper = *name >= 'A' && *name <= 'Z';

        if (is_upper)
            snake[len++] = '_';
        snake[len++] = is_upper ? (char)(*name - 'A' + 'a') : *name;
    }
    snake[len] = '\0';
    return *name ? NULL : protobuf_c_message_descriptor_get_field_by_name(type, snake);
}

static bool read_timestamp(struct reading *r, const struct where *where, json_t *json,
                           Google__Protobuf__Timestamp *ret_timestamp)
{
    if (!json_is_string(json) || !timestamp_read(str_n(json_string_value(json), json_string_length(json)),
                                                 &ret_timestamp->seconds, &ret_timestamp->nanos))
        return where_fault(where, next_fault(r), "must be a time like 2026-11-21T08:15:00Z");
    return true;
}

static bool read_member(struct reading *r, const struct where *member, bool *seen, json_t *value,
                        ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    const ProtobufCFieldDescriptor *field = field_named(type, member->name.data);

    if (!field)
        return where_fault(member, next_fault(r), "is not known here");
    if (seen[field - type->fields])
        return where_fault(member, next_fault(r), "stands there twice, under two names");
    seen[field - type->fields] = true;
    return json_is_null(value) || read_field(r, member, field, value, message);
}

static bool read_members(struct reading *r, const struct where *where, json_t *json,
                         ProtobufCMessage *message)
{
    bool *seen = arena_alloc_bounded(r->arena, message->descriptor->n_fields + 1);
    const char *name;
    json_t *value;
    bool ok = true;

    if (!seen)
        return too_large(r, where);
    if (!json_is_object(json))
        return where_fault(where, next_fault(r), "must be an object");
    json_object_foreach(json, name, value)
    {
        struct where member = {where, str_of(name), 0};

        ok &= read_member(r, &member, seen, value, message);
        if (!ok && has_told_enough(r))
            return false;
    }
    return ok;
}

static bool read_message(struct reading *r, const struct where *where, const ProtobufCMessageDescriptor *type,
                         json_t *json, ProtobufCMessage **ret_message)
{
    ProtobufCMessage *message;
    bool ok;

    if (r->depth == JSON_MAX_DEPTH)
        return where_fault(where, next_fault(r), "is nested too deep");
    message = arena_alloc_bounded(r->arena, type->sizeof_message);
    if (!message)
        return too_large(r, where);
    protobuf_c_message_init(type, message);
    r->depth++;
    if (type == &google__protobuf__timestamp__descriptor)
        ok = read_timestamp(r, where, json, (Google__Protobuf__Timestamp *)message);
    else
        ok = read_members(r, where, json, message);
    r->depth--;
    if (ok)
        *ret_message = message;
    return ok;
}

static bool read_document(struct reading *r, const ProtobufCMessageDescriptor *type, struct str json,
                          ProtobufCMessage **ret_message)
{
    struct where document = {0};
    struct arena *tree;
    struct json_fault *fault = next_fault(r);
    json_t *root = json_parse(json, r->tree_max, &tree, fault);
    bool ok = false;

    if (root) {
        r->count = 0;
        ok = read_message(r, &document, type, root, ret_message);
    }
    arena_free(tree);
    return ok;
}

bool json_to_message(const ProtobufCMessageDescriptor *type, struct str json, struct arena *arena,
                     ProtobufCMessage **ret_message, struct json_fault *fault)
{
    struct reading reading = {.arena = arena, .faults = fault, .max = fault ? 1 : 0};

    return read_document(&reading, type, json, ret_message);
}

size_t json_to_message_or_faults(const ProtobufCMessageDescriptor *type, struct str json, size_t tree_max,
                                 struct arena *arena, ProtobufCMessage **ret_message,
                                 struct json_fault ret_faults[JSON_FAULTS_MAX])
{
    struct reading reading = {.arena = arena,
                              .faults = ret_faults,
                              .max = JSON_FAULTS_MAX,
                              .tree_max = tree_max};

    return read_document(&reading, type, json, ret_message) ? 0 : reading.count;
}
