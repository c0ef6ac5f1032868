/* catalog: what a process of this service keeps: an index for each tenant, and the feed that fills them. */
#include "catalog.h"

#include "base/log.h"
#include "feed.h"
#include "purge.h"
#include "synonyms.h"

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

static bool load_synonyms(const struct process *process, struct index *index, struct error *err)
{
    const char *path = config_text(process_config(process), "STEWARD_CATALOG_SYNONYMS");
    struct synonyms *synonyms;

    if (!*path)
        return true;
    if (!synonyms_load(path, index_tokeniser(index), &synonyms, err))
        return false;
    index_use_synonyms(index, synonyms);
    return true;
}

static struct catalog_tenant *tenant_new(struct catalog *catalog, struct str id, struct error *err)
{
    struct catalog_tenant *tenant = mem_alloc(sizeof(*tenant) + id.len + 1);

    memcpy(tenant->id, id.data, id.len);
    tenant->index = index_new();
    if (!load_synonyms(catalog->process, tenant->index, err)) {
        index_free(tenant->index);
        mem_free(tenant);
        return NULL;
    }
    map_put(&catalog->tenants, str_of(tenant->id), tenant);
    return tenant;
}

struct index *catalog_index_make(struct catalog *catalog, struct str tenant_id)
{
    struct catalog_tenant *tenant = map_get(&catalog->tenants, tenant_id);
    struct error err;

    if (!tenant && catalog->tenants.count >= CATALOG_TENANTS_MAX)
        return NULL;
    if (!tenant && !(tenant = tenant_new(catalog, tenant_id, &err))) {
        log_error("no index for a tenant", {"tenant", LOG_STR(tenant_id)}, {"why", LOG_TEXT(err.text)});
        return NULL;
    }
    return tenant->index;
}

/* The usual tenant's index is made first: should there be something wrong with the settings, it is seen at
 * start. */
bool catalog_start(struct process *process, bool *ret_later, struct error *err)
{
    struct catalog *catalog = mem_new(struct catalog);

    catalog->process = process;
    if (!tenant_new(catalog, STR(CATALOG_TENANT), err)) {
        mem_free(catalog);
        return false;
    }
    process_set_own(process, catalog);
    catalog->feed = feed_new(catalog);
    catalog->purge = purge_new(process);
    *ret_later = true;
    return true;
}

void catalog_stop(struct process *process)
{
    struct catalog *catalog = catalog_of(process);
    struct str id;
    void *tenant;

    process_set_own(process, NULL);
    feed_free(catalog->feed);
    purge_free(catalog->purge);
    for (size_t at = 0; map_next(&catalog->tenants, &at, &id, &tenant);) {
        index_free(((struct catalog_tenant *)tenant)->index);
        mem_free(tenant);
    }
    map_free(&catalog->tenants);
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

    if (catalog)
        buf_printf(out, ",\"products\":%zu,\"tenants\":%zu,\"sequence\":%lld", products_indexed(catalog),
                   catalog->tenants.count, (long long)feed_sequence(catalog->feed));
}
