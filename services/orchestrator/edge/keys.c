#include "edge/keys.h"

#include "accounts/api_keys.h"
#include "auth/key.h"
#include "base/map.h"
#include "orchestrator.h"

#define FIND_MS  2000
#define WRITE_MS 10000
#define PAUSE_MS 10000
#define USES_MAX 4096 /* of keys within one pause; more are not noted */

struct key_uses {
    struct process *process;
    struct timer *timer;
    struct map noted;
    char ids[USES_MAX][KEY_ID_CHARS + 1];
};

struct find {
    struct process *process;
    enum principal_kind kind;
    key_found_fn *found;
    void *owner;
    struct deferred later;
};

/* ---- when they were used ---- */

static void note_use(struct process *process, struct str key_id)
{
    const struct orchestrator *own = process_own(process);
    struct key_uses *uses = own ? own->key_uses : NULL;
    char *id;

    if (!uses || uses->noted.count == USES_MAX || key_id.len != KEY_ID_CHARS || map_get(&uses->noted, key_id))
        return;
    id = uses->ids[uses->noted.count];
    memcpy(id, key_id.data, KEY_ID_CHARS);
    map_put(&uses->noted, str_n(id, KEY_ID_CHARS), id);
}

static void on_written(void *owner, const struct pg_outcome *outcome)
{
    (void)owner;
    (void)outcome; /* it says when a key was used last, roughly: the next use says it again */
}

static void write_uses(void *owner)
{
    struct key_uses *uses = owner;
    struct postgres *pg = process_postgres(uses->process);
    struct pg_array ids = {0};
    struct pg_batch *batch;

    timer_set(uses->timer, PAUSE_MS);
    if (!uses->noted.count || !pg || postgres_trouble(pg))
        return;
    for (size_t i = 0; i < uses->noted.count; i++)
        pg_array_add(&ids, PG_STR(str_n(uses->ids[i], KEY_ID_CHARS)));
    batch = pg_batch_for(pg, PG_ALL_TENANTS); /* a key says whose it is only once it is found */
    api_keys_used(batch, &ids);
    pg_send(batch, WRITE_MS, on_written, NULL);
    pg_array_free(&ids);
    map_free(&uses->noted);
}

struct key_uses *key_uses_start(struct process *process)
{
    struct key_uses *uses = mem_new(struct key_uses);

    uses->process = process;
    uses->timer = timer_new(process_loop(process), write_uses, uses);
    timer_set(uses->timer, PAUSE_MS);
    return uses;
}

void key_uses_stop(struct key_uses *uses)
{
    timer_free(uses->timer);
    map_free(&uses->noted);
    mem_free(uses);
}

/* ---- whose they are ---- */

static void on_looked(void *owner, const struct pg_outcome *outcome)
{
    struct find *find = owner;
    struct key_record record;
    bool is_there = !outcome->err && pg_rows(outcome->results[0]) > 0;

    if (is_there) {
        record.principal = api_key_owner(outcome->results[0], 0, &record.digest);
        record.principal.kind = find->kind;
    }
    if (is_there && find->kind == PRINCIPAL_KEY)
        note_use(find->process, record.principal.subject);
    find->found(find->owner, is_there ? &record : NULL, outcome->err);
    mem_free(find);
}

static void say_not_now(void *owner)
{
    struct find *find = owner;
    struct error err;

    error_set(&err, ERROR_RETRY, "postgres", "it is not connected yet");
    find->found(find->owner, NULL, &err);
    mem_free(find);
}

void key_look(struct process *process, enum principal_kind kind, struct pg_batch *batch, key_found_fn *found,
              void *owner)
{
    struct find *find = mem_new(struct find);

    *find = (struct find){process, kind, found, owner, {.fn = say_not_now, .owner = find}};
    if (batch)
        pg_send(batch, FIND_MS, on_looked, find);
    else
        loop_defer(process_loop(process), &find->later);
}

struct pg_batch *key_look_batch(struct process *process)
{
    struct postgres *pg = process_postgres(process);

    return pg ? pg_batch_for(pg, PG_ALL_TENANTS) : NULL; /* whose it is says the row */
}

void key_find(struct process *process, struct str key_id, key_found_fn *found, void *owner)
{
    struct pg_batch *batch = key_look_batch(process);

    if (batch)
        api_key_find(batch, key_id);
    key_look(process, PRINCIPAL_KEY, batch, found, owner);
}
