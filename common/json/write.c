/* Messages to JSON. It is on the way of every answer: no tree, no allocation but the buffer's growth. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <google/protobuf/timestamp.pb-c.h>

#include "json/base64.h"
#include "json/field.h"
#include "json/json.h"
#include "json/timestamp.h"

#define EXACT_IN_DOUBLE ((int64_t)1 << 53)

static void write_message(const ProtobufCMessage *message, struct buf *out, int depth);

/* Characters that stand for themselves. */
static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static void add_escaped(struct buf *out, unsigned char c)
{
    static const char shorts[] = "\bb\ff\nn\rr\tt\"\"\\\\";
    static const char hex[] = "0123456789abcdef";

    for (size_t i = 0; i < sizeof(shorts) - 1; i += 2)
        if ((unsigned char)shorts[i] == c) {
            buf_add(out, (char[]){'\\', shorts[i + 1]}, 2);
            return;
        }
    buf_add(out, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
}

/* Length of the character that begins here; 0: not UTF-8. */
static size_t character_at(struct str text, size_t at)
{
    unsigned char lead = (unsigned char)text.data[at];
    size_t len = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;

    return at + len <= text.len && utf8_valid(str_n(text.data + at, len)) ? len : 0;
}

void json_add_string(struct buf *out, struct str text)
{
    size_t from = 0, at = 0;

    buf_reserve(out, text.len + 2);
    buf_char(out, '"');
    while (at < text.len) {
        unsigned char c = (unsigned char)text.data[at];
        size_t len = is_plain(c) ? 1 : c >= 0x80 ? character_at(text, at) : 0;

        if (len > 0) {
            at += len;
            continue;
        }
        buf_add(out, text.data + from, at - from);
        if (c >= 0x80)
            buf_str(out, STR("\xef\xbf\xbd")); /* the replacement character */
        else
            add_escaped(out, c);
        from = ++at;
    }
    if (at > from)
        buf_add(out, text.data + from, at - from);
    buf_char(out, '"');
}

static void add_unsigned(struct buf *out, uint64_t value, bool is_negative)
{
    char digits[24];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value > 0);
    if (is_negative)
        digits[--at] = '-';
    buf_add(out, digits + at, sizeof(digits) - at);
}

static void add_int64(struct buf *out, int64_t value)
{
    bool as_text = value > EXACT_IN_DOUBLE || value < -EXACT_IN_DOUBLE;

    if (as_text)
        buf_char(out, '"');
    add_unsigned(out, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, value < 0);
    if (as_text)
        buf_char(out, '"');
}

static void add_uint64(struct buf *out, uint64_t value)
{
    if (value <= (uint64_t)EXACT_IN_DOUBLE)
        add_unsigned(out, value, false);
    else
        buf_printf(out, "\"%" PRIu64 "\"", value);
}

/* Most reals have a few decimals. A whole number below 2^53 over a million is the double that is nearest to
 * that decimal, so the decimal reads back as the same double. */
static bool add_short_real(struct buf *out, double value)
{
    double scaled = value * 1e6;
    uint64_t millionths, rest;
    char decimals[6];
    size_t len = sizeof(decimals);

    if (!(fabs(scaled) < 0x1p53) || round(scaled) / 1e6 != value || (value == 0 && signbit(value)))
        return false;
    millionths = (uint64_t)fabs(round(scaled));
    add_unsigned(out, millionths / 1000000, value < 0);
    rest = millionths % 1000000;
    if (rest == 0)
        return true;
    for (size_t i = len; i-- > 0; rest /= 10)
        decimals[i] = (char)('0' + rest % 10);
    while (decimals[len - 1] == '0')
        len--;
    buf_char(out, '.');
    buf_add(out, decimals, len);
    return true;
}

static void add_double(struct buf *out, double value)
{
    char text[40];

    if (isnan(value) || isinf(value)) {
        buf_str(out, isnan(value) ? STR("\"NaN\"") : value > 0 ? STR("\"Infinity\"") : STR("\"-Infinity\""));
        return;
    }
    if (add_short_real(out, value))
        return;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            break;
    }
    buf_str(out, str_of(value == 0 ? "-0.0" : text));
}

static void add_float(struct buf *out, float value)
{
    char text[40];

    if (!isfinite(value) || value == 0) {
        add_double(out, (double)value);
        return;
    }
    for (int digits = 6; digits <= 9; digits++) {
        snprintf(text, sizeof(text), "%.*g", digits, (double)value);
        if (strtof(text, NULL) == value)
            break;
    }
    buf_str(out, str_of(text));
}

static void add_enum(struct buf *out, const ProtobufCEnumDescriptor *type, int value)
{
    const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(type, value);

    if (known)
        json_add_string(out, str_of(known->name));
    else
        add_int64(out, value);
}

static void add_bytes(struct buf *out, const ProtobufCBinaryData *bytes)
{
    buf_char(out, '"');
    base64_add(out, str_n((const char *)bytes->data, bytes->len));
    buf_char(out, '"');
}

static void write_value(const ProtobufCFieldDescriptor *field, const void *place, struct buf *out, int depth)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_SFIXED32:
        add_int64(out, *(const int32_t *)place);
        break;
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_SFIXED64:
        add_int64(out, *(const int64_t *)place);
        break;
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        add_uint64(out, *(const uint32_t *)place);
        break;
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_FIXED64:
        add_uint64(out, *(const uint64_t *)place);
        break;
    case PROTOBUF_C_TYPE_FLOAT:
        add_float(out, *(const float *)place);
        break;
    case PROTOBUF_C_TYPE_DOUBLE:
        add_double(out, *(const double *)place);
        break;
    case PROTOBUF_C_TYPE_BOOL:
        buf_str(out, *(const protobuf_c_boolean *)place ? STR("true") : STR("false"));
        break;
    case PROTOBUF_C_TYPE_ENUM:
        add_enum(out, field->descriptor, *(const int *)place);
        break;
    case PROTOBUF_C_TYPE_STRING:
        json_add_string(out, str_of(*(char *const *)place));
        break;
    case PROTOBUF_C_TYPE_BYTES:
        add_bytes(out, place);
        break;
    case PROTOBUF_C_TYPE_MESSAGE:
        write_message(*(ProtobufCMessage *const *)place, out, depth + 1);
        break;
    }
}

static bool is_left_out(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
    const char *place = (const char *)message + field->offset;

    if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF)
        return *(const uint32_t *)(const void *)((const char *)message + field->quantifier_offset) !=
                   field->id ||
               (field->type == PROTOBUF_C_TYPE_MESSAGE && !*(void *const *)(const void *)place);
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        return false;
    if (field->type == PROTOBUF_C_TYPE_MESSAGE)
        return !*(void *const *)(const void *)place;
    if (field->type == PROTOBUF_C_TYPE_STRING) {
        const char *text = *(char *const *)(const void *)place;

        return !text || !*text;
    }
    return field->type == PROTOBUF_C_TYPE_BYTES &&
           ((const ProtobufCBinaryData *)(const void *)place)->len == 0;
}

static void write_items(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field,
                        struct buf *out, int depth)
{
    size_t count = *(const size_t *)(const void *)((const char *)message + field->quantifier_offset);
    const char *items = *(char *const *)(const void *)((const char *)message + field->offset);
    size_t size = field_size(field->type);

    buf_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_char(out, ',');
        write_value(field, items + i * size, out, depth);
    }
    buf_char(out, ']');
}

static void write_timestamp(const Google__Protobuf__Timestamp *timestamp, struct buf *out)
{
    char text[TIMESTAMP_SIZE];

    if (timestamp_write(timestamp->seconds, timestamp->nanos, text))
        json_add_string(out, str_of(text));
    else
        buf_str(out, STR("null"));
}

static void write_name(struct buf *out, const char *name)
{
    size_t len = strlen(name);
    char *to = buf_reserve(out, len + 3);

    to[0] = '"';
    memcpy(to + 1, name, len);
    to[len + 1] = '"';
    to[len + 2] = ':';
    out->len += len + 3;
}

static void write_message(const ProtobufCMessage *message, struct buf *out, int depth)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    char before = '{';

    if (type == &google__protobuf__timestamp__descriptor) {
        write_timestamp((const Google__Protobuf__Timestamp *)message, out);
        return;
    }
    for (unsigned i = 0; i < type->n_fields && depth <= JSON_MAX_DEPTH; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];

        if (is_left_out(message, field))
            continue;
        buf_char(out, before);
        before = ',';
        write_name(out, field->name);
        if (field->label == PROTOBUF_C_LABEL_REPEATED)
            write_items(message, field, out, depth);
        else
            write_value(field, (const char *)message + field->offset, out, depth);
    }
    if (before == '{')
        buf_char(out, '{');
    buf_char(out, '}');
}

void json_from_message(const ProtobufCMessage *message, struct buf *out)
{
    write_message(message, out, 1);
}
