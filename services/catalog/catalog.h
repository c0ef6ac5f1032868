/* catalog.h: what the files of this service share.
 *
 * Products are written to Postgres only (store.h). Every copy of the process keeps an index of each tenant's
 * products in memory, and the feed (feed.h) is the only one that changes it. Whoever searches asks
 * catalog_index for it anew each time: an index may be made at any turn of the loop. */
#pragma once

#include "base/map.h"
#include "base/tenant.h"
#include "flow/flow.h"
#include "index/index.h"
#include "service/call.h"
#include "service/service.h"

struct chat;
struct feed;
struct llm;
struct pictures;
struct purge;
struct query_log;
struct sources;
struct tuning;

struct catalog {
    struct process *process;
    struct feed *feed;
    struct tuning *tuning;
    struct purge *purge;
    struct query_log *query_log; /* NULL: nothing is counted */
    struct chat *chat;
    struct pictures *pictures; /* NULL: they are not looked at */
    struct sources *sources;   /* NULL: no marketplace is configured */
    struct llm *llm;           /* NULL: none is configured */
    int64_t model_below;       /* percent of sureness below which it is asked */
    struct map tenants;        /* of struct catalog_tenant, by id */
    size_t tenants_max;
};

bool catalog_start(struct process *process, bool *ret_later, struct error *err);
void catalog_stop(struct process *process);
void catalog_health(struct process *process, struct buf *out);
void catalog_part_loaded(struct catalog *catalog); /* by feed and tuning: ready when both are */
void catalog_forget_popular(struct catalog *catalog);
struct catalog *catalog_of(const struct process *process); /* NULL: not started yet */

struct index *catalog_index(const struct catalog *catalog,
                            struct str tenant_id);                               /* NULL: it has no product */
struct index *catalog_index_make(struct catalog *catalog, struct str tenant_id); /* NULL: too many tenants */

bool catalog_has_room(const struct catalog *catalog, struct str tenant_id); /* for its products */

extern const struct flow_kind flow_search;                       /* SearchCommand -> SearchResult */
extern const struct flow_kind flow_understand;                   /* UnderstandCommand -> UnderstandResult */
extern const struct flow_kind flow_join;                         /* JoinCommand -> JoinResult */
extern const struct flow_kind flow_impression, flow_interaction; /* recorded; they answer nothing */
extern const struct route catalog_routes[];

/* Handlers of the route table. */
void products_get(struct call *call);
void products_list(struct call *call);
void products_put(struct call *call);
void products_put_many(struct call *call);
void products_delete(struct call *call);
void products_delete_many(struct call *call);
void products_stats(struct call *call);
void queries_list(struct call *call);
void rank_log_list(struct call *call);
void rules_list(struct call *call);
void rules_put(struct call *call);
void rules_delete(struct call *call);
void synonyms_list(struct call *call);
void synonyms_put(struct call *call);
void synonyms_delete(struct call *call);
