/* await.h: finding a request that was accepted a moment ago: Kafka has it, and Postgres may not have it yet.
 */
#pragma once

#include "service/service.h"
#include "store.h"

/* As store_find_request, but looks again for a second and a half before there is no such request. */
void await_request(struct process *process, struct str tenant, struct str request_id,
                   stored_request_fn *found, void *owner);
