/* store/lookup.h: asks the resolver for a host's name in a thread, before a library would do so on the loop.
 * Private to the module.
 *
 * libpq and hiredis resolve names themselves, and block meanwhile: milliseconds as a rule, many seconds when
 * the resolver is in trouble. So it is asked here first; only when it answers are they let to ask again. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/mem.h"
#include "loop/loop.h"

#define LOOKUP_HOSTS_MAX 64 /* of which it can be said that they are missing */

struct lookups;

/* `hosts` are names, separated by commas. Once per lookup, never inside lookups_start; `trouble` NULL: go on,
 * but not with those that are `missing`: bit 0 stands for the first. */
typedef void lookup_fn(void *owner, const char *trouble, uint64_t missing);

struct lookups *lookups_new(struct loop *loop,
                            const char *hosts); /* NULL: addresses and paths only, no need to ask */
MUST_CHECK bool lookups_start(struct lookups *lookups, lookup_fn *done,
                              void *owner); /* false: too many at once */
void lookups_free(struct lookups *lookups); /* nobody is told any more; NULL does nothing */
