/* groups: a list through the products for each group; 0 ends it, so numbers are kept plus one. */
#include "index/groups.h"

#include <string.h>

#include "base/mem.h"

struct link {
    uint32_t next, before;
};

struct groups {
    uint32_t *first; /* by group */
    uint32_t group_room;
    struct link *links; /* by product */
    uint32_t product_room;
};

struct groups *groups_new(void)
{
    return mem_new(struct groups);
}

void groups_free(struct groups *g)
{
    if (!g)
        return;
    mem_free(g->first);
    mem_free(g->links);
    mem_free(g);
}

static void make_room(struct groups *g, uint32_t group, uint32_t product)
{
    if (group >= g->group_room) {
        g->first = mem_grow(g->first, 2 * ((size_t)group + 1), sizeof(*g->first));
        memset(g->first + g->group_room, 0, (2 * ((size_t)group + 1) - g->group_room) * sizeof(*g->first));
        g->group_room = 2 * (group + 1);
    }
    if (product >= g->product_room) {
        g->links = mem_grow(g->links, 2 * ((size_t)product + 1), sizeof(*g->links));
        g->product_room = 2 * (product + 1);
    }
}

void groups_add(struct groups *g, uint32_t group, uint32_t product)
{
    uint32_t first;

    if (!group)
        return;
    make_room(g, group, product);
    first = g->first[group];
    g->links[product] = (struct link){.next = first};
    if (first)
        g->links[first - 1].before = product + 1;
    g->first[group] = product + 1;
}

void groups_remove(struct groups *g, uint32_t group, uint32_t product)
{
    struct link link;

    if (!group)
        return;
    link = g->links[product];
    if (link.before)
        g->links[link.before - 1].next = link.next;
    else
        g->first[group] = link.next;
    if (link.next)
        g->links[link.next - 1].before = link.before;
}

uint32_t groups_first(const struct groups *g, uint32_t group)
{
    return group && group < g->group_room ? g->first[group] - 1 : UINT32_MAX;
}

uint32_t groups_next(const struct groups *g, uint32_t product)
{
    return product < g->product_room ? g->links[product].next - 1 : UINT32_MAX;
}
