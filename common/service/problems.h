/* service/problems.h: every type of problem that a process answers with, and what to do about it. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "steward/v1/common.pb-c.h"

struct problem_type {
    const char *name;    /* the last part of its address */
    const char *status;  /* "422", or in words */
    const char *meaning; /* Markdown, in one line */
};

extern const struct problem_type problem_types[]; /* ends with a NULL name; docs/problems.md says the same */

/* In the arena; 503 may be tried again. `type` is one of them. */
Steward__V1__Problem *problem_new(int status, const char *type, const char *detail, struct arena *arena);
/* What a flow that failed for good answers with: 503 if trying again may help, else 500. `type` is one of
 * them. */
Steward__V1__Problem *problem_of_failure(const char *type, const struct error *why, struct arena *arena);
