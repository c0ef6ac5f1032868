/* base/map.h: a hash map from text to a pointer.
 *
 * The map borrows its keys: they must live as long as the entry (usually they are part of the value). It does
 * not own the values. Adding while walking is not allowed; removing the entry just returned is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct map {
    struct map_slot *slots;
    size_t room;
    size_t count;
    size_t dead;
};

void *map_get(const struct map *map, struct str key);        /* NULL: not there */
void *map_put(struct map *map, struct str key, void *value); /* returns the value it replaced, or NULL */
void *map_remove(struct map *map, struct str key);           /* returns the value, or NULL */
/* for (size_t at = 0; map_next(&map, &at, &key, &value);) */
bool map_next(const struct map *map, size_t *at, struct str *ret_key, void **ret_value);
void map_free(struct map *map); /* the slots; leaves an empty map */

uint64_t hash_bytes(const void *data, size_t len); /* stable within a process only */
/* The same in every process and for good (FNV-1a), and no protection against who looks for collisions.
 * `before`: of what came before, else 0. */
uint64_t hash_for_good(uint64_t before, const void *data, size_t len);
