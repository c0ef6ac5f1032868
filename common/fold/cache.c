/* fold/cache.c: instances as they were last written, packed, so that a batch costs one round trip. A wrong
 * entry is found out by the compare-and-set on its version; forgetting one costs a read. */
#include "fold/cache.h"

#define CACHE_MAX_BYTES (8 << 20)

static size_t cached_size(const struct cached *cached)
{
    return sizeof(*cached) + cached->key_len + cached->state.len + cached->book.len + 64;
}

static void forget(struct cache *cache, struct cached *cached)
{
    map_remove(&cache->map, str_n(cached->key, cached->key_len));
    list_remove(&cached->link);
    cache->bytes -= cached_size(cached);
    mem_free(cached->key);
    mem_free(cached);
}

const struct cached *cache_get(struct cache *cache, struct str key)
{
    struct cached *cached = map_get(&cache->map, key);

    if (cached) {
        list_remove(&cached->link);
        list_push(&cache->order, &cached->link);
    }
    return cached;
}

void cache_drop(struct cache *cache, struct str key)
{
    struct cached *cached = map_get(&cache->map, key);

    if (cached)
        forget(cache, cached);
}

void cache_clear(struct cache *cache)
{
    while (!list_is_empty(&cache->order))
        forget(cache, list_item(cache->order.next, struct cached, link));
    map_free(&cache->map);
}

static struct str append(char **at, struct str text)
{
    struct str copy = {*at, text.len};

    memcpy(*at, text.data, text.len);
    *at += text.len;
    return copy;
}

void cache_put(struct cache *cache, const struct instance *instance)
{
    struct cached *cached = mem_new(struct cached);
    struct str state = instance->packed_state, book = instance->packed_book;
    char *block = mem_alloc(instance->key.len + state.len + book.len + 1);

    cache_drop(cache, instance->key);
    cached->key = block;
    cached->key_len = instance->key.len;
    append(&block, instance->key);
    cached->state = append(&block, state);
    cached->book = append(&block, book);
    cached->version = instance->version;
    map_put(&cache->map, str_n(cached->key, cached->key_len), cached);
    list_push(&cache->order, &cached->link);
    cache->bytes += cached_size(cached);
    while (cache->bytes > CACHE_MAX_BYTES)
        forget(cache, list_item(cache->order.next, struct cached, link));
}
