/* fold/tenants.c: whose rows a batch reads and writes: those of the tenants of its instances and no others.
 */
#include "base/tenant.h"
#include "fold/parts.h"

/* Of many keys few tenants: each is looked for among those found before. */
struct str tenants_of(struct str keys, struct arena *arena)
{
    struct map seen = {0};
    struct buf tenants = {0};
    struct str key, id, list;

    while (str_split(&keys, '\n', &key)) {
        struct str tenant = tenant_of_key(key, &id);

        if (!key.len || map_get(&seen, tenant))
            continue;
        map_put(&seen, tenant, arena);
        buf_printf(&tenants, "%s%.*s", tenants.len ? "," : "", STR_ARGS(tenant));
    }
    list = str_copy(arena, buf_as_str(&tenants));
    map_free(&seen);
    buf_free(&tenants);
    return list;
}

struct str tenants_written(struct batch *batch)
{
    struct buf keys = {0};
    struct str tenants;

    for (size_t i = 0; i < batch->instance_count; i++)
        if (batch->order[i]->is_changed)
            buf_printf(&keys, "%.*s\n", STR_ARGS(batch->order[i]->key));
    tenants = tenants_of(buf_as_str(&keys), batch->arena);
    buf_free(&keys);
    return tenants;
}
