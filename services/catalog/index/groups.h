/* groups.h: which products are variants of each other. Part of the index (index.h).
 *
 * A group is the number of a text, so that it costs nothing where there are none. Coming and going costs the
 * same however large the group is. */
#pragma once

#include <stdint.h>

struct groups;

struct groups *groups_new(void);
void groups_free(struct groups *groups); /* NULL does nothing */
/* Group 0 is none: nothing happens. */
void groups_add(struct groups *groups, uint32_t group, uint32_t product);
void groups_remove(struct groups *groups, uint32_t group, uint32_t product);
uint32_t groups_first(const struct groups *groups, uint32_t group); /* UINT32_MAX: it has no product */
uint32_t groups_next(const struct groups *groups, uint32_t product);
