#include "store/usage.h"

#include <stdio.h>

#include "base/tenant.h"

struct usage {
    char tenant[TENANT_ID_MAX + 1];
    int64_t bytes;
    int uploads;
};

void usages_forget(struct usages *usages)
{
    struct str tenant;
    void *usage;

    for (size_t at = 0; map_next(&usages->by_tenant, &at, &tenant, &usage);) {
        map_remove(&usages->by_tenant, tenant);
        mem_free(usage);
    }
    map_free(&usages->by_tenant);
    usages->bytes = 0;
}

static struct usage *usage_of(struct usages *usages, struct str tenant)
{
    struct usage *usage = map_get(&usages->by_tenant, tenant);

    if (!usage) {
        usage = mem_new(struct usage);
        snprintf(usage->tenant, sizeof(usage->tenant), "%.*s", STR_ARGS(tenant));
        map_put(&usages->by_tenant, str_of(usage->tenant), usage);
    }
    return usage;
}

void usages_count(struct usages *usages, struct str tenant, int64_t change)
{
    usage_of(usages, tenant)->bytes += change;
    usages->bytes += change;
}

void usages_count_upload(struct usages *usages, struct str tenant, int change)
{
    usage_of(usages, tenant)->uploads += change;
}

int usages_uploads(const struct usages *usages, struct str tenant)
{
    const struct usage *usage = map_get(&usages->by_tenant, tenant);

    return usage ? usage->uploads : 0;
}

bool usages_have_room(const struct usages *usages, struct str tenant, int64_t more, struct error *err)
{
    const struct usage *usage = map_get(&usages->by_tenant, tenant);
    bool has_tenant_room = (usage ? usage->bytes : 0) + more <= usages->tenant_bytes_max;

    return (has_tenant_room && usages->bytes + more <= usages->bytes_max) ||
           error_set(err, ERROR_RETRY, "media", "%s has no room left for media until older ones end",
                     has_tenant_room ? "the shop" : "the tenant");
}
