/* changes.h: telling the other copies what was written, at once. It may get lost: the feed finds it in
 * Postgres then. */
#pragma once

#include "base/str.h"
#include "service/service.h"
#include "steward/v1/catalog.pb-c.h"
#include "steward/v1/tuning.pb-c.h"

/* `product` NULL: it was deleted. */
void changes_publish(struct process *process, struct str tenant_id, struct str product_id, int64_t sequence,
                     const Steward__V1__Product *product);
/* A rule or a synonym was written. */
void changes_publish_tuning(struct process *process, struct str tenant_id, int64_t sequence);
