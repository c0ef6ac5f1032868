/* base/list.h: a doubly linked list through members of its elements. A list head is an element of its own
 * ring. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/mem.h"

struct link {
    struct link *next;
    struct link *prev;
};

static inline void list_init(struct link *head)
{
    head->next = head->prev = head;
}

static inline bool list_is_empty(const struct link *head)
{
    return head->next == head;
}

static inline void list_push(struct link *head, struct link *item) /* at the end */
{
    item->prev = head->prev;
    item->next = head;
    head->prev->next = item;
    head->prev = item;
}

/* Leaves the item on no list; removing it again does nothing. An item that was never on one must be all zero.
 */
static inline void list_remove(struct link *item)
{
    if (!item->next)
        return;
    item->prev->next = item->next;
    item->next->prev = item->prev;
    item->next = item->prev = NULL;
}

static inline struct link *list_shift(struct link *head) /* NULL: empty */
{
    struct link *first = head->next;

    if (first == head)
        return NULL;
    list_remove(first);
    return first;
}

#define list_item(link, type, member) container_of(link, type, member)
/* The current item may be removed while walking. */
#define list_each(at, head)                                                                                  \
    for (struct link *at = (head)->next, *at##_next = at->next; at != (head);                                \
         at = at##_next, at##_next = at->next)
