/* service/asyncapi_page.c: the same as a page that needs no script: what is heard and said, then each message
 * with its fields. */
#include "service/asyncapi.h"

#include <google/protobuf/timestamp.pb-c.h>

#include "base/text_file.h"
#include "service/schema.h"

struct page {
    struct buf *out;
    const struct limit *limits;
    const ProtobufCMessageDescriptor *types[SCHEMAS_MAX];
    size_t type_count;
};

static void add(struct page *p, const char *html)
{
    buf_str(p->out, str_of(html));
}

static void add_text(struct page *p, const char *text)
{
    for (; *text; text++) {
        if (*text == '<' || *text == '&')
            add(p, *text == '<' ? "&lt;" : "&amp;");
        else
            buf_char(p->out, *text);
    }
}

/* ---- what is heard and said ---- */

static void need(struct page *p, const ProtobufCMessageDescriptor *type)
{
    for (size_t i = 0; i < p->type_count; i++)
        if (p->types[i] == type)
            return;
    if (p->type_count < SCHEMAS_MAX && type != &google__protobuf__timestamp__descriptor)
        p->types[p->type_count++] = type;
}

static void add_link(struct page *p, const ProtobufCMessageDescriptor *type)
{
    need(p, type);
    buf_printf(p->out, "<a href=\"#%s\"><code>%s</code></a>", schema_name(type), schema_name(type));
}

static void add_row(struct page *p, const char *name)
{
    buf_printf(p->out, "<tr><th scope=\"row\">%s</th><td>", name);
}

static void add_messages(struct page *p, const struct async_way *way)
{
    add_row(p, "messages");
    if (way->is_set_aside)
        add(p, "any record, byte for byte");
    for (size_t i = 0; way->types[i] && !way->is_set_aside; i++) {
        add(p, i ? ", " : "");
        add_link(p, way->types[i]);
    }
    add(p, "</td></tr>");
}

static void add_topic(struct page *p, const struct async_way *way)
{
    add_row(p, "key");
    add_text(p, way->is_set_aside ? "as it was" : way->topic->key);
    add(p, "</td></tr>");
    add_row(p, "value");
    add(p, way->is_set_aside     ? "as it was"
           : way->topic->is_open ? "JSON, protobuf, a Confluent frame, or a CloudEvent in structured mode"
                                 : "protobuf, or the encoding of the question that is answered");
    add(p, "</td></tr>");
    add_row(p, "headers");
    add(p, way->is_set_aside     ? "its own, and <code>kafka_dlt-*</code> with the reason"
           : way->topic->is_open ? "none is needed; <code>ce_*</code>, <code>content-type</code> and "
                                   "<code>traceparent</code> are understood"
                                 : "CloudEvents' <code>ce_*</code>, <code>content-type</code>, "
                                   "<code>traceparent</code>");
    add(p, "</td></tr>");
    if (!way->answers_to)
        return;
    add_row(p, "answered on");
    buf_printf(p->out, "<code>%s</code></td></tr>", way->answers_to->name);
}

static void add_example(struct page *p, const struct async_way *way)
{
    const char *example = way->socket ? way->socket->example : way->topic->example;

    if (!example || way->is_sent)
        return;
    add_row(p, "example");
    add(p, "<code>");
    add_text(p, example);
    add(p, "</code></td></tr>");
}

static void add_way(struct page *p, const struct async_way *way)
{
    buf_printf(p->out, "<h3><span class=\"does%s\">%s</span> <code>", way->is_sent ? " sends" : "",
               way->is_sent ? "says" : "hears");
    async_way_name(way, p->out);
    add(p, "</code></h3><p>");
    add_text(p, way->is_set_aside ? "What could not be read or done."
                : way->socket     ? way->socket->summary
                                  : way->topic->summary);
    add(p, "</p><div class=\"wide\"><table><tbody>");
    add_messages(p, way);
    if (way->topic) {
        add_topic(p, way);
    } else {
        add_row(p, "subprotocol");
        buf_printf(p->out, "<code>%s</code>, JSON in text frames</td></tr>", way->socket->protocol);
    }
    add_example(p, way);
    add(p, "</tbody></table></div>");
}

/* ---- messages ---- */

static const char *const scalar_names[] = {
    [PROTOBUF_C_TYPE_INT32] = "int32",     [PROTOBUF_C_TYPE_SINT32] = "int32",
    [PROTOBUF_C_TYPE_SFIXED32] = "int32",  [PROTOBUF_C_TYPE_INT64] = "int64",
    [PROTOBUF_C_TYPE_SINT64] = "int64",    [PROTOBUF_C_TYPE_SFIXED64] = "int64",
    [PROTOBUF_C_TYPE_UINT32] = "uint32",   [PROTOBUF_C_TYPE_FIXED32] = "uint32",
    [PROTOBUF_C_TYPE_UINT64] = "uint64",   [PROTOBUF_C_TYPE_FIXED64] = "uint64",
    [PROTOBUF_C_TYPE_FLOAT] = "float",     [PROTOBUF_C_TYPE_DOUBLE] = "double",
    [PROTOBUF_C_TYPE_BOOL] = "true/false", [PROTOBUF_C_TYPE_STRING] = "text",
    [PROTOBUF_C_TYPE_BYTES] = "bytes",
};

static void add_enum(struct page *p, const ProtobufCEnumDescriptor *type)
{
    add(p, "one of ");
    for (unsigned i = 0; i < type->n_values; i++)
        buf_printf(p->out, "%s<code>%s</code>", i ? ", " : "", type->values[i].name);
}

static void add_type(struct page *p, const ProtobufCFieldDescriptor *field)
{
    if (field->label == PROTOBUF_C_LABEL_REPEATED)
        add(p, "list of ");
    if (field->type == PROTOBUF_C_TYPE_ENUM)
        add_enum(p, field->descriptor);
    else if (field->type != PROTOBUF_C_TYPE_MESSAGE)
        add(p, scalar_names[field->type]);
    else if (field->descriptor == &google__protobuf__timestamp__descriptor)
        add(p, "time");
    else
        add_link(p, field->descriptor);
}

static void add_limits(struct page *p, const struct limit *limit)
{
    if (!limit)
        return;
    if (limit->is_needed)
        add(p, "needed; ");
    if (limit->has_range)
        buf_printf(p->out, "%.15g to %.15g; ", limit->least, limit->most);
    if (limit->bytes_max)
        buf_printf(p->out, "up to %zu bytes; ", limit->bytes_max);
    if (limit->items_max)
        buf_printf(p->out, "up to %zu of them; ", limit->items_max);
    if (limit->said && limit->fits)
        add_text(p, limit->said);
}

static void add_message(struct page *p, const ProtobufCMessageDescriptor *type)
{
    buf_printf(p->out,
               "<h3 id=\"%s\"><code>%s</code></h3><div class=\"wide\"><table><thead><tr>"
               "<th scope=\"col\">field</th><th scope=\"col\">is</th><th scope=\"col\">limits</th>"
               "</tr></thead><tbody>",
               schema_name(type), schema_name(type));
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &type->fields[i];

        buf_printf(p->out, "<tr><th scope=\"row\"><code>%s</code></th><td>", field->name);
        add_type(p, field);
        add(p, "</td><td class=\"soft\">");
        add_limits(p, limit_of(p->limits, type, field->name));
        add(p, "</td></tr>");
    }
    add(p, "</tbody></table></div>");
}

void asyncapi_page_write(const struct service *service, const char *version, struct buf *out)
{
    struct page p = {.out = out, .limits = service->limits};
    struct async_way ways[ASYNC_WAYS_MAX];
    size_t count = async_ways(service, ways);

    add(&p, text_file_of(document_files, "head.html"));
    buf_printf(out, "<h1>%s <span class=\"soft\">%s</span></h1><p>", service->name, version);
    add_text(&p, service->role);
    add(&p, ".</p><h2>What it hears and says</h2>");
    for (size_t i = 0; i < count; i++)
        add_way(&p, &ways[i]);
    add(&p, "<h2>Messages</h2><p>As JSON names their fields; in protobuf they are those of "
            "<code>proto/steward/v1</code>. What is left out has its type's empty value.</p>");
    for (size_t i = 0; i < p.type_count; i++) /* grows meanwhile */
        add_message(&p, p.types[i]);
    add(&p, "</main></body></html>\n");
}
