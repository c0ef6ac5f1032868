/* service/schema.c: first which messages are needed, and whether they come in; then each of them. */
#include "service/schema.h"

#include <stdio.h>

#include <google/protobuf/timestamp.pb-c.h>

#include "json/json.h"

void schema_separate(struct buf *out)
{
    char last = out->data[out->len - 1];

    if (last != '{' && last != '[')
        buf_char(out, ',');
}

static void add(struct schemas *s, const char *text)
{
    buf_str(s->out, str_of(text));
}

static void add_quoted(struct schemas *s, const char *text)
{
    json_add_string(s->out, str_of(text));
}

/* ---- which ---- */

/* "steward.v1.SessionView.RequestView" is "SessionView.RequestView". */
const char *schema_name(const ProtobufCMessageDescriptor *type)
{
    size_t package = strlen(type->package_name);

    return strncmp(type->name, type->package_name, package) == 0 && type->name[package] == '.'
               ? type->name + package + 1
               : type->name;
}

static bool is_time(const ProtobufCMessageDescriptor *type)
{
    return type == &google__protobuf__timestamp__descriptor;
}

/* False: that was known. */
static bool note(struct schemas *s, const ProtobufCMessageDescriptor *type, bool comes_in, bool is_unchecked)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->all[i].type != type || s->all[i].is_unchecked != is_unchecked)
            continue;
        comes_in = comes_in && !s->all[i].comes_in;
        s->all[i].comes_in |= comes_in;
        return comes_in;
    }
    if (is_time(type) || s->count == SCHEMAS_MAX)
        return false;
    s->all[s->count].type = type;
    s->all[s->count].is_unchecked = is_unchecked;
    s->all[s->count++].comes_in = comes_in;
    return true;
}

/* Within what is unchecked, all is. */
static const struct limit *limit_within(const struct schemas *s, size_t at,
                                        const ProtobufCFieldDescriptor *field)
{
    static const struct limit unchecked = {.one_by_one = true};

    return s->all[at].is_unchecked ? &unchecked : limit_of(s->limits, s->all[at].type, field->name);
}

static bool is_unchecked(const struct limit *limit)
{
    return limit && limit->one_by_one;
}

static void note_all_within(struct schemas *s)
{
    bool is_new = true;

    while (is_new) {
        is_new = false;
        for (size_t i = 0; i < s->count; i++) {
            const ProtobufCMessageDescriptor *type = s->all[i].type;

            for (unsigned k = 0; k < type->n_fields; k++) {
                const ProtobufCFieldDescriptor *field = &type->fields[k];

                if (field->type == PROTOBUF_C_TYPE_MESSAGE)
                    is_new |= note(s, field->descriptor, s->all[i].comes_in,
                                   is_unchecked(limit_within(s, i, field)));
            }
        }
    }
}

/* ---- values ---- */

static const char *variant(bool is_unchecked)
{
    return is_unchecked ? ".Unchecked" : "";
}

static void add_reference(struct schemas *s, const ProtobufCMessageDescriptor *type, bool is_unchecked)
{
    if (is_time(type))
        add(s, "{\"type\":\"string\",\"format\":\"date-time\"}");
    else
        buf_printf(s->out, "{\"$ref\":\"#/components/schemas/%s%s\"}", schema_name(type),
                   variant(is_unchecked));
}

void schema_refer(struct schemas *schemas, const ProtobufCMessageDescriptor *type, bool comes_in)
{
    note(schemas, type, comes_in, false);
    add_reference(schemas, type, false);
}

/* 64-bit integers beyond what a double holds exactly are given as text. */
static const struct {
    const char *type, *more;
    long double least, most; /* both 0: not said; a double would be no 64 bits wide */
} scalars[] = {
    [PROTOBUF_C_TYPE_INT32] = {"integer", ",\"format\":\"int32\"", -0x1p31, 0x1p31 - 1},
    [PROTOBUF_C_TYPE_SINT32] = {"integer", ",\"format\":\"int32\"", -0x1p31, 0x1p31 - 1},
    [PROTOBUF_C_TYPE_SFIXED32] = {"integer", ",\"format\":\"int32\"", -0x1p31, 0x1p31 - 1},
    [PROTOBUF_C_TYPE_UINT32] = {"integer", "", 0, 0x1p32 - 1},
    [PROTOBUF_C_TYPE_FIXED32] = {"integer", "", 0, 0x1p32 - 1},
    [PROTOBUF_C_TYPE_INT64] = {"integer\",\"string", ",\"format\":\"int64\"", -0x1p63L, 0x1p63L - 1},
    [PROTOBUF_C_TYPE_SINT64] = {"integer\",\"string", ",\"format\":\"int64\"", -0x1p63L, 0x1p63L - 1},
    [PROTOBUF_C_TYPE_SFIXED64] = {"integer\",\"string", ",\"format\":\"int64\"", -0x1p63L, 0x1p63L - 1},
    [PROTOBUF_C_TYPE_UINT64] = {"integer\",\"string", ",\"format\":\"uint64\"", 0, 0x1p64L - 1},
    [PROTOBUF_C_TYPE_FIXED64] = {"integer\",\"string", ",\"format\":\"uint64\"", 0, 0x1p64L - 1},
    [PROTOBUF_C_TYPE_FLOAT] = {"number", ",\"format\":\"float\""},
    [PROTOBUF_C_TYPE_DOUBLE] = {"number", ",\"format\":\"double\""},
    [PROTOBUF_C_TYPE_BOOL] = {"boolean", ""},
    [PROTOBUF_C_TYPE_STRING] = {"string", ""},
    [PROTOBUF_C_TYPE_BYTES] = {"string", ",\"contentEncoding\":\"base64\""},
};

static bool may_be_text(const ProtobufCFieldDescriptor *field)
{
    return strstr(scalars[field->type].type, ",") != NULL;
}

/* Digits of a number from 0 to `most`. */
static void add_digits(struct schemas *s, long double most)
{
    char digits[32];
    int count = snprintf(digits, sizeof(digits), "%.0Lf", most);

    buf_printf(s->out, "[0-9]{1,%d}|%s", count > 1 ? count - 1 : 1, digits);
    for (int i = 0; i < count; i++) {
        char least = i ? '0' : '1';

        if (digits[i] > least)
            buf_printf(s->out, "|%.*s[%c-%c][0-9]{%d}", i, digits, least, digits[i] - 1, count - i - 1);
    }
}

/* The range, and the same of integers as text. */
static void add_range(struct schemas *s, const ProtobufCFieldDescriptor *field, const struct limit *limit)
{
    long double least = scalars[field->type].least, most = scalars[field->type].most;

    if (limit && limit->has_range) {
        least = limit->least;
        most = limit->most;
    }
    if (least >= most)
        return;
    buf_printf(s->out, ",\"minimum\":%.20Lg,\"maximum\":%.20Lg", least, most);
    if (!may_be_text(field))
        return;
    add(s, ",\"pattern\":\"^(");
    add_digits(s, most);
    if (least < 0) {
        add(s, "|-(");
        add_digits(s, -least);
        add(s, ")");
    }
    add(s, ")$\"");
}

static void add_text_limits(struct schemas *s, const struct limit *limit)
{
    if (limit->bytes_max)
        buf_printf(s->out, ",\"maxLength\":%zu", limit->bytes_max);
    if (limit->is_needed)
        add(s, limit->schema ? ",\"minLength\":1" : ",\"minLength\":1,\"pattern\":\"" LIMIT_NOT_BLANK "\"");
}

static void add_enum(struct schemas *s, const ProtobufCEnumDescriptor *type, bool or_null)
{
    add(s, or_null ? "{\"type\":[\"string\",\"null\"],\"enum\":[" : "{\"type\":\"string\",\"enum\":[");
    for (unsigned i = 0; i < type->n_values; i++) {
        schema_separate(s->out);
        add_quoted(s, type->values[i].name);
    }
    add(s, or_null ? ",null]}" : "]}");
}

static void add_scalar(struct schemas *s, const ProtobufCFieldDescriptor *field, const struct limit *limit,
                       bool or_null)
{
    bool several = or_null || may_be_text(field);

    buf_printf(s->out, "{\"type\":%s\"%s\"%s%s%s", several ? "[" : "", scalars[field->type].type,
               or_null ? ",\"null\"" : "", several ? "]" : "", scalars[field->type].more);
    add_range(s, field, limit);
    if (limit && field->type == PROTOBUF_C_TYPE_STRING)
        add_text_limits(s, limit);
    if (limit && limit->schema)
        buf_printf(s->out, ",%s", limit->schema);
    add(s, "}");
}

static void add_message(struct schemas *s, const ProtobufCMessageDescriptor *type, const struct limit *limit)
{
    bool has_more = limit && limit->schema;

    add(s, has_more ? "{\"allOf\":[" : "");
    add_reference(s, type, is_unchecked(limit));
    if (has_more)
        buf_printf(s->out, "],%s}", limit->schema);
}

static void add_value(struct schemas *s, const ProtobufCFieldDescriptor *field, const struct limit *limit,
                      bool or_null)
{
    if (field->type == PROTOBUF_C_TYPE_MESSAGE) {
        add(s, or_null ? "{\"anyOf\":[" : "");
        add_message(s, field->descriptor, limit);
        add(s, or_null ? ",{\"type\":\"null\"}]}" : "");
    } else if (field->type == PROTOBUF_C_TYPE_ENUM) {
        add_enum(s, field->descriptor, or_null);
    } else {
        add_scalar(s, field, limit, or_null);
    }
}

static void add_list(struct schemas *s, const ProtobufCFieldDescriptor *field, const struct limit *limit,
                     bool or_null)
{
    add(s, or_null ? "{\"type\":[\"array\",\"null\"],\"items\":" : "{\"type\":\"array\",\"items\":");
    add_value(s, field, limit, false); /* texts and numbers are each of the limit */
    if (limit && limit->is_needed)
        add(s, ",\"minItems\":1");
    if (limit && limit->items_max)
        buf_printf(s->out, ",\"maxItems\":%zu", limit->items_max);
    add(s, "}");
}

/* ---- messages ---- */

static void add_field(struct schemas *s, size_t at, const ProtobufCFieldDescriptor *field)
{
    const struct limit *limit = limit_within(s, at, field);
    bool or_null = s->all[at].comes_in && !(limit && limit->is_needed);

    schema_separate(s->out);
    add_quoted(s, field->name);
    add(s, ":");
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        add_list(s, field, limit, or_null);
    else
        add_value(s, field, limit, or_null);
}

static void add_required(struct schemas *s, const ProtobufCMessageDescriptor *type)
{
    bool any = false;

    for (const struct limit *limit = s->limits; limit && limit->of; limit++) {
        if (limit->of != type || !limit->is_needed)
            continue;
        add(s, any ? "," : ",\"required\":[");
        add_quoted(s, limit->field);
        any = true;
    }
    add(s, any ? "]" : "");
}

static bool are_alternatives(const ProtobufCFieldDescriptor *a, const ProtobufCFieldDescriptor *b)
{
    return a->flags & b->flags & PROTOBUF_C_FIELD_FLAG_ONEOF && a->quantifier_offset == b->quantifier_offset;
}

/* Of a oneof no two; null is as good as left out. */
static void add_alternatives(struct schemas *s, const ProtobufCMessageDescriptor *type)
{
    bool any = false;

    for (unsigned i = 0; i < type->n_fields; i++) {
        for (unsigned k = i + 1; k < type->n_fields; k++) {
            if (!are_alternatives(&type->fields[i], &type->fields[k]))
                continue;
            add(s, any ? "," : ",\"allOf\":[");
            buf_printf(s->out,
                       "{\"not\":{\"required\":[\"%s\",\"%s\"],\"properties\":{\"%s\":{\"not\":{\"type\":"
                       "\"null\"}},\"%s\":{\"not\":{\"type\":\"null\"}}}}}",
                       type->fields[i].name, type->fields[k].name, type->fields[i].name,
                       type->fields[k].name);
            any = true;
        }
    }
    add(s, any ? "]" : "");
}

static void add_rules(struct schemas *s, const ProtobufCMessageDescriptor *type)
{
    for (const struct limit *limit = s->limits; limit && limit->of; limit++)
        if (limit->of == type && !limit->field && limit->schema)
            buf_printf(s->out, ",%s", limit->schema);
}

static void add_schema(struct schemas *s, size_t at)
{
    const ProtobufCMessageDescriptor *type = s->all[at].type;

    schema_separate(s->out);
    buf_printf(s->out, "\"%s%s\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{",
               schema_name(type), variant(s->all[at].is_unchecked));
    for (unsigned i = 0; i < type->n_fields; i++)
        add_field(s, at, &type->fields[i]);
    add(s, "}");
    if (s->all[at].comes_in)
        add_alternatives(s, type);
    if (s->all[at].comes_in && !s->all[at].is_unchecked) {
        add_required(s, type);
        add_rules(s, type);
    }
    add(s, "}");
}

void schemas_write(struct schemas *schemas)
{
    note_all_within(schemas);
    for (size_t i = 0; i < schemas->count; i++)
        add_schema(schemas, i);
}
