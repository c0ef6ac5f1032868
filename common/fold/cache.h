/* fold/cache.h: instances as they were last written, up to so many bytes. Inside of the driver only. */
#pragma once

#include "base/list.h"
#include "base/map.h"
#include "fold/decide.h"

struct cached {
    struct link link; /* least recently used first */
    char *key;
    size_t key_len;
    struct str state, book; /* one block, owned */
    int64_t version;
};

struct cache {
    struct map map;
    struct link order;
    size_t bytes;
};

const struct cached *cache_get(struct cache *cache, struct str key);
void cache_put(struct cache *cache, const struct instance *instance); /* as it was packed */
void cache_drop(struct cache *cache, struct str key);
void cache_clear(struct cache *cache);
