/* base/heap.h: what is due next. A binary heap of items embedded in their owners, ordered by `due`. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_item {
    int64_t due;
    size_t place; /* index + 1; 0: in no heap */
};

struct heap {
    struct heap_item **items;
    size_t count;
    size_t room;
};

void heap_put(struct heap *heap, struct heap_item *item,
              int64_t due);                                  /* adds, or moves if it is in already */
void heap_remove(struct heap *heap, struct heap_item *item); /* nothing if it is in none */
struct heap_item *heap_first(const struct heap *heap);       /* NULL: empty */
void heap_free(struct heap *heap);
