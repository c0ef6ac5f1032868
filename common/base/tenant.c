/* base/tenant: keys of things, and back. */
#include "base/tenant.h"

#include "base/arena.h"

#define SEPARATOR '/'

bool tenant_id_is_good(struct str tenant)
{
    for (size_t i = 0; i < tenant.len; i++) {
        char c = tenant.data[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
              c == '_' || c == '-'))
            return false;
    }
    return tenant.len > 0 && tenant.len <= TENANT_ID_MAX;
}

static bool has_slash(struct str id)
{
    return id.len > 0 && memchr(id.data, SEPARATOR, id.len);
}

static bool is_its_own_key(struct str tenant, struct str id)
{
    return str_is(tenant, TENANT_DEFAULT) && !has_slash(id);
}

void tenant_key_write(struct buf *out, struct str tenant, struct str id)
{
    if (!is_its_own_key(tenant, id)) {
        buf_str(out, tenant);
        buf_char(out, SEPARATOR);
    }
    buf_str(out, id);
}

struct str tenant_key(struct arena *arena, struct str tenant, struct str id)
{
    return is_its_own_key(tenant, id)
               ? str_copy(arena, id)
               : str_of(str_printf(arena, "%.*s%c%.*s", STR_ARGS(tenant), SEPARATOR, STR_ARGS(id)));
}

struct str tenant_of_key(struct str key, struct str *ret_id)
{
    struct str tenant;

    *ret_id = key;
    if (!has_slash(key))
        return STR(TENANT_DEFAULT);
    str_split(ret_id, SEPARATOR, &tenant);
    return tenant;
}

struct str tenant_id_in(struct str tenant, struct str key)
{
    if (key.len > tenant.len && key.data[tenant.len] == SEPARATOR && str_starts(key, tenant))
        return str_sub(key, tenant.len + 1, key.len);
    return key;
}
