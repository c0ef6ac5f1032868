/* changes: a ProductChange for each row that was written. */
#include "changes.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"

void changes_publish(struct process *process, struct str tenant_id, struct str product_id, int64_t sequence,
                     const Steward__V1__Product *product)
{
    struct arena *arena = arena_new(4 << 20);
    Steward__V1__ProductChange change;
    struct record record;
    struct event event = {
        .source = STR("catalog"),
        .subject = product_id,
        .key = product_id,
        .tenant = tenant_id,
        .time_ms = clock_wall_ms(),
        .message = &change.base,
    };
    struct error err;
    char id[ID_SIZE];

    steward__v1__product_change__init(&change);
    id_new(id);
    event.id = str_of(id);
    change.tenant_id = str_c(arena, tenant_id);
    change.product_id = str_c(arena, product_id);
    change.sequence = sequence;
    change.product = (Steward__V1__Product *)(uintptr_t)product;
    event_write(&event, topic_catalog_changes.name, arena, &record);
    if (arena_failed(arena) || !bus_publish(process_bus(process), &record, NULL, NULL, &err))
        log_debug("a change is left to the feed", {"product", LOG_STR(product_id)});
    arena_free(arena);
}
