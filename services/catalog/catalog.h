/* catalog.h: what the files of this service share.
 *
 * Products are written to Postgres only (store.h). Every copy of the process keeps an index of each tenant's
 * products in memory, and the feed (feed.h) is the only one that changes it. Whoever searches asks
 * catalog_index for it anew each time: an index may be made at any turn of the loop. */
#pragma once

#include "base/map.h"
#include "flow/flow.h"
#include "index.h"
#include "service/call.h"
#include "service/service.h"

struct feed;
struct purge;

struct catalog {
    struct process *process;
    struct feed *feed;
    struct purge *purge;
    struct map tenants; /* of struct catalog_tenant, by id */
};

#define CATALOG_TENANTS_MAX 1000
#define CATALOG_TENANT      "default"

bool catalog_start(struct process *process, bool *ret_later, struct error *err);
void catalog_stop(struct process *process);
void catalog_health(struct process *process, struct buf *out);
struct catalog *catalog_of(const struct process *process); /* NULL: not started yet */

struct index *catalog_index(const struct catalog *catalog,
                            struct str tenant_id);                               /* NULL: it has no product */
struct index *catalog_index_make(struct catalog *catalog, struct str tenant_id); /* NULL: too many tenants */

extern const struct flow_kind flow_search; /* SearchCommand -> SearchResult */
extern const struct route catalog_routes[];

/* Handlers of the route table. */
void products_get(struct call *call);
void products_list(struct call *call);
void products_put(struct call *call);
void products_put_many(struct call *call);
void products_delete(struct call *call);
void products_delete_many(struct call *call);
void products_stats(struct call *call);
