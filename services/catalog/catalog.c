/* catalog: what a process of this service keeps: an index for each tenant, and the feed that fills them. */
#include "catalog.h"

#include "base/log.h"
#include "chat/rules_chat.h"
#include "feed.h"
#include "llm/llm.h"
#include "offers/sources.h"
#include "pictures/pictures.h"
#include "purge.h"
#include "query_log.h"
#include "shopify/shopify.h"
#include "tuning.h"
#include "words/synonyms.h"

struct catalog_tenant {
    struct index *index;
    char id[];
};

struct catalog *catalog_of(const struct process *process)
{
    return process_own(process);
}

struct index *catalog_index(const struct catalog *catalog, struct str tenant_id)
{
    struct catalog_tenant *tenant = map_get(&catalog->tenants, tenant_id);

    return tenant ? tenant->index : NULL;
}

/* Of every tenant: the file, if it is good. */
static bool read_defaults(const struct process *process, struct buf *text, struct error *err)
{
    const char *path = config_text(process_config(process), "STEWARD_CATALOG_SYNONYMS");
    struct tokeniser *tokeniser;
    bool is_good;

    if (!*path)
        return true;
    tokeniser = tokeniser_new();
    is_good = synonyms_read_file(path, tokeniser, text, err);
    tokeniser_free(tokeniser);
    return is_good;
}

static struct catalog_tenant *tenant_new(struct catalog *catalog, struct str id)
{
    struct catalog_tenant *tenant = mem_alloc(sizeof(*tenant) + id.len + 1);

    memcpy(tenant->id, id.data, id.len);
    tenant->index = index_new();
    index_hide_sold_out(tenant->index,
                        config_bool(process_config(catalog->process), "STEWARD_CATALOG_HIDE_SOLD_OUT"));
    tuning_apply(catalog->tuning, id, tenant->index);
    map_put(&catalog->tenants, str_of(tenant->id), tenant);
    return tenant;
}

bool catalog_has_room(const struct catalog *catalog, struct str tenant_id)
{
    return catalog->tenants.count < catalog->tenants_max || map_get(&catalog->tenants, tenant_id);
}

struct index *catalog_index_make(struct catalog *catalog, struct str tenant_id)
{
    struct catalog_tenant *tenant = map_get(&catalog->tenants, tenant_id);

    if (!catalog_has_room(catalog, tenant_id))
        return NULL;
    return (tenant ? tenant : tenant_new(catalog, tenant_id))->index;
}

void catalog_forget_popular(struct catalog *catalog)
{
    struct str id;
    void *tenant;

    for (size_t at = 0; map_next(&catalog->tenants, &at, &id, &tenant);)
        index_use_popular(((struct catalog_tenant *)tenant)->index, NULL);
}

void catalog_part_loaded(struct catalog *catalog)
{
    if (feed_is_loaded(catalog->feed) && tuning_is_loaded(catalog->tuning))
        process_ready(catalog->process);
}

static bool read_files(struct catalog *catalog, struct buf *synonyms, struct error *err)
{
    return chat_new(&catalog->chat, err) && read_defaults(catalog->process, synonyms, err) &&
           shopify_check(process_config(catalog->process), err) &&
           sources_open(catalog->process, &catalog->sources, err);
}

/* The usual tenant has an index in any case. */
bool catalog_start(struct process *process, bool *ret_later, struct error *err)
{
    struct catalog *catalog = mem_new(struct catalog);
    struct buf synonyms = {0};

    catalog->process = process;
    catalog->tenants_max = (size_t)config_int(process_config(process), "STEWARD_CATALOG_TENANTS");
    if (!read_files(catalog, &synonyms, err)) {
        buf_free(&synonyms);
        sources_close(catalog->sources);
        chat_free(catalog->chat);
        mem_free(catalog);
        return false;
    }
    catalog->llm = llm_open(process_config(process),
                            llm_is_metered(process_config(process)) ? process_rate_limit(process) : NULL);
    catalog->model_below = config_int(process_config(process), "STEWARD_LLM_UNDERSTAND_BELOW");
    process_set_own(process, catalog);
    catalog->tuning = tuning_new(catalog, buf_as_str(&synonyms));
    buf_free(&synonyms);
    (void)tenant_new(catalog, STR(TENANT_DEFAULT));
    catalog->feed = feed_new(catalog);
    catalog->pictures = pictures_new(catalog);
    catalog->purge = purge_new(process);
    catalog->query_log = query_log_new(catalog);
    *ret_later = true;
    return true;
}

void catalog_stop(struct process *process)
{
    struct catalog *catalog = catalog_of(process);
    struct str id;
    void *tenant;

    process_set_own(process, NULL);
    pictures_free(catalog->pictures);
    feed_free(catalog->feed);
    tuning_free(catalog->tuning);
    query_log_free(catalog->query_log);
    purge_free(catalog->purge);
    for (size_t at = 0; map_next(&catalog->tenants, &at, &id, &tenant);) {
        index_free(((struct catalog_tenant *)tenant)->index);
        mem_free(tenant);
    }
    map_free(&catalog->tenants);
    sources_close(catalog->sources);
    chat_free(catalog->chat);
    llm_close(catalog->llm);
    mem_free(catalog);
}

static size_t products_indexed(const struct catalog *catalog)
{
    struct str id;
    void *tenant;
    size_t count = 0;

    for (size_t at = 0; map_next(&catalog->tenants, &at, &id, &tenant);)
        count += index_count(((struct catalog_tenant *)tenant)->index);
    return count;
}

void catalog_health(struct process *process, struct buf *out)
{
    const struct catalog *catalog = catalog_of(process);

    if (!catalog)
        return;
    buf_printf(out, ",\"products\":%zu,\"tenants\":%zu,\"sequence\":%lld", products_indexed(catalog),
               catalog->tenants.count, (long long)feed_sequence(catalog->feed));
    if (catalog->sources)
        sources_health(catalog->sources, out);
}
