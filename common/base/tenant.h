/* base/tenant.h: whose something is, and the keys that keep the things of different tenants apart.
 *
 * What has an id has it within its tenant. Where things of several tenants are kept together (a table, a
 * topic, a map) stands their key: "acme/s-42". The default tenant's is the id alone, unless there is a slash
 * in it: then it is "default/a/b". No tenant's name has a slash, so no two things have the same key. Pure. */
#pragma once

#include "base/str.h"

#define TENANT_DEFAULT "default"
#define TENANT_ID_MAX  64

/* Letters, digits, dots, dashes and underscores, 1 to TENANT_ID_MAX. */
bool tenant_id_is_good(struct str tenant);

struct str tenant_key(struct arena *arena, struct str tenant, struct str id);
void tenant_key_write(struct buf *out, struct str tenant, struct str id);
/* The tenant that a key names, and the id; borrows. */
struct str tenant_of_key(struct str key, struct str *ret_id);
/* The id that a key of this tenant is of; what is not one of its keys is an id already. */
struct str tenant_id_in(struct str tenant, struct str key);
