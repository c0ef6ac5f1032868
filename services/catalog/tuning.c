/* tuning: the follower of rules and synonyms.
 *
 * The sets are kept packed, by tenant and "kind/id"; what searches use is made of them. */
#include "tuning.h"

#include "base/log.h"
#include "base/metrics.h"
#include "index/rules_merchandising.h"
#include "store.h"
#include "store_tuning.h"
#include "words/synonyms.h"
#include "json/message.h"

#define PAGE_ROWS   500
#define RETRY_MS    500
#define RULES_BYTES (32 << 20) /* of a tenant's rules, in memory */
#define SCRATCH     (1 << 20)

struct asking;

struct tuning {
    struct catalog *catalog;
    struct timer *timer;
    int64_t poll_ms;
    int64_t seen;
    bool is_loaded;
    bool ask_again;
    struct asking *asked; /* NULL: nothing is asked of Postgres */
    struct str defaults;  /* owned */
    struct map tenants;   /* of struct tuned, by tenant */
    struct metric *seen_gauge;
};

/* A question to Postgres; it outlives the follower at shutdown. */
struct asking {
    struct tuning *tuning; /* NULL: nobody wants it any more */
};

struct tuned {
    struct map entries; /* of struct entry, by kind/id */
    bool is_stale;
    char id[];
};

struct entry {
    size_t key_len, len;
    char bytes[]; /* the key, then the content */
};

static struct str content_of(const struct entry *entry)
{
    return str_n(entry->bytes + entry->key_len, entry->len);
}

/* ---- what searches use ---- */

static struct merchandising *make_rules(const struct tuned *tuned, struct index *index)
{
    struct arena *arena = arena_new(RULES_BYTES);
    const Steward__V1__MerchandisingRule **rules =
        arena_array(arena, tuned->entries.count + 1, sizeof(const Steward__V1__MerchandisingRule *));
    size_t count = 0;
    struct str key;
    void *entry;

    for (size_t at = 0; map_next(&tuned->entries, &at, &key, &entry);) {
        const ProtobufCMessage *rule =
            str_starts(key, STR(TUNING_RULE "/"))
                ? message_unpack(&steward__v1__merchandising_rule__descriptor, content_of(entry), arena, NULL)
                : NULL;

        if (rule)
            rules[count++] = (const Steward__V1__MerchandisingRule *)rule;
    }
    if (count)
        return merchandising_new(arena, rules, count, index_tokeniser(index));
    arena_free(arena);
    return NULL;
}

/* The shop's own first: they have the first right to a word's places. */
static struct synonyms *make_synonyms(const struct tuning *tuning, const struct tuned *tuned,
                                      struct index *index)
{
    struct arena *arena = arena_new(SCRATCH);
    struct buf text = {0};
    struct synonyms *synonyms;
    struct str key;
    size_t left_out;
    void *entry;

    for (size_t at = 0; tuned && map_next(&tuned->entries, &at, &key, &entry);) {
        const Steward__V1__Synonym *synonym;

        if (!str_starts(key, STR(TUNING_SYNONYM "/")))
            continue;
        synonym = (const Steward__V1__Synonym *)message_unpack(&steward__v1__synonym__descriptor,
                                                               content_of(entry), arena, NULL);
        if (synonym) {
            buf_str(&text, str_of(synonym->rule));
            buf_char(&text, '\n');
        }
        arena_reset(arena);
    }
    buf_str(&text, tuning->defaults);
    synonyms = synonyms_read(buf_as_str(&text), index_tokeniser(index), &left_out);
    buf_free(&text);
    arena_free(arena);
    return synonyms;
}

void tuning_apply(struct tuning *tuning, struct str tenant_id, struct index *index)
{
    const struct tuned *tuned = tuning ? map_get(&tuning->tenants, tenant_id) : NULL;

    if (!tuning)
        return;
    index_use_synonyms(index, make_synonyms(tuning, tuned, index));
    index_use_merchandising(index, tuned ? make_rules(tuned, index) : NULL);
}

static void apply_stale(struct tuning *tuning)
{
    struct str id;
    void *value;

    for (size_t at = 0; map_next(&tuning->tenants, &at, &id, &value);) {
        struct tuned *tuned = value;
        struct index *index = tuned->is_stale ? catalog_index(tuning->catalog, id) : NULL;

        tuned->is_stale = false;
        if (index)
            tuning_apply(tuning, id, index);
    }
}

/* ---- what is known ---- */

static struct tuned *tuned_of(struct tuning *tuning, struct str tenant_id)
{
    struct tuned *tuned = map_get(&tuning->tenants, tenant_id);

    if (tuned || tuning->tenants.count >= tuning->catalog->tenants_max)
        return tuned;
    tuned = mem_alloc(sizeof(*tuned) + tenant_id.len + 1);
    memcpy(tuned->id, tenant_id.data, tenant_id.len);
    map_put(&tuning->tenants, str_n(tuned->id, tenant_id.len), tuned);
    return tuned;
}

static void forget(struct tuned *tuned, struct str key)
{
    struct entry *entry = map_get(&tuned->entries, key);

    if (!entry)
        return;
    map_remove(&tuned->entries, key);
    mem_free(entry);
}

static void take(struct tuning *tuning, const struct tuning_change *change)
{
    struct tuned *tuned = tuned_of(tuning, change->tenant_id);
    struct buf key = {0};
    struct entry *entry;

    if (!tuned)
        return;
    buf_str(&key, change->kind);
    buf_char(&key, '/');
    buf_str(&key, change->id);
    forget(tuned, buf_as_str(&key));
    tuned->is_stale = true;
    if (change->content.data) {
        entry = mem_alloc(sizeof(*entry) + key.len + change->content.len);
        entry->key_len = key.len;
        entry->len = change->content.len;
        memcpy(entry->bytes, key.data, key.len);
        if (entry->len)
            memcpy(entry->bytes + key.len, change->content.data, entry->len);
        map_put(&tuned->entries, str_n(entry->bytes, key.len), entry);
    }
    buf_free(&key);
}

static void tuned_free(struct tuned *tuned)
{
    struct str key;
    void *entry;

    for (size_t at = 0; map_next(&tuned->entries, &at, &key, &entry);)
        mem_free(entry);
    map_free(&tuned->entries);
    mem_free(tuned);
}

/* ---- following ---- */

static void ask(struct tuning *tuning);

static void take_page(struct tuning *tuning, const struct pg_result *rows)
{
    int count = pg_rows(rows);

    for (int row = 0; row < count; row++) {
        struct tuning_change change = store_tuning_change(rows, row);

        take(tuning, &change);
        tuning->seen = change.sequence;
    }
    metric_set(tuning->seen_gauge, (double)tuning->seen);
    if (count == PAGE_ROWS) {
        ask(tuning);
        return;
    }
    apply_stale(tuning);
    if (!tuning->is_loaded) {
        tuning->is_loaded = true;
        catalog_part_loaded(tuning->catalog);
    }
    timer_set(tuning->timer, tuning->ask_again ? 0 : tuning->poll_ms);
}

static void on_page(void *owner, const struct pg_outcome *outcome)
{
    struct asking *asking = owner;
    struct tuning *tuning = asking->tuning;

    mem_free(asking);
    if (!tuning)
        return;
    tuning->asked = NULL;
    if (!outcome->err) {
        take_page(tuning, outcome->results[0]);
        return;
    }
    if (!tuning->is_loaded)
        log_warn("rules and synonyms cannot be loaded yet", {"why", LOG_TEXT(outcome->err->text)});
    timer_set(tuning->timer, RETRY_MS);
}

static void ask(struct tuning *tuning)
{
    struct pg_batch *batch = pg_batch_for(process_postgres(tuning->catalog->process),
                                          PG_ALL_TENANTS); /* rules and synonyms of each */

    tuning->ask_again = false;
    tuning->asked = mem_new(struct asking);
    tuning->asked->tuning = tuning;
    store_tuning_changes(batch, tuning->seen, PAGE_ROWS);
    pg_send(batch, STORE_DEADLINE_MS, on_page, tuning->asked);
}

static void on_timer(void *owner)
{
    struct tuning *tuning = owner;

    if (!tuning->asked)
        ask(tuning);
}

struct tuning *tuning_new(struct catalog *catalog, struct str defaults)
{
    struct tuning *tuning = mem_new(struct tuning);
    char *copy = mem_alloc(defaults.len + 1);

    if (defaults.len)
        memcpy(copy, defaults.data, defaults.len);
    tuning->catalog = catalog;
    tuning->defaults = str_n(copy, defaults.len);
    tuning->poll_ms = config_int(process_config(catalog->process), "STEWARD_CATALOG_POLL_MS");
    tuning->timer = timer_new(process_loop(catalog->process), on_timer, tuning);
    tuning->seen_gauge = metric_gauge("steward_catalog_tuning_sequence",
                                      "Rules and synonyms up to this change are in force.", "");
    timer_set(tuning->timer, 0);
    return tuning;
}

void tuning_free(struct tuning *tuning)
{
    struct str id;
    void *tuned;

    if (!tuning)
        return;
    if (tuning->asked)
        tuning->asked->tuning = NULL;
    for (size_t at = 0; map_next(&tuning->tenants, &at, &id, &tuned);)
        tuned_free(tuned);
    map_free(&tuning->tenants);
    timer_free(tuning->timer);
    mem_free((char *)(uintptr_t)tuning->defaults.data);
    mem_free(tuning);
}

void tuning_poll(struct tuning *tuning)
{
    tuning->ask_again = true;
    if (!tuning->asked)
        timer_set(tuning->timer, 0);
}

void tuning_on_change(struct catalog *catalog, const Steward__V1__TuningChange *change)
{
    if (catalog->tuning && change->sequence > catalog->tuning->seen)
        tuning_poll(catalog->tuning);
}

bool tuning_is_loaded(const struct tuning *tuning)
{
    return tuning->is_loaded;
}
