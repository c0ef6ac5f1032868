/* bus/event.h: a message of Kafka as a CloudEvent: envelope in headers, payload in a protobuf message.
 *
 * Reading is liberal in how a plain producer may write (docs/kafka.md): by content-type,
 * else by the first bytes: 00 or 01 a Confluent frame, '{' JSON, else protobuf; CloudEvents in binary and
 * structured mode. Pure: no I/O, and safe on any bytes. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

enum event_encoding {
    EVENT_PROTOBUF,
    EVENT_JSON,
    EVENT_CONFLUENT,        /* the frame is kept in event.frame, to answer alike */
    EVENT_CLOUDEVENTS_JSON, /* structured mode */
    EVENT_ENCODINGS,
};

struct event_header {
    struct str name;
    struct str value;
};

/* What came from or goes to a topic, before anything is known of its inside. */
struct record {
    const char *topic;
    int32_t partition;
    int64_t offset;
    int64_t timestamp_ms;
    struct str key; /* data NULL: no key */
    struct str value;
    const struct event_header *headers;
    size_t header_count;
};

/* All but the topic's name is copied into the arena. */
void record_copy(const struct record *record, struct arena *arena, struct record *ret_copy);

struct event {
    struct str id;   /* ce_id, else topic:partition:offset */
    struct str type; /* ce_type; may be empty from a plain producer */
    struct str source;
    struct str subject; /* session or product */
    struct str key;
    struct str answers;      /* ce_causationid: id of the command that this answers */
    struct str reply_to;     /* steward-reply-to: the copy that holds the client */
    struct str tenant;       /* steward-tenant, else "default" */
    struct str answer_topic; /* where its answer goes; empty: where all go */
    struct str traceparent;
    int64_t time_ms;
    enum event_encoding encoding;
    struct str frame; /* Confluent: the bytes before the payload */
    const ProtobufCMessage *message;
    const struct record *record; /* where it came from; NULL: made here */
};

/* `types` (ends with NULL) are what the topic may carry: ce_type names one by its full protobuf name
 * ("steward.v1.Request"); without it, it is the first. Everything in *ret_event lives in the arena or borrows
 * from the record. On error the envelope (key, id, reply_to, encoding) is filled as far as it could be known.
 */
MUST_CHECK bool event_read(const struct record *record, const ProtobufCMessageDescriptor *const *types,
                           struct arena *arena, struct event *ret_event, struct error *err);
/* The same, decoding as[i] where the record says types[i]: a message with only the fields that are looked at.
 */
MUST_CHECK bool event_read_as(const struct record *record, const ProtobufCMessageDescriptor *const *types,
                              const ProtobufCMessageDescriptor *const *as, struct arena *arena,
                              struct event *ret_event, struct error *err);
struct str event_header(const struct record *record, const char *name); /* STR_NONE: not there */

/* The record that says this event: CloudEvents binary mode, or as event->encoding asks. Lives in the arena.
 */
void event_write(const struct event *event, const char *topic, struct arena *arena,
                 struct record *ret_record);
