/* id_set: see id_set.h. */
#include "id_set.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"

void id_set_add(struct id_set *set, struct str id)
{
    if (set->count == set->room) {
        set->room = set->room ? set->room * 2 : 1024;
        set->hashes = mem_grow(set->hashes, set->room, sizeof(set->hashes[0]));
    }
    set->hashes[set->count++] = hash_bytes(id.data, id.len);
    set->is_sorted = false;
}

static int compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

bool id_set_has(struct id_set *set, struct str id)
{
    uint64_t hash = hash_bytes(id.data, id.len);

    if (!set->count)
        return false;
    if (!set->is_sorted)
        qsort(set->hashes, set->count, sizeof(set->hashes[0]), compare);
    set->is_sorted = true;
    return bsearch(&hash, set->hashes, set->count, sizeof(set->hashes[0]), compare) != NULL;
}

void id_set_free(struct id_set *set)
{
    mem_free(set->hashes);
    *set = (struct id_set){0};
}
