/* pictures: the follower of what is known of products' pictures, and who is asked about a photo. */
#include "pictures/pictures_parts.h"

#include "base/log.h"
#include "pictures/store_pictures.h"
#include "store.h"
#include "json/message.h"

#define PAGE_ROWS   200
#define RETRY_MS    500
#define PRINT_BYTES (16 << 10) /* of one fingerprint, in memory */

struct tenant_looks {
    struct looks *looks;
    size_t len;
    char id[];
};

/* A question to Postgres; it outlives the follower at shutdown. */
struct picture_page {
    struct pictures *pictures; /* NULL: nobody wants it any more */
};

static void ask(struct pictures *pictures);

struct looks *pictures_looks(const struct pictures *pictures, struct str tenant_id)
{
    const struct tenant_looks *tenant = map_get(&pictures->tenants, tenant_id);

    return tenant ? tenant->looks : NULL;
}

static struct looks *looks_for(struct pictures *pictures, struct str tenant_id)
{
    struct tenant_looks *tenant = map_get(&pictures->tenants, tenant_id);

    if (tenant || pictures->tenants.count >= pictures->catalog->tenants_max)
        return tenant ? tenant->looks : NULL;
    tenant = mem_alloc(sizeof(*tenant) + tenant_id.len);
    tenant->looks = looks_new();
    memcpy(tenant->id, tenant_id.data, tenant_id.len);
    map_put(&pictures->tenants, str_n(tenant->id, tenant_id.len), tenant);
    return tenant->looks;
}

/* ---- following ---- */

static void take(struct pictures *pictures, const struct picture_change *change, struct arena *arena)
{
    struct looks *looks = looks_for(pictures, change->tenant_id);
    const ProtobufCMessage *fingerprint =
        change->fingerprint.data
            ? message_unpack(&steward__v1__fingerprint__descriptor, change->fingerprint, arena, NULL)
            : NULL;

    if (looks)
        looks_put(looks, change->product_id, change->image_url, (const Steward__V1__Fingerprint *)fingerprint,
                  change->due_ms);
    pictures->seen = change->sequence;
}

static void take_page(struct pictures *pictures, const struct pg_result *rows)
{
    struct arena *arena = arena_new(PRINT_BYTES);
    int count = pg_rows(rows);

    for (int row = 0; row < count; row++) {
        struct picture_change change = store_pictures_change(rows, row);

        take(pictures, &change, arena);
        arena_reset(arena);
    }
    arena_free(arena);
    if (count == PAGE_ROWS) {
        ask(pictures);
        return;
    }
    if (!pictures->is_caught_up)
        walk_begin(pictures);
    pictures->is_caught_up = true;
    timer_set(pictures->follow_timer, pictures->poll_ms);
}

static void on_page(void *owner, const struct pg_outcome *outcome)
{
    struct picture_page *page = owner;
    struct pictures *pictures = page->pictures;

    mem_free(page);
    if (!pictures)
        return;
    pictures->asked = NULL;
    if (outcome->err)
        timer_set(pictures->follow_timer, RETRY_MS);
    else
        take_page(pictures, outcome->results[0]);
}

static void ask(struct pictures *pictures)
{
    struct pg_batch *batch =
        pg_batch_for(process_postgres(pictures->catalog->process), PG_ALL_TENANTS); /* the pictures of each */

    pictures->asked = mem_new(struct picture_page);
    pictures->asked->pictures = pictures;
    store_pictures_changes(batch, pictures->seen, PAGE_ROWS);
    pg_send(batch, STORE_DEADLINE_MS, on_page, pictures->asked);
}

static void on_follow(void *owner)
{
    ask(owner);
}

struct pictures *pictures_new(struct catalog *catalog)
{
    const struct config *config = process_config(catalog->process);
    struct pictures *pictures;

    if (!config_bool(config, "STEWARD_CATALOG_PICTURES"))
        return NULL;
    pictures = mem_new(struct pictures);
    pictures->catalog = catalog;
    pictures->poll_ms = config_int(config, "STEWARD_CATALOG_POLL_MS");
    pictures->looked_at =
        metric_counter("steward_catalog_pictures_total", "Pictures of products looked at.", "");
    list_init(&pictures->out);
    pictures->follow_timer = timer_new(process_loop(catalog->process), on_follow, pictures);
    timer_set(pictures->follow_timer, 0);
    return pictures;
}

void pictures_free(struct pictures *pictures)
{
    struct str id;
    void *value;

    if (!pictures)
        return;
    if (pictures->asked)
        pictures->asked->pictures = NULL;
    walk_end(pictures);
    timer_free(pictures->follow_timer);
    for (size_t at = 0; map_next(&pictures->tenants, &at, &id, &value);) {
        looks_free(((struct tenant_looks *)value)->looks);
        mem_free(value);
    }
    map_free(&pictures->tenants);
    mem_free(pictures);
}

/* ---- photos ---- */

struct asked_of {
    const struct index *index;
    const struct looks *looks;
};

/* The product may be gone, or have another picture by now. */
static bool is_there(const void *owner, struct str product_id)
{
    const struct asked_of *of = owner;
    uint32_t number;

    return index_find(of->index, product_id, &number) &&
           looks_are_of(of->looks, product_id, str_of(product_image(index_product(of->index, number))));
}

bool pictures_find(const struct pictures *pictures, struct str tenant_id, const struct index *index,
                   const Steward__V1__Fingerprint *photo, struct likeness *ret_likeness)
{
    struct asked_of of = {index, pictures ? pictures_looks(pictures, tenant_id) : NULL};

    return of.looks && looks_find(of.looks, photo->descriptor, is_there, &of, ret_likeness);
}
