/* From a record to an event: the envelope first, as far as it can be known, so that even an unreadable
 * question can be answered; then the payload. */
#include "base/tenant.h"
#include "bus/encoding.h"
#include "json/base64.h"
#include "json/json.h"
#include "json/message.h"
#include "json/timestamp.h"

#define MAX_ATTRIBUTE 1024 /* bytes; none is longer than some ids and a source */

enum attribute {
    ID,
    TYPE,
    SOURCE,
    SUBJECT,
    TIME,
    ANSWERS,
    TRACEPARENT,
    REPLY_TO,
    TENANT,
    CONTENT_TYPE,
    ATTRIBUTES
};

/* Their names as Kafka headers and, in CloudEvents' structured mode, as members; NULL: not there. */
static const struct {
    struct str header, member;
} names[ATTRIBUTES] = {
    [ID] = {STR("ce_id"), STR("id")},
    [TYPE] = {STR("ce_type"), STR("type")},
    [SOURCE] = {STR("ce_source"), STR("source")},
    [SUBJECT] = {STR("ce_subject"), STR("subject")},
    [TIME] = {STR("ce_time"), STR("time")},
    [ANSWERS] = {STR("ce_causationid"), STR("causationid")},
    [TRACEPARENT] = {STR("traceparent"), STR("traceparent")},
    [REPLY_TO] = {STR("steward-reply-to"), STR_NONE},
    [TENANT] = {STR("steward-tenant"), STR_NONE},
    [CONTENT_TYPE] = {STR("content-type"), STR_NONE},
};

struct reading {
    const struct record *record;
    struct arena *arena;
    struct event *event;
    struct str values[ATTRIBUTES];
};

static bool set_attribute(struct reading *r, enum attribute attribute, struct str value, struct error *err)
{
    const char *name = names[attribute].header.data;

    if (value.len > MAX_ATTRIBUTE)
        return error_set(err, ERROR_SKIP, "event", "%s is longer than %d bytes", name, MAX_ATTRIBUTE);
    if (value.len > 0 && memchr(value.data, 0, value.len))
        return error_set(err, ERROR_SKIP, "event", "%s holds a NUL", name);
    if (!utf8_valid(value))
        return error_set(err, ERROR_SKIP, "event", "%s is not UTF-8", name);
    if (attribute == TENANT && value.len > 0 && !tenant_id_is_good(value))
        return error_set(err, ERROR_SKIP, "event",
                         "%s may have letters, digits, dots, dashes and underscores, at most %d", name,
                         TENANT_ID_MAX);
    r->values[attribute] = value;
    return true;
}

static bool read_headers(struct reading *r, struct error *err)
{
    bool ok = true;

    for (size_t i = 0; i < r->record->header_count; i++)
        for (enum attribute a = 0; a < ATTRIBUTES; a++)
            if (str_eq_nocase(r->record->headers[i].name, names[a].header) &&
                !set_attribute(r, a, r->record->headers[i].value, ok ? err : NULL))
                ok = false;
    return ok;
}

static bool set_member(struct reading *r, const struct json_member *member, struct error *err)
{
    for (enum attribute a = 0; a < ATTRIBUTES; a++)
        if (member->is_text && names[a].member.data && str_eq(member->name, names[a].member))
            return set_attribute(r, a, member->value, err);
    return true;
}

/* What an envelope need not say. */
static void fill_in(struct reading *r)
{
    struct event *event = r->event;
    const struct str *values = r->values;
    int64_t seconds;
    int32_t nanos;

    event->id = values[ID];
    event->type = values[TYPE];
    event->source = values[SOURCE];
    event->subject = values[SUBJECT];
    event->answers = values[ANSWERS];
    event->traceparent = values[TRACEPARENT];
    event->reply_to = values[REPLY_TO];
    event->tenant = tenant_id_is_good(values[TENANT]) ? values[TENANT] : STR(TENANT_DEFAULT);
    if (event->id.len == 0)
        event->id = str_of(str_printf(r->arena, "%s:%d:%lld", r->record->topic, r->record->partition,
                                      (long long)r->record->offset));
    event->time_ms = r->record->timestamp_ms;
    if (values[TIME].len > 0 && timestamp_read(values[TIME], &seconds, &nanos))
        event->time_ms = seconds * 1000 + nanos / 1000000;
}

/* Of `as`, the one at the place of the type that is named. */
static const ProtobufCMessageDescriptor *type_of(struct str name,
                                                 const ProtobufCMessageDescriptor *const *types,
                                                 const ProtobufCMessageDescriptor *const *as,
                                                 struct error *err)
{
    if (!types || !types[0]) {
        error_set(err, ERROR_SKIP, "event", "nothing is read from this topic yet");
        return NULL;
    }
    if (name.len == 0)
        return as[0];
    for (size_t i = 0; types[i]; i++)
        if (str_is(name, types[i]->name))
            return as[i];
    error_set(err, ERROR_SKIP, "event", "this topic carries no '%.*s'", STR_ARGS(str_sub(name, 0, 100)));
    return NULL;
}

static bool read_json(struct reading *r, const ProtobufCMessageDescriptor *type, struct str json,
                      struct error *err)
{
    struct json_fault fault;
    ProtobufCMessage *message;

    if (!json_to_message(type, json, r->arena, &message, &fault))
        return error_set(err, ERROR_SKIP, "json", "%s%s%s", fault.field, *fault.field ? ": " : "",
                         fault.reason);
    r->event->message = message;
    return true;
}

static bool read_protobuf(struct reading *r, const ProtobufCMessageDescriptor *type, struct str bytes,
                          struct error *err)
{
    r->event->message = message_unpack(type, bytes, r->arena, err);
    return r->event->message;
}

static bool read_framed(struct reading *r, const ProtobufCMessageDescriptor *type, struct error *err)
{
    struct str payload;

    if (!frame_split(r->record->value, &r->event->frame, &payload))
        return error_set(err, ERROR_SKIP, "event", "a Confluent frame that is cut short or garbled");
    return frame_is_of_json(r->event->frame) ? read_json(r, type, payload, err)
                                             : read_protobuf(r, type, payload, err);
}

struct structured {
    struct json_member *data, *data_base64;
    struct str content_type;
};

static bool read_members(struct reading *r, struct structured *s, struct error *err)
{
    struct json_member *members;
    struct json_fault fault;
    size_t count;

    if (!json_members(r->record->value, r->arena, &members, &count, &fault))
        return error_set(err, ERROR_SKIP, "json", "%s%s%s", fault.field, *fault.field ? ": " : "",
                         fault.reason);
    for (size_t i = 0; i < count; i++) {
        struct json_member *member = &members[i];

        if (str_is(member->name, "data"))
            s->data = member;
        else if (str_is(member->name, "data_base64"))
            s->data_base64 = member;
        else if (str_is(member->name, "datacontenttype") && member->is_text)
            s->content_type = member->value;
        else if (str_is(member->name, "specversion") && !str_is(member->value, "1.0"))
            return error_set(err, ERROR_SKIP, "event", "specversion is not 1.0");
        else if (!set_member(r, member, err))
            return false;
    }
    return true;
}

static bool read_data(struct reading *r, const struct structured *s, const ProtobufCMessageDescriptor *type,
                      struct error *err)
{
    enum event_encoding encoding;
    struct str bytes;

    if (s->data && s->data_base64)
        return error_set(err, ERROR_SKIP, "event", "data and data_base64 exclude each other");
    if (s->data && str_starts(s->data->value, STR("{")) && !s->data->is_text)
        return read_json(r, type, s->data->value, err);
    if (!s->data_base64 || !s->data_base64->is_text)
        return error_set(err, ERROR_SKIP, "event", "data must be a JSON object, or data_base64 text");
    if (!base64_decode(s->data_base64->value, r->arena, &bytes))
        return error_set(err, ERROR_SKIP, "event", "data_base64 is not base64");
    if (!encoding_of(s->content_type, bytes, &encoding) ||
        (encoding != EVENT_JSON && encoding != EVENT_PROTOBUF))
        return error_set(err, ERROR_SKIP, "event",
                         "datacontenttype must be application/json or application/protobuf");
    return encoding == EVENT_JSON ? read_json(r, type, bytes, err) : read_protobuf(r, type, bytes, err);
}

static bool read_payload(struct reading *r, const ProtobufCMessageDescriptor *const *types,
                         const ProtobufCMessageDescriptor *const *as, struct error *err)
{
    const ProtobufCMessageDescriptor *type;
    struct structured structured = {0};
    bool is_structured = r->event->encoding == EVENT_CLOUDEVENTS_JSON;

    if (!r->record->value.data)
        return error_set(err, ERROR_SKIP, "event", "there is no value");
    if (is_structured && !read_members(r, &structured, err))
        return false;
    type = type_of(r->values[TYPE], types, as, err);
    if (!type)
        return false;
    if (is_structured)
        return read_data(r, &structured, type, err);
    if (r->event->encoding == EVENT_CONFLUENT)
        return read_framed(r, type, err);
    return r->event->encoding == EVENT_JSON ? read_json(r, type, r->record->value, err)
                                            : read_protobuf(r, type, r->record->value, err);
}

bool event_read_as(const struct record *record, const ProtobufCMessageDescriptor *const *types,
                   const ProtobufCMessageDescriptor *const *as, struct arena *arena, struct event *ret_event,
                   struct error *err)
{
    struct reading reading = {.record = record, .arena = arena, .event = ret_event};
    bool ok;

    *ret_event = (struct event){.key = record->key, .record = record};
    ok = read_headers(&reading, err);
    if (!encoding_of(reading.values[CONTENT_TYPE], record->value, &ret_event->encoding) && ok)
        ok = error_set(err, ERROR_SKIP, "event", "content-type %.*s cannot be read here",
                       STR_ARGS(str_sub(reading.values[CONTENT_TYPE], 0, 100)));
    ok = ok && read_payload(&reading, types, as, err);
    fill_in(&reading);
    if (ok && arena_failed(arena))
        ok = error_set(err, ERROR_SKIP, "event", "too large");
    return ok;
}

bool event_read(const struct record *record, const ProtobufCMessageDescriptor *const *types,
                struct arena *arena, struct event *ret_event, struct error *err)
{
    return event_read_as(record, types, types, arena, ret_event, err);
}

struct str event_header(const struct record *record, const char *name)
{
    for (size_t i = record->header_count; i-- > 0;)
        if (str_eq_nocase(record->headers[i].name, str_of(name)))
            return record->headers[i].value;
    return STR_NONE;
}
