/* sign_ins.h: the table of sign-ins. The statements are one each; a batch is of the tenant's rows. */
#pragma once

#include "service/cookie.h"
#include "service/service.h"
#include "steward/v1/sign_in.pb-c.h"

/* For struct service. */
void sign_in_find(struct process *process, struct str id, struct str digest, key_found_fn *found,
                  void *owner);

void sign_in_add(struct pg_batch *batch, const struct cookie *cookie, struct str tenant_id, struct str key_id,
                 int64_t seconds);
/* Rows for sign_in_read, if there was one. `key_id` empty: of whoever of the tenant. */
void sign_in_revoke(struct pg_batch *batch, struct str id, struct str tenant_id, struct str key_id);
void sign_ins_of(struct pg_batch *batch, struct str tenant_id, struct str key_id); /* that are good */
void sign_ins_sweep(struct pg_batch *batch); /* removes those that ended a month ago */
Steward__V1__SignIn *sign_in_read(const struct pg_result *rows, int row, struct arena *arena);
