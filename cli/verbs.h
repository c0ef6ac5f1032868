/* verbs.h: the table of all verbs, from which the help, the man page and the completion are made. */
#pragma once

#include "cli.h"

extern const struct verb *const all_verbs[]; /* ends with NULL */

/* NULL: there is none. `action` may be NULL. */
const struct verb *verb_named(const char *name, const char *action);
