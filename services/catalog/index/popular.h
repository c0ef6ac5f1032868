/* popular.h: what many have searched for, to go on with while somebody types. Part of the index. */
#pragma once

#include "base/str.h"

#define POPULAR_MAX 1000 /* of a tenant */

struct popular;

struct popular *popular_new(void);
void popular_free(struct popular *popular);                  /* NULL does nothing */
void popular_add(struct popular *popular, struct str query); /* copied; the most popular first */
/* Those that begin with what is typed; if there are none, those with a word that does; if there are none and
 * it has four letters or more, those that begin with something one edit from it. Gives how many; the texts
 * live as long as `popular`, which may be NULL. */
size_t popular_find(const struct popular *popular, struct str typed, struct str *ret_queries, size_t room);
