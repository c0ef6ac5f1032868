/* arena: blocks that are filled from the front and given back together. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/mem.h"

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 64 * 1024, ALIGNMENT = alignof(max_align_t) };

struct block {
    struct block *next; /* the one that was filled before */
    size_t size;
    size_t used;
    alignas(max_align_t) char data[];
};

struct undo {
    struct undo *next;
    void (*undo)(void *what);
    void *what;
};

struct arena {
    struct block *current;
    struct undo *undos;
    size_t limit;
    size_t used;
    bool is_failed;
};

static struct block *block_new(size_t size, struct block *next)
{
    struct block *block;

    if (size > PTRDIFF_MAX - sizeof(*block))
        size = SIZE_MAX - sizeof(*block); /* more than there can be: mem_grow ends the process */
    block = mem_grow(NULL, sizeof(*block) + size, 1);
    block->next = next;
    block->size = size;
    block->used = 0;
    return block;
}

struct arena *arena_new(size_t limit_bytes)
{
    struct arena *arena = mem_new(struct arena);

    arena->current = block_new(FIRST_BLOCK, NULL);
    arena->limit = limit_bytes;
    return arena;
}

/* A block for `size` bytes. What is large gets a block of its own, behind the current one, which stays in
 * use. */
static struct block *block_for(struct arena *arena, size_t size)
{
    struct block *current = arena->current;
    size_t next_size = current->size < LARGEST_BLOCK / 2 ? current->size * 2 : LARGEST_BLOCK;

    if (current->size - current->used >= size)
        return current;
    if (size <= next_size / 4) {
        arena->current = block_new(next_size, current);
        return arena->current;
    }
    current->next = block_new(size, current->next);
    return current->next;
}

static size_t rounded(size_t size)
{
    if (size > PTRDIFF_MAX)
        return size;
    return size ? (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT : ALIGNMENT;
}

static void *take(struct arena *arena, size_t size)
{
    struct block *block = block_for(arena, size);
    char *memory = block->data + block->used;

    block->used += size;
    arena->used += size;
    return memset(memory, 0, size);
}

static bool is_past_limit(const struct arena *arena, size_t size)
{
    return arena->used > arena->limit || size > arena->limit - arena->used;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (is_past_limit(arena, size))
        arena->is_failed = true;
    return take(arena, rounded(size));
}

void *arena_alloc_bounded(struct arena *arena, size_t size)
{
    if (is_past_limit(arena, size)) {
        arena->is_failed = true;
        return NULL;
    }
    return take(arena, rounded(size));
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t product;

    if (__builtin_mul_overflow(count, size, &product))
        product = SIZE_MAX;
    return arena_alloc(arena, product);
}

void *arena_copy(struct arena *arena, const void *data, size_t size)
{
    void *copy = arena_alloc(arena, size);

    if (size)
        memcpy(copy, data, size);
    return copy;
}

bool arena_failed(const struct arena *arena)
{
    return arena->is_failed;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

void arena_on_free(struct arena *arena, void (*undo)(void *what), void *what)
{
    struct undo *entry = take(arena, rounded(sizeof(*entry)));

    *entry = (struct undo){arena->undos, undo, what};
    arena->undos = entry;
}

static void run_undos(struct arena *arena)
{
    while (arena->undos) {
        struct undo *entry = arena->undos;

        arena->undos = entry->next;
        entry->undo(entry->what);
    }
}

static void free_blocks(struct block *block, const struct block *kept)
{
    while (block) {
        struct block *next = block->next;

        if (block != kept)
            mem_free(block);
        block = next;
    }
}

/* The regular block that is filled now is the largest of its kind: they double. */
void arena_reset(struct arena *arena)
{
    run_undos(arena);
    free_blocks(arena->current, arena->current);
    arena->current->next = NULL;
    arena->current->used = 0;
    arena->used = 0;
    arena->is_failed = false;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    run_undos(arena);
    free_blocks(arena->current, NULL);
    mem_free(arena);
}

/* ---- pools ---- */

struct arena *arena_take(struct arena_pool *pool)
{
    return pool->count ? pool->spares[--pool->count] : arena_new(pool->limit_bytes);
}

void arena_give(struct arena_pool *pool, struct arena *arena)
{
    if (pool->count == COUNT_OF(pool->spares)) {
        arena_free(arena);
        return;
    }
    arena_reset(arena);
    pool->spares[pool->count++] = arena;
}

void arena_pool_free(struct arena_pool *pool)
{
    while (pool->count)
        arena_free(pool->spares[--pool->count]);
}
