/* looks: the whole pictures' descriptors stand side by side, and all of them are gone through; those of the
 * nearest are then gone through with their cuts, for who takes a photo of a picture seldom has all of it. */
#include "pictures/looks.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"

#define ROOM      208  /* of a descriptor: whole vectors of the processor */
#define NEAR_MAX  32   /* that are looked at with their cuts */
#define SAME      600  /* so little differ two copies of one picture */
#define STRANGER  3000 /* so much differs another picture, if there is none to compare with */
#define RATIO_MAX 0.7  /* of the distances to the nearest and to the nearest other picture */

struct look {
    uint64_t url; /* hash */
    int64_t due_ms;
    uint8_t (*cuts)[ROOM]; /* LOOK_CUTS; NULL: nobody has had it */
    struct str id;
    char text[];
};

struct looks {
    struct map by_id; /* to the place + 1 */
    struct look **all;
    uint8_t (*wholes)[ROOM]; /* at the same places */
    size_t count, room;
};

struct near {
    size_t at;
    unsigned far;
};

struct looks *looks_new(void)
{
    return mem_new(struct looks);
}

void looks_free(struct looks *looks)
{
    if (!looks)
        return;
    for (size_t i = 0; i < looks->count; i++) {
        mem_free(looks->all[i]->cuts);
        mem_free(looks->all[i]);
    }
    map_free(&looks->by_id);
    mem_free(looks->all);
    mem_free(looks->wholes);
    mem_free(looks);
}

static const struct look *look_of(const struct looks *looks, struct str product_id)
{
    uintptr_t place = (uintptr_t)map_get(&looks->by_id, product_id);

    return place ? looks->all[place - 1] : NULL;
}

static size_t place_for(struct looks *looks, struct str product_id)
{
    uintptr_t place = (uintptr_t)map_get(&looks->by_id, product_id);
    struct look *look;

    if (place)
        return place - 1;
    if (looks->count == looks->room) {
        looks->room = looks->room ? looks->room * 2 : 64;
        looks->all = mem_grow(looks->all, looks->room, sizeof(*looks->all));
        looks->wholes = mem_grow(looks->wholes, looks->room, sizeof(*looks->wholes));
    }
    look = mem_alloc(sizeof(*look) + product_id.len);
    memcpy(look->text, product_id.data, product_id.len);
    look->id = str_n(look->text, product_id.len);
    looks->all[looks->count] = look;
    memset(looks->wholes[looks->count], 0, ROOM);
    map_put(&looks->by_id, look->id, (void *)(looks->count + 1));
    return looks->count++;
}

static bool is_whole(const Steward__V1__Fingerprint *f)
{
    bool is_whole = f && f->descriptor.len == LOOK_BYTES && f->n_cuts == LOOK_CUTS;

    for (size_t i = 0; is_whole && i < LOOK_CUTS; i++)
        is_whole = f->cuts[i].len == LOOK_BYTES;
    return is_whole;
}

static void fill(uint8_t *to, ProtobufCBinaryData from)
{
    memset(to + LOOK_BYTES, 0, ROOM - LOOK_BYTES);
    memcpy(to, from.data, LOOK_BYTES);
}

void looks_put(struct looks *looks, struct str product_id, struct str image_url,
               const Steward__V1__Fingerprint *fingerprint, int64_t due_ms)
{
    size_t at = place_for(looks, product_id);
    struct look *look = looks->all[at];

    look->url = hash_bytes(image_url.data, image_url.len);
    look->due_ms = due_ms;
    mem_free(look->cuts);
    look->cuts = NULL;
    if (!is_whole(fingerprint))
        return;
    look->cuts = mem_array(LOOK_CUTS, sizeof(*look->cuts));
    fill(looks->wholes[at], fingerprint->descriptor);
    for (size_t i = 0; i < LOOK_CUTS; i++)
        fill(look->cuts[i], fingerprint->cuts[i]);
}

static bool is_of(const struct look *look, struct str image_url)
{
    return look && look->url == hash_bytes(image_url.data, image_url.len);
}

bool looks_are_due(const struct looks *looks, struct str product_id, struct str image_url, int64_t now_ms)
{
    const struct look *look = look_of(looks, product_id);

    return !is_of(look, image_url) || (!look->cuts && now_ms >= look->due_ms);
}

bool looks_are_of(const struct looks *looks, struct str product_id, struct str image_url)
{
    return is_of(look_of(looks, product_id), image_url);
}

/* ---- finding ---- */

static unsigned apart(const uint8_t *one, const uint8_t *other)
{
    unsigned sum = 0;

    for (size_t i = 0; i < ROOM; i++)
        sum += (unsigned)abs(one[i] - other[i]);
    return sum;
}

/* In their order; how many there are is returned. */
static size_t add(struct near *nearest, size_t count, struct near one)
{
    size_t at = count < NEAR_MAX ? count : NEAR_MAX - 1;

    for (; at > 0 && nearest[at - 1].far > one.far; at--)
        nearest[at] = nearest[at - 1];
    nearest[at] = one;
    return count < NEAR_MAX ? count + 1 : count;
}

static unsigned apart_if_cut(const struct looks *looks, const uint8_t *photo, const struct near *near)
{
    const struct look *look = looks->all[near->at];
    unsigned least = near->far;

    for (size_t i = 0; i < LOOK_CUTS; i++) {
        unsigned far = apart(photo, look->cuts[i]);

        least = far < least ? far : least;
    }
    return least;
}

/* How far the nearest is that is not the same picture as the first. */
static unsigned next_far(const struct looks *looks, const struct near *nearest, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (nearest[i].far >= STRANGER ||
            apart(looks->wholes[nearest[0].at], looks->wholes[nearest[i].at]) > SAME)
            return nearest[i].far < STRANGER ? nearest[i].far : STRANGER;
    return STRANGER;
}

bool looks_find(const struct looks *looks, ProtobufCBinaryData descriptor,
                bool (*is_there)(const void *owner, struct str product_id), const void *owner,
                struct likeness *ret_likeness)
{
    struct near nearest[NEAR_MAX], refined[NEAR_MAX];
    size_t count = 0, kept = 0;
    uint8_t photo[ROOM];
    double ratio;

    if (descriptor.len != LOOK_BYTES)
        return false;
    fill(photo, descriptor);
    for (size_t i = 0; i < looks->count; i++) {
        unsigned far = apart(photo, looks->wholes[i]);

        if ((count < NEAR_MAX || far < nearest[NEAR_MAX - 1].far) && looks->all[i]->cuts &&
            is_there(owner, looks->all[i]->id))
            count = add(nearest, count, (struct near){i, far});
    }
    for (size_t i = 0; i < count; i++)
        kept = add(refined, kept, (struct near){nearest[i].at, apart_if_cut(looks, photo, &nearest[i])});
    if (!count)
        return false;
    ratio = (double)refined[0].far / next_far(looks, refined, kept);
    *ret_likeness = (struct likeness){looks->all[refined[0].at]->id, 1 - ratio * ratio};
    return ratio <= RATIO_MAX;
}
