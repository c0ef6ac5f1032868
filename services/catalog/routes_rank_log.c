/* routes_rank_log: what was shown and clicked, for `steward rank`. */
#include "routes_parts.h"
#include "store.h"
#include "store_learning.h"
#include "json/message.h"

#define LIST_DEFAULT 500
#define LIST_BYTES   (8 << 20) /* of memory; a page of long answers is shorter */

typedef Steward__V1__RankLog__Entry entry_message;

static void read_positions(struct str text, entry_message *entry, struct arena *arena)
{
    struct str part;

    entry->clicked = arena_array(arena, text.len / 2 + 1, sizeof(*entry->clicked));
    while (str_split(&text, ',', &part)) {
        int64_t position;

        if (str_to_int64(part, &position))
            entry->clicked[entry->n_clicked++] = (int32_t)position;
    }
}

static void on_listed(void *owner, const struct pg_outcome *outcome)
{
    struct product_call *p = owner;
    struct arena *arena = call_arena(p->call);
    Steward__V1__RankLog *log;
    const struct pg_result *rows;
    struct error err;

    if (outcome->err) {
        call_fail(p->call, outcome->err);
        return;
    }
    rows = outcome->results[0];
    log = message_new(&steward__v1__rank_log__descriptor, arena);
    log->entries = arena_array(arena, (size_t)pg_rows(rows) + 1, sizeof(*log->entries));
    for (int row = 0; row < pg_rows(rows) && arena_used(arena) < LIST_BYTES; row++) {
        entry_message *entry = message_new(&steward__v1__rank_log__entry__descriptor, arena);

        entry->impression = (Steward__V1__Impression *)message_unpack(&steward__v1__impression__descriptor,
                                                                      pg_text(rows, row, 0), arena, &err);
        if (!entry->impression) {
            call_fail(p->call, &err);
            return;
        }
        read_positions(pg_text(rows, row, 1), entry, arena);
        log->entries[log->n_entries++] = entry;
    }
    call_reply(p->call, 200, &log->base);
}

void rank_log_list(struct call *call)
{
    struct str after;
    int64_t limit = LIST_DEFAULT;
    struct product_call *p = product_call_begin_page(call, &after, &limit);

    if (!p)
        return;
    store_rank_log(p->batch, p->tenant_id, after, limit);
    pg_send(p->batch, STORE_DEADLINE_MS, on_listed, p);
}
