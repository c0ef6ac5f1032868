/* limits: the message is walked by its descriptor; what is not set is not looked at, but for what is needed.
 */
#include "json/limits.h"

#include "json/field.h"
#include "json/where.h"

struct check {
    const struct limit *table;
    struct json_fault *faults;
    size_t count;
};

static void check_message(struct check *c, const ProtobufCMessage *message, const struct where *where);

const struct limit *limit_of(const struct limit *table, const ProtobufCMessageDescriptor *of,
                             const char *field)
{
    for (const struct limit *limit = table; limit && limit->of; limit++)
        if (limit->of == of && limit->field && !strcmp(limit->field, field))
            return limit;
    return NULL;
}

static struct json_fault *next_fault(struct check *c)
{
    return c->count < LIMIT_FAULTS_MAX ? &c->faults[c->count++] : NULL;
}

static bool number_of(const ProtobufCFieldDescriptor *field, const void *value, double *ret)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
    case PROTOBUF_C_TYPE_ENUM:
        *ret = *(const int32_t *)value;
        return true;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        *ret = *(const uint32_t *)value;
        return true;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        *ret = (double)*(const int64_t *)value;
        return true;
    case PROTOBUF_C_TYPE_FLOAT:
        *ret = (double)*(const float *)value;
        return true;
    case PROTOBUF_C_TYPE_DOUBLE:
        *ret = *(const double *)value;
        return true;
    default:
        return false;
    }
}

static void check_number(struct check *c, const struct limit *limit, double value, const struct where *where)
{
    if (limit->has_range && !(value >= limit->least && value <= limit->most))
        where_fault(where, next_fault(c), "must be from %.15g to %.15g", limit->least, limit->most);
}

static void check_text(struct check *c, const struct limit *limit, struct str text, const struct where *where)
{
    if (text.len == 0 && limit->may_be_empty)
        return;
    if (limit->is_needed && str_trim(text).len == 0)
        where_fault(where, next_fault(c), "must not be empty");
    else if (limit->bytes_max && text.len > limit->bytes_max)
        where_fault(where, next_fault(c), "at most %zu bytes", limit->bytes_max);
    else if (limit->fits && !limit->fits(text))
        where_fault(where, next_fault(c), "%s", limit->said);
}

static void check_enum(struct check *c, const ProtobufCFieldDescriptor *field, int value,
                       const struct where *where)
{
    if (!protobuf_c_enum_descriptor_get_value(field->descriptor, value))
        where_fault(where, next_fault(c), "%d is none of the values there are", value);
}

/* `limit`: of it where it stands, or of it anywhere. */
static void check_whole(struct check *c, const struct limit *limit, const ProtobufCMessage *message,
                        const struct where *where)
{
    struct where about = {where, str_of(limit->about ? limit->about : ""), 0};

    if (limit->holds && !limit->holds(message))
        where_fault(limit->about ? &about : where, next_fault(c), "%s", limit->said);
}

static void check_value(struct check *c, const ProtobufCFieldDescriptor *field, const struct limit *limit,
                        const void *value, const struct where *where)
{
    double number;

    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        const ProtobufCMessage *message = *(const ProtobufCMessage *const *)value;

        check_message(c, message, where);
        if (limit)
            check_whole(c, limit, message, where);
        return;
    }
    if (field->type == PROTOBUF_C_TYPE_ENUM)
        check_enum(c, field, *(const int *)value, where);
    if (limit && field->type == PROTOBUF_C_TYPE_STRING)
        check_text(c, limit, str_of(*(const char *const *)value), where);
    else if (limit && number_of(field, value, &number))
        check_number(c, limit, number, where);
}

static void check_list(struct check *c, const ProtobufCFieldDescriptor *field, const struct limit *limit,
                       const ProtobufCMessage *message, const struct where *where)
{
    size_t count = *(const size_t *)(const void *)((const char *)message + field->quantifier_offset);
    const char *items = *(const char *const *)(const void *)((const char *)message + field->offset);

    if (limit && limit->is_needed && count == 0)
        where_fault(where, next_fault(c), "must not be empty");
    if (limit && limit->items_max && count > limit->items_max) {
        where_fault(where, next_fault(c), "at most %zu values", limit->items_max);
        return;
    }
    if (limit && limit->one_by_one)
        return;
    for (size_t i = 0; i < count && c->count < LIMIT_FAULTS_MAX; i++)
        check_value(c, field, limit, items + i * field_size(field->type),
                    &(struct where){where, STR_NONE, i});
}

/* Of a oneof only what was chosen is there; a message that is left out is NULL. */
static bool is_there(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *message)
{
    const char *place = (const char *)message + field->offset;

    if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF &&
        *(const uint32_t *)(const void *)((const char *)message + field->quantifier_offset) != field->id)
        return false;
    return field->type != PROTOBUF_C_TYPE_MESSAGE || *(const void *const *)(const void *)place;
}

static void check_message(struct check *c, const ProtobufCMessage *message, const struct where *where)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;

    for (unsigned i = 0; i < type->n_fields && c->count < LIMIT_FAULTS_MAX; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];
        const struct limit *limit = limit_of(c->table, type, field->name);
        struct where here = {where, str_of(field->name), 0};

        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            check_list(c, field, limit, message, &here);
        else if (is_there(field, message))
            check_value(c, field, limit, (const char *)message + field->offset, &here);
        else if (limit && limit->is_needed)
            where_fault(&here, next_fault(c), "must not be left out");
    }
    for (const struct limit *limit = c->table; limit->of; limit++)
        if (limit->of == type && !limit->field)
            check_whole(c, limit, message, where);
}

size_t limits_check(const struct limit *table, const ProtobufCMessage *message,
                    struct json_fault ret_faults[LIMIT_FAULTS_MAX])
{
    struct check c = {.table = table, .faults = ret_faults};

    check_message(&c, message, &(struct where){0});
    return c.count;
}
