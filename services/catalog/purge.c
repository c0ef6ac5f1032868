/* purge: a statement an hour. Copies do it beside each other without harm. */
#include "purge.h"

#include "base/id.h"
#include "base/log.h"
#include "store.h"
#include "store_learning.h"
#include "store_queries.h"
#include "store_tuning.h"

#define FIRST_MS  60000
#define PAUSE_MS  3600000
#define BATCH     10000 /* rows at a time: what is left goes with the next */
#define SPREAD_MS 60000

struct purge {
    struct process *process;
    struct timer *timer;
};

static void on_purged(void *owner, const struct pg_outcome *outcome)
{
    if (outcome->err)
        log_warn("old deleted products stay for now", {"why", LOG_TEXT(outcome->err->text)});
    else if (pg_affected(outcome->results[0]) > 0)
        log_info("old deleted products removed", {"rows", LOG_INT(pg_affected(outcome->results[0]))});
}

static void on_timer(void *owner)
{
    struct purge *purge = owner;
    const struct config *config = process_config(purge->process);
    struct pg_batch *batch = pg_batch_for(process_postgres(purge->process), PG_ALL_TENANTS);

    store_purge(batch, BATCH);
    store_tuning_purge(batch);
    store_learning_purge(batch, config_int(config, "STEWARD_LEARNING_DAYS"), BATCH);
    store_queries_purge(batch, config_int(config, "STEWARD_CATALOG_QUERIES_DAYS"),
                        config_int(config, "STEWARD_CATALOG_POPULAR_SESSIONS"));
    pg_send(batch, STORE_DEADLINE_MS, on_purged, NULL);
    timer_set(purge->timer, PAUSE_MS + (int64_t)random_below(SPREAD_MS));
}

struct purge *purge_new(struct process *process)
{
    struct purge *purge = mem_new(struct purge);

    purge->process = process;
    purge->timer = timer_new(process_loop(process), on_timer, purge);
    timer_set(purge->timer, FIRST_MS);
    return purge;
}

void purge_free(struct purge *purge)
{
    if (!purge)
        return;
    timer_free(purge->timer);
    mem_free(purge);
}
