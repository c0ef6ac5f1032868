/* auth/principal.h: who asks, and what that allows.
 *
 * A role allows the scopes of its line in the table of scopes; a credential that names scopes allows only
 * those of them. What may be done is always asked by principal_may. Texts end with NUL. A principal borrows
 * its texts: that of a call lives as long as the call; whoever keeps one longer copies it. */
#pragma once

#include "base/arena.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/tenant.h"

#define SCOPES_MAX 64

enum principal_kind {
    PRINCIPAL_ANONYMOUS,
    PRINCIPAL_KEY,
    PRINCIPAL_TOKEN,
    PRINCIPAL_COOKIE,
    PRINCIPAL_SERVICE
};
enum role { ROLE_NONE, ROLE_VIEWER, ROLE_OPERATOR, ROLE_AUDITOR, ROLE_ADMIN, ROLE_COUNT };

typedef uint64_t scope_set; /* a bit for each entry of scope_table */

struct principal {
    struct str tenant_id;
    struct str subject; /* the id of a key, the `sub` of a token; "anonymous" */
    enum principal_kind kind;
    enum role role;
    scope_set scopes;   /* what it may do */
    int64_t expires_ms; /* the credential is good until then (wall clock); 0: no end is known */
};

struct scope {
    const char *name;
    unsigned roles; /* a bit for each enum role that allows it */
    const char *summary;
};

extern const struct scope scope_table[]; /* ends with a NULL name; docs/security.md says the same */
extern const struct principal principal_nobody;

const char *role_name(enum role role);                           /* "viewer"; "none" */
MUST_CHECK bool role_from(struct str name, enum role *ret_role); /* not of "none" */
const char *principal_kind_name(enum principal_kind kind);       /* "key" */

scope_set scopes_of_role(enum role role);
scope_set scope_bit(struct str name); /* 0: there is no such scope */
/* Names separated by blanks; those that are none are left out, the first of them is told if asked for. */
scope_set scopes_from(struct str names, struct str *ret_unknown);
void scopes_write(scope_set set, struct buf *out); /* "search chat" */

/* `scope` and `needed` as in a route: NULL and ROLE_NONE ask for nothing. An admin has every role. */
bool principal_may(const struct principal *principal, const char *scope, enum role needed);
/* May it ask for another tenant than its own? Operators and admins of the default tenant may. */
bool principal_may_name_tenants(const struct principal *principal);
/* The only `user_id` that it may name: the subject of a viewer's token, for that is one person's. Empty: any
 * of its tenant; an API key is an application's, and knows whom it serves. */
struct str principal_user(const struct principal *principal);
/* What a credential of that role allows that names these scopes; none named: all of the role. */
scope_set scopes_allowed(enum role role, scope_set named, bool names_any);
/* A copy in one piece of memory, for mem_free; one in an arena. */
struct principal *principal_copy(const struct principal *principal);
struct principal *principal_in(struct arena *arena, const struct principal *principal);
