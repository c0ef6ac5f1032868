/* From an event to a record: the envelope in headers (CloudEvents' binary mode), or all in one JSON object
 * (structured). */
#include "base/clock.h"
#include "base/tenant.h"
#include "bus/encoding.h"
#include "json/json.h"
#include "json/message.h"

#define MOST_HEADERS 12

static void add(struct record *record, struct event_header *headers, const char *name, struct str value)
{
    if (value.len > 0)
        headers[record->header_count++] = (struct event_header){str_of(name), value};
}

static void write_envelope(const struct event *event, struct str type, struct str time, struct record *record,
                           struct event_header *headers)
{
    add(record, headers, "ce_specversion", STR("1.0"));
    add(record, headers, "ce_id", event->id);
    add(record, headers, "ce_source", event->source);
    add(record, headers, "ce_type", type);
    add(record, headers, "ce_time", time);
    add(record, headers, "ce_subject", event->subject);
    add(record, headers, "ce_causationid", event->answers);
}

static void add_member(struct buf *out, const char *name, struct str value)
{
    if (value.len == 0)
        return;
    buf_char(out, ',');
    json_add_string(out, str_of(name));
    buf_char(out, ':');
    json_add_string(out, value);
}

static struct str structured(const struct event *event, struct str type, struct str time, struct arena *arena)
{
    struct buf out = {0};
    struct str value;

    buf_str(&out, STR("{\"specversion\":\"1.0\""));
    add_member(&out, "id", event->id);
    add_member(&out, "source", event->source);
    add_member(&out, "type", type);
    add_member(&out, "time", time);
    add_member(&out, "subject", event->subject);
    add_member(&out, "causationid", event->answers);
    add_member(&out, "traceparent", event->traceparent);
    buf_str(&out, STR(",\"datacontenttype\":\"application/json\",\"data\":"));
    json_from_message(event->message, &out);
    buf_char(&out, '}');
    value = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return value;
}

static struct str as_json(struct str before, const ProtobufCMessage *message, struct arena *arena)
{
    struct buf out = {0};
    struct str value;

    buf_str(&out, before);
    json_from_message(message, &out);
    value = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return value;
}

static struct str framed(struct str frame, const ProtobufCMessage *message, struct arena *arena)
{
    struct str packed;
    char *value;

    if (frame_is_of_json(frame))
        return as_json(frame, message, arena);
    packed = message_pack(message, arena);
    value = arena_alloc(arena, frame.len + packed.len + 1);
    if (frame.len > 0)
        memcpy(value, frame.data, frame.len);
    memcpy(value + frame.len, packed.data, packed.len);
    return str_n(value, frame.len + packed.len);
}

static struct str payload(const struct event *event, struct arena *arena)
{
    if (event->encoding == EVENT_JSON)
        return as_json(STR_NONE, event->message, arena);
    return event->encoding == EVENT_CONFLUENT ? framed(event->frame, event->message, arena)
                                              : message_pack(event->message, arena);
}

void event_write(const struct event *event, const char *topic, struct arena *arena, struct record *ret_record)
{
    struct event_header *headers = arena_array(arena, MOST_HEADERS, sizeof(*headers));
    struct str type = event->type.len > 0 ? event->type : str_of(event->message->descriptor->name);
    struct str time = event->time_ms > 0 ? str_of(clock_rfc3339(arena, event->time_ms)) : STR_NONE;

    *ret_record = (struct record){.topic = topic,
                                  .partition = -1,
                                  .offset = -1,
                                  .timestamp_ms = event->time_ms,
                                  .key = event->key,
                                  .headers = headers};
    if (event->encoding == EVENT_CLOUDEVENTS_JSON) {
        ret_record->value = structured(event, type, time, arena);
    } else {
        write_envelope(event, type, time, ret_record, headers);
        ret_record->value = payload(event, arena);
    }
    add(ret_record, headers, "content-type", str_of(encoding_content_type(event->encoding)));
    add(ret_record, headers, "traceparent", event->traceparent);
    add(ret_record, headers, "steward-reply-to", event->reply_to);
    if (event->tenant.len > 0 && !str_is(event->tenant, TENANT_DEFAULT))
        add(ret_record, headers, "steward-tenant", event->tenant);
}
