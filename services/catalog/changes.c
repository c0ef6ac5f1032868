/* changes: a ProductChange for each product that was written, a TuningChange for each rule or synonym. */
#include "changes.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"

static char *buf_c(struct buf *buf, struct str text)
{
    buf_str(buf, text);
    buf_char(buf, '\0');
    return buf->data;
}

static void publish(struct process *process, struct str tenant_id, struct str key,
                    const ProtobufCMessage *change)
{
    struct arena *arena = arena_new(4 << 20);
    struct record record;
    struct event event = {
        .source = STR("catalog"),
        .subject = key,
        .key = key,
        .tenant = tenant_id,
        .time_ms = clock_wall_ms(),
        .message = change,
    };
    struct error err;
    char id[ID_SIZE];

    id_new(id);
    event.id = str_of(id);
    event_write(&event, topic_catalog_changes.name, arena, &record);
    if (arena_failed(arena) || !bus_publish(process_bus(process), &record, NULL, NULL, &err))
        log_debug("a change is left to the feed", {"what", LOG_STR(key)});
    arena_free(arena);
}

void changes_publish(struct process *process, struct str tenant_id, struct str product_id, int64_t sequence,
                     const Steward__V1__Product *product)
{
    Steward__V1__ProductChange change;
    struct buf tenant = {0}, id = {0};

    steward__v1__product_change__init(&change);
    change.tenant_id = buf_c(&tenant, tenant_id);
    change.product_id = buf_c(&id, product_id);
    change.sequence = sequence;
    change.product = (Steward__V1__Product *)(uintptr_t)product;
    publish(process, tenant_id, product_id, &change.base);
    buf_free(&tenant);
    buf_free(&id);
}

void changes_publish_tuning(struct process *process, struct str tenant_id, int64_t sequence)
{
    Steward__V1__TuningChange change;
    struct buf tenant = {0};

    steward__v1__tuning_change__init(&change);
    change.tenant_id = buf_c(&tenant, tenant_id);
    change.sequence = sequence;
    publish(process, tenant_id, tenant_id, &change.base);
    buf_free(&tenant);
}
