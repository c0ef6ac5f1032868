/* pictures_walk: goes through the products, a piece of them at a time, and has looked at what is due; when it
 * is through, it begins anew after a while. */
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "feed.h"
#include "pictures/pictures_parts.h"

#define PIECE       1000  /* products in one turn of the loop */
#define AT_ONCE     4     /* being looked at; the media service has other things to do */
#define PAUSE_MS    1000  /* after a failure: the media service is away, or Postgres is */
#define AGAIN_MS    60000 /* after a round, for what is to be tried again; what has changed comes at once */
#define ARENA_BYTES (16 << 10)

struct looking {
    struct link link;
    struct pictures *pictures; /* NULL: nobody waits for it any more */
    struct arena *arena;
    Steward__V1__ProductPicture picture;
};

static void on_looked(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct looking *looking = owner;
    struct pictures *pictures = looking->pictures;

    if (pictures) {
        list_remove(&looking->link);
        pictures->out_count--;
        if (!err && ((const Steward__V1__ProductLook *)answer)->fingerprint)
            metric_add(pictures->looked_at, 1);
        if (err && !pictures->is_failing)
            log_warn("pictures of products cannot be looked at", {"why", LOG_TEXT(err->text)});
        pictures->is_failing = err != NULL;
        timer_set(pictures->walk_timer, err ? PAUSE_MS : 0);
    }
    arena_free(looking->arena);
    mem_free(looking);
}

static bool is_out(const struct pictures *pictures, const char *product_id)
{
    list_each(at, &pictures->out)
    {
        const struct looking *looking = list_item(at, struct looking, link);

        if (!strcmp(looking->picture.product_id, product_id) &&
            !strcmp(looking->picture.tenant_id, pictures->tenant))
            return true;
    }
    return false;
}

static void look(struct pictures *pictures, const struct product *product)
{
    struct looking *looking = mem_new(struct looking);

    looking->pictures = pictures;
    looking->arena = arena_new(ARENA_BYTES);
    steward__v1__product_picture__init(&looking->picture);
    looking->picture.tenant_id = str_c(looking->arena, str_of(pictures->tenant));
    looking->picture.product_id = str_c(looking->arena, str_of(product_id(product)));
    looking->picture.image_url = str_c(looking->arena, str_of(product_image(product)));
    list_push(&pictures->out, &looking->link);
    pictures->out_count++;
    flow_start(pictures->catalog->process, &flow_look, &looking->picture.base, on_looked, looking);
}

static bool is_due(const struct pictures *pictures, const struct looks *looks, const struct product *product)
{
    struct str image = str_of(product_image(product));

    return image.len && !is_out(pictures, product_id(product)) &&
           (!looks || looks_are_due(looks, str_of(product_id(product)), image, clock_wall_ms()));
}

/* False: its products have been gone through. */
static bool walk_tenant(struct pictures *pictures, const struct index *index, int *left)
{
    const struct looks *looks = pictures_looks(pictures, str_of(pictures->tenant));

    for (; pictures->number < index_limit(index); pictures->number++) {
        const struct product *product = index_product(index, pictures->number);

        if (!*left || pictures->out_count == AT_ONCE)
            return true;
        --*left;
        if (product && is_due(pictures, looks, product))
            look(pictures, product);
    }
    return false;
}

/* Tenants that come in between are met in this round or in the next. */
static bool next_tenant(struct pictures *pictures)
{
    struct str id;
    void *tenant;

    pictures->number = 0;
    if (!map_next(&pictures->catalog->tenants, &pictures->tenant_at, &id, &tenant)) {
        pictures->tenant_at = 0;
        pictures->tenant[0] = '\0';
        return false;
    }
    snprintf(pictures->tenant, sizeof(pictures->tenant), "%.*s", (int)id.len, id.data);
    return true;
}

/* At the beginning of a round. */
static bool is_worth_it(struct pictures *pictures)
{
    int64_t sequence = feed_sequence(pictures->catalog->feed), now_ms = clock_mono_ms();

    if (pictures->tenant[0])
        return true;
    if (sequence == pictures->walked && now_ms < pictures->again_ms)
        return false;
    pictures->walked = sequence;
    pictures->again_ms = now_ms + AGAIN_MS;
    return true;
}

static void on_walk(void *owner)
{
    struct pictures *pictures = owner;
    int left = PIECE;

    if (!is_worth_it(pictures)) {
        timer_set(pictures->walk_timer, pictures->poll_ms);
        return;
    }
    do {
        const struct index *index = catalog_index(pictures->catalog, str_of(pictures->tenant));

        if (index && walk_tenant(pictures, index, &left)) {
            if (pictures->out_count < AT_ONCE) /* else who is through with one goes on */
                timer_set(pictures->walk_timer, 1);
            return;
        }
    } while (next_tenant(pictures));
    timer_set(pictures->walk_timer, pictures->poll_ms);
}

void walk_begin(struct pictures *pictures)
{
    pictures->walk_timer = timer_new(process_loop(pictures->catalog->process), on_walk, pictures);
    timer_set(pictures->walk_timer, 0);
}

void walk_end(struct pictures *pictures)
{
    list_each(at, &pictures->out)
    {
        struct looking *looking = list_item(at, struct looking, link);

        looking->pictures = NULL;
    }
    timer_free(pictures->walk_timer);
}
