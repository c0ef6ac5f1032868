/* service/asyncapi.c: the document. Channels and operations have the names of the topics, messages those of
 * their types; a WebSocket is a channel of its own. */
#include "service/asyncapi.h"

#include "service/schema.h"
#include "json/json.h"

#define REF(to) "{\"$ref\":\"#/" to "\"}"

struct document {
    struct buf *out;
    struct async_way ways[ASYNC_WAYS_MAX];
    size_t way_count;
    const ProtobufCMessageDescriptor *told[SCHEMAS_MAX];
    size_t told_count;
    struct schemas schemas;
};

static void add(struct document *d, const char *text)
{
    buf_str(d->out, str_of(text));
}

static void add_member(struct document *d, const char *name, const char *text)
{
    schema_separate(d->out);
    json_add_string(d->out, str_of(name));
    add(d, ":");
    json_add_string(d->out, str_of(text));
}

/* ---- names ---- */

/* "steward.requests", "ws" */
static void add_id(struct document *d, const struct async_way *way)
{
    if (way->socket)
        add(d, "websocket");
    else
        async_way_name(way, d->out);
}

static bool is_same_channel(const struct async_way *a, const struct async_way *b)
{
    return a->topic == b->topic && a->socket == b->socket && a->is_set_aside == b->is_set_aside;
}

static bool is_first_of_its_channel(const struct document *d, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (is_same_channel(&d->ways[i], &d->ways[at]))
            return false;
    return true;
}

static const char *message_name(const struct async_way *way, const ProtobufCMessageDescriptor *type)
{
    return way->is_set_aside ? "DeadLetter" : schema_name(type);
}

/* ---- servers ---- */

static void add_servers(struct document *d, const struct service *service)
{
    add(d, ",\"servers\":{\"kafka\":{\"host\":\"{brokers}\",\"protocol\":\"kafka\","
           "\"description\":\"The broker of this Steward.\",\"variables\":{\"brokers\":{"
           "\"default\":\"localhost:9092\",\"description\":\"STEWARD_KAFKA_BROKERS\"}}}");
    if (service->sockets)
        buf_printf(d->out,
                   ",\"edge\":{\"host\":\"{host}\",\"protocol\":\"ws\",\"description\":\"This process.\","
                   "\"variables\":{\"host\":{\"default\":\"localhost:%d\",\"description\":"
                   "\"where its HTTP is\"}}}",
                   service->port);
    add(d, "}");
}

/* ---- channels ---- */

static void add_channel_messages(struct document *d, const struct async_way *way)
{
    for (size_t i = 0; i < d->way_count; i++) {
        if (!is_same_channel(&d->ways[i], way))
            continue;
        for (const ProtobufCMessageDescriptor *const *type = d->ways[i].types; *type; type++) {
            const char *name = message_name(way, *type);

            schema_separate(d->out);
            buf_printf(d->out, "\"%s\":" REF("components/messages/%s"), name, name);
            if (way->is_set_aside)
                return;
        }
        if (way->topic) /* heard and sent are the same */
            return;
    }
}

/* Of the topic's own settings those that the binding knows. */
static void add_topic_settings(struct document *d, const struct topic *topic)
{
    static const char known[] = "retention.ms=";

    for (const char *const *setting = topic->settings; setting && *setting; setting++)
        if (!strncmp(*setting, known, sizeof(known) - 1))
            buf_printf(d->out, ",\"topicConfiguration\":{\"retention.ms\":%s}", *setting + sizeof(known) - 1);
}

static void add_channel_bindings(struct document *d, const struct async_way *way)
{
    add(d, ",\"bindings\":{");
    if (way->socket) {
        buf_printf(d->out,
                   "\"ws\":{\"method\":\"GET\",\"headers\":{\"type\":\"object\",\"properties\":{"
                   "\"Sec-WebSocket-Protocol\":{\"type\":\"string\",\"const\":\"%s\"}}},"
                   "\"bindingVersion\":\"0.1.0\"}",
                   way->socket->protocol);
    } else {
        add(d, "\"kafka\":{\"topic\":\"");
        async_way_name(way, d->out);
        add(d, "\"");
        if (!way->is_set_aside)
            add_topic_settings(d, way->topic);
        add(d, ",\"bindingVersion\":\"0.5.0\"}");
    }
    add(d, "}");
}

static void add_channel(struct document *d, const struct async_way *way)
{
    schema_separate(d->out);
    add(d, "\"");
    add_id(d, way);
    add(d, "\":{\"address\":\"");
    async_way_name(way, d->out);
    add(d, "\"");
    add_member(d, "description",
               way->is_set_aside
                   ? "What could not be read or done, byte for byte, with the reason in headers."
               : way->socket ? way->socket->summary
                             : way->topic->summary);
    buf_printf(d->out, ",\"servers\":[" REF("servers/%s") "],\"messages\":{", way->socket ? "edge" : "kafka");
    add_channel_messages(d, way);
    add(d, "}");
    add_channel_bindings(d, way);
    add(d, "}");
}

/* ---- operations ---- */

static void add_operation_messages(struct document *d, const struct async_way *way)
{
    add(d, ",\"messages\":[");
    for (const ProtobufCMessageDescriptor *const *type = way->types; *type; type++) {
        schema_separate(d->out);
        add(d, "{\"$ref\":\"#/channels/");
        add_id(d, way);
        buf_printf(d->out, "/messages/%s\"}", message_name(way, *type));
        if (way->is_set_aside)
            break;
    }
    add(d, "]");
}

static void add_operation(struct document *d, const struct service *service, const struct async_way *way)
{
    const char *action = way->is_sent ? "send" : "receive";

    schema_separate(d->out);
    buf_printf(d->out, "\"%s.", action);
    add_id(d, way);
    buf_printf(d->out, "\":{\"action\":\"%s\",\"channel\":{\"$ref\":\"#/channels/", action);
    add_id(d, way);
    add(d, "\"}");
    add_operation_messages(d, way);
    if (way->answers_to)
        buf_printf(d->out, ",\"reply\":{\"channel\":" REF("channels/%s") "}", way->answers_to->name);
    if (way->topic && !way->is_sent)
        buf_printf(d->out,
                   ",\"bindings\":{\"kafka\":{\"groupId\":{\"type\":\"string\",\"const\":\"steward-%s\"},"
                   "\"bindingVersion\":\"0.5.0\"}}",
                   service->name);
    add(d, "}");
}

/* ---- messages ---- */

static bool is_told(struct document *d, const ProtobufCMessageDescriptor *type)
{
    for (size_t i = 0; i < d->told_count; i++)
        if (d->told[i] == type)
            return true;
    if (d->told_count < SCHEMAS_MAX)
        d->told[d->told_count++] = type;
    return false;
}

static void add_kafka_parts(struct document *d, const struct topic *topic)
{
    buf_printf(d->out,
               ",\"contentType\":\"application/%s\",\"headers\":" REF(
                   "components/schemas/%s") ",\"bindings\":{\"kafka\":{\"key\":{\"type\":\"string\","
                                            "\"description\":",
               topic->is_open ? "json" : "protobuf", topic->is_open ? "AnyHeaders" : "EventHeaders");
    json_add_string(d->out, str_of(topic->key));
    add(d, "},\"bindingVersion\":\"0.5.0\"}}");
    add_member(d, "description",
               topic->is_open
                   ? "In JSON, or the message of this name in proto/steward/v1: docs/kafka.md."
                   : "The message of this name in proto/steward/v1, in protobuf; its schema is the "
                     "same in JSON. An answer has the encoding of its question.");
}

static void add_message(struct document *d, const struct async_way *way,
                        const ProtobufCMessageDescriptor *type)
{
    bool is_command = way->socket && !way->is_sent;
    const char *example = is_command ? way->socket->example : way->topic ? way->topic->example : NULL;

    if (is_told(d, type))
        return;
    schema_separate(d->out);
    buf_printf(d->out, "\"%s\":{\"name\":\"%s\",\"title\":\"%s\"", schema_name(type), type->name,
               schema_name(type));
    if (way->topic)
        add_kafka_parts(d, way->topic);
    else
        add_member(d, "contentType", "application/json");
    add(d, ",\"payload\":");
    schema_refer(&d->schemas, type, is_command || (way->topic && way->topic->is_open));
    if (example && type == way->types[0])
        buf_printf(d->out, ",\"examples\":[{\"payload\":%s}]", example);
    add(d, "}");
}

static void add_dead_letter(struct document *d)
{
    add(d, ",\"DeadLetter\":{\"name\":\"DeadLetter\",\"title\":\"DeadLetter\",\"contentType\":"
           "\"application/octet-stream\",\"description\":\"The record as it came, with its own headers and "
           "these.\",\"headers\":" REF("components/schemas/DeadLetterHeaders") ",\"payload\":{}}");
}

static void add_messages(struct document *d)
{
    bool any_set_aside = false;

    for (size_t i = 0; i < d->way_count; i++) {
        any_set_aside |= d->ways[i].is_set_aside;
        for (const ProtobufCMessageDescriptor *const *type = d->ways[i].types; *type; type++)
            if (!d->ways[i].is_set_aside)
                add_message(d, &d->ways[i], *type);
    }
    if (any_set_aside)
        add_dead_letter(d);
}

/* ---- headers: docs/kafka.md explains them ---- */

#define TEXT "{\"type\":\"string\"}"
#define COMMON                                                                                               \
    "\"ce_specversion\":{\"type\":\"string\",\"const\":\"1.0\"},\"ce_id\":" TEXT ",\"ce_source\":" TEXT      \
    ",\"ce_type\":" TEXT ",\"ce_time\":{\"type\":\"string\",\"format\":\"date-time\"},\"ce_subject\":" TEXT  \
    ",\"traceparent\":" TEXT ",\"steward-tenant\":" TEXT ",\"steward-reply-to\":" TEXT

static const char header_schemas[] =
    "\"EventHeaders\":{\"type\":\"object\",\"properties\":{" COMMON ",\"ce_causationid\":" TEXT
    ",\"content-type\":" TEXT "},\"required\":[\"ce_specversion\",\"ce_id\",\"ce_source\",\"ce_type\"]}"
    ",\"AnyHeaders\":{\"type\":\"object\",\"properties\":{" COMMON
    ",\"content-type\":{\"type\":\"string\",\"examples\":[\"application/json\",\"application/protobuf\","
    "\"application/cloudevents+json\"]}}}"
    ",\"DeadLetterHeaders\":{\"type\":\"object\",\"properties\":{\"kafka_dlt-original-topic\":" TEXT
    ",\"kafka_dlt-original-partition\":" TEXT ",\"kafka_dlt-original-offset\":" TEXT
    ",\"kafka_dlt-original-timestamp\":" TEXT ",\"kafka_dlt-original-timestamp-type\":" TEXT
    ",\"kafka_dlt-original-consumer-group\":" TEXT ",\"kafka_dlt-exception-fqcn\":" TEXT
    ",\"kafka_dlt-exception-message\":" TEXT "},\"required\":[\"kafka_dlt-original-topic\"]}";

/* ---- all of it ---- */

static void add_info(struct document *d, const struct service *service, const char *version)
{
    add(d, "{\"asyncapi\":\"3.0.0\",\"info\":{");
    add_member(d, "title", service->name);
    add_member(d, "version", version);
    add_member(d, "description", service->role);
    add(d, ",\"license\":{\"name\":\"MIT\",\"url\":\"https://opensource.org/license/mit\"}},"
           "\"defaultContentType\":\"application/json\"");
}

static void add_all(struct document *d, const struct service *service)
{
    add(d, ",\"channels\":{");
    for (size_t i = 0; i < d->way_count; i++)
        if (is_first_of_its_channel(d, i))
            add_channel(d, &d->ways[i]);
    add(d, "},\"operations\":{");
    for (size_t i = 0; i < d->way_count; i++)
        add_operation(d, service, &d->ways[i]);
    add(d, "},\"components\":{\"messages\":{");
    add_messages(d);
    add(d, "},\"schemas\":{");
    add(d, header_schemas);
    schemas_write(&d->schemas);
    add(d, "}}}");
}

void asyncapi_write(const struct service *service, const char *version, struct buf *out)
{
    struct document d = {.out = out, .schemas = {.out = out, .limits = service->limits}};

    d.way_count = async_ways(service, d.ways);
    add_info(&d, service, version);
    add_servers(&d, service);
    add_all(&d, service);
}
