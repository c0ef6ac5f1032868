/* map: open addressing, linear probing. The hash is keyed with random bytes of the process, so that nobody
 * outside can choose keys that collide. */
#include "base/map.h"

#include <pthread.h>

#include "base/id.h"
#include "base/mem.h"

enum { EMPTY = 0, DEAD = 1, FIRST_HASH = 2, SMALLEST = 16 };

struct map_slot {
    uint64_t hash; /* EMPTY, DEAD or at least FIRST_HASH */
    struct str key;
    void *value;
};

static uint64_t hash_keys[2];

static void make_hash_keys(void)
{
    random_bytes(hash_keys, sizeof(hash_keys));
}

static uint64_t mix(uint64_t a, uint64_t b)
{
    __uint128_t product = (__uint128_t)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t read_word(const unsigned char *data, size_t len)
{
    uint64_t word = 0;

    memcpy(&word, data, len);
    return word;
}

uint64_t hash_bytes(const void *data, size_t len)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    const unsigned char *at = data;
    size_t left = len;
    uint64_t hash;

    pthread_once(&once, make_hash_keys);
    hash = hash_keys[0] ^ len;
    while (left > 16) {
        hash = mix(read_word(at, 8) ^ hash_keys[1], read_word(at + 8, 8) ^ hash);
        at += 16;
        left -= 16;
    }
    if (left > 8)
        hash = mix(read_word(at, 8) ^ hash_keys[1], read_word(at + 8, left - 8) ^ hash);
    else if (left)
        hash = mix(read_word(at, left) ^ hash_keys[1], UINT64_C(0xa0761d6478bd642f) ^ hash);
    return mix(hash ^ UINT64_C(0xe7037ed1a0b428db), hash_keys[1] ^ len);
}

uint64_t hash_for_good(uint64_t before, const void *data, size_t len)
{
    const unsigned char *bytes = data;
    uint64_t hash = before ^ UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t hash_of(struct str key)
{
    uint64_t hash = hash_bytes(key.data, key.len);

    return hash < FIRST_HASH ? hash + FIRST_HASH : hash;
}

static struct map_slot *find(const struct map *map, struct str key, uint64_t hash)
{
    if (!map->count)
        return NULL;
    for (size_t at = hash & (map->room - 1);; at = (at + 1) & (map->room - 1)) {
        struct map_slot *slot = &map->slots[at];

        if (slot->hash == EMPTY)
            return NULL;
        if (slot->hash == hash && str_eq(slot->key, key))
            return slot;
    }
}

static struct map_slot *free_slot(struct map *map, uint64_t hash)
{
    size_t at = hash & (map->room - 1);

    while (map->slots[at].hash >= FIRST_HASH)
        at = (at + 1) & (map->room - 1);
    return &map->slots[at];
}

/* Twice the room if it is needed, the same if it was only full of removed entries. */
static void make_room(struct map *map)
{
    struct map old = *map;

    if ((map->count + map->dead + 1) * 4 <= map->room * 3)
        return;
    map->room = map->room ? map->room : SMALLEST;
    if ((map->count + 1) * 2 > map->room)
        map->room *= 2;
    map->slots = mem_array(map->room, sizeof(*map->slots));
    map->dead = 0;
    for (size_t i = 0; i < old.room; i++) {
        if (old.slots[i].hash >= FIRST_HASH)
            *free_slot(map, old.slots[i].hash) = old.slots[i];
    }
    mem_free(old.slots);
}

void *map_get(const struct map *map, struct str key)
{
    struct map_slot *slot = map->count ? find(map, key, hash_of(key)) : NULL;

    return slot ? slot->value : NULL;
}

void *map_put(struct map *map, struct str key, void *value)
{
    uint64_t hash = hash_of(key);
    struct map_slot *slot = find(map, key, hash);
    void *replaced = slot ? slot->value : NULL;

    if (!slot) {
        make_room(map);
        slot = free_slot(map, hash);
        map->dead -= slot->hash == DEAD;
        map->count++;
    }
    *slot = (struct map_slot){hash, key, value}; /* the key too: the old one may go with the old value */
    return replaced;
}

void *map_remove(struct map *map, struct str key)
{
    struct map_slot *slot = map->count ? find(map, key, hash_of(key)) : NULL;
    void *value;

    if (!slot)
        return NULL;
    value = slot->value;
    *slot = (struct map_slot){.hash = DEAD};
    map->count--;
    map->dead++;
    return value;
}

bool map_next(const struct map *map, size_t *at, struct str *ret_key, void **ret_value)
{
    while (*at < map->room) {
        const struct map_slot *slot = &map->slots[(*at)++];

        if (slot->hash >= FIRST_HASH) {
            *ret_key = slot->key;
            *ret_value = slot->value;
            return true;
        }
    }
    return false;
}

void map_free(struct map *map)
{
    mem_free(map->slots);
    *map = (struct map){0};
}
