/* bus/acls.h: Kafka's access rules, for tools: asked of an admin, and blocking as it is.
 *
 * Operations, resources and patterns are Kafka's own words in small letters: read, write; topic, group;
 * literal, prefixed. What is returned lives in the arena. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "bus/admin.h"

struct acl {
    const char *principal; /* "User:steward-catalog" */
    const char *host;      /* "*": from anywhere */
    const char *operation, *resource, *name;
    const char *pattern;    /* of the name */
    const char *permission; /* allow, deny */
};

/* What the broker has for a principal. */
MUST_CHECK bool acls_of(struct admin *admin, const char *principal, struct arena *arena,
                        struct acl **ret_list, size_t *ret_count, struct error *err);
/* All at once; one that is there already stays as it is. */
MUST_CHECK bool acls_add(struct admin *admin, const struct acl *list, size_t count, struct error *err);
MUST_CHECK bool acls_remove(struct admin *admin, const struct acl *list, size_t count, struct error *err);

bool acl_equals(const struct acl *a, const struct acl *b);
/* Whether Kafka knows these words. */
MUST_CHECK bool acl_check(const struct acl *acl, struct error *err);
