/* base/arena.h: memory that goes all at once.
 *
 * One arena per message or request: decoded protobuf, scratch and state live in it and go with it. Bounded:
 * past its limit the arena is marked failed but still gives memory, so callers write unchecked and test
 * arena_failed once, before anything leaves the process. Whoever allocates in a loop over a peer's input
 * bounds the input first. Decoders get NULL from arena_alloc_bounded instead and stop there. Not thread-safe.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(size_t limit_bytes);
void *arena_alloc(struct arena *arena, size_t size);               /* zeroed, aligned for anything */
void *arena_alloc_bounded(struct arena *arena, size_t size);       /* NULL past the limit */
void *arena_array(struct arena *arena, size_t count, size_t size); /* count * size checked */
void *arena_copy(struct arena *arena, const void *data, size_t size);
bool arena_failed(const struct arena *arena);
size_t arena_used(const struct arena *arena);

/* `undo(what)` is called when the arena is reset or freed, last registered first. For objects of other
 * libraries. */
void arena_on_free(struct arena *arena, void (*undo)(void *what), void *what);

void arena_reset(struct arena *arena); /* keeps its largest block, up to 64 KiB */
void arena_free(struct arena *arena);  /* NULL does nothing */

/* Arenas to be used again: {.limit_bytes = N} is an empty pool. Keeps a few of those that are given back. */
struct arena_pool {
    size_t limit_bytes; /* of each arena */
    struct arena *spares[16];
    size_t count;
};
struct arena *arena_take(struct arena_pool *pool);
void arena_give(struct arena_pool *pool, struct arena *arena); /* resets it */
void arena_pool_free(struct arena_pool *pool);

#define arena_new_of(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
