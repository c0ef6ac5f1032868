/* keys.h: the API keys of all tenants, found for the requests that come with one, here and at the other
 * services; when each was used last is written from time to time. */
#pragma once

#include "service/service.h"

struct key_uses;

void key_find(struct process *process, struct str key_id, key_found_fn *found, void *owner);

/* The same for other credentials that a key stands behind: an empty batch for one statement, whose rows are
 * as api_key_owner reads them. NULL, and then to be passed on as such: the database is not connected yet. */
struct pg_batch *key_look_batch(struct process *process);
void key_look(struct process *process, enum principal_kind kind, struct pg_batch *batch, key_found_fn *found,
              void *owner);

struct key_uses *key_uses_start(struct process *process);
void key_uses_stop(struct key_uses *uses); /* what is not written yet is lost */
