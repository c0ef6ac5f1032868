/* heap: a binary heap; every item knows its place, so that moving and removing need no search. */
#include "base/heap.h"

#include "base/mem.h"

static void put_at(struct heap *heap, size_t index, struct heap_item *item)
{
    heap->items[index] = item;
    item->place = index + 1;
}

static void rise(struct heap *heap, size_t index, struct heap_item *item)
{
    while (index > 0) {
        size_t parent = (index - 1) / 2;

        if (heap->items[parent]->due <= item->due)
            break;
        put_at(heap, index, heap->items[parent]);
        index = parent;
    }
    put_at(heap, index, item);
}

static void sink(struct heap *heap, size_t index, struct heap_item *item)
{
    for (size_t child = index * 2 + 1; child < heap->count; child = index * 2 + 1) {
        if (child + 1 < heap->count && heap->items[child + 1]->due < heap->items[child]->due)
            child++;
        if (item->due <= heap->items[child]->due)
            break;
        put_at(heap, index, heap->items[child]);
        index = child;
    }
    put_at(heap, index, item);
}

static void settle(struct heap *heap, size_t index, struct heap_item *item)
{
    if (index > 0 && item->due < heap->items[(index - 1) / 2]->due)
        rise(heap, index, item);
    else
        sink(heap, index, item);
}

void heap_put(struct heap *heap, struct heap_item *item, int64_t due)
{
    item->due = due;
    if (item->place) {
        settle(heap, item->place - 1, item);
        return;
    }
    if (heap->count == heap->room) {
        heap->room = heap->room ? heap->room * 2 : 16;
        heap->items = mem_grow(heap->items, heap->room, sizeof(heap->items[0]));
    }
    rise(heap, heap->count++, item);
}

void heap_remove(struct heap *heap, struct heap_item *item)
{
    struct heap_item *last;
    size_t index = item->place - 1;

    if (!item->place)
        return;
    item->place = 0;
    last = heap->items[--heap->count];
    if (last != item)
        settle(heap, index, last);
}

struct heap_item *heap_first(const struct heap *heap)
{
    return heap->count ? heap->items[0] : NULL;
}

void heap_free(struct heap *heap)
{
    mem_free(heap->items);
    *heap = (struct heap){0};
}
