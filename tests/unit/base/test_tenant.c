/* tenant: names of tenants; no two things of different tenants have the same key. */
#include "base/tenant.h"

#include "base/arena.h"
#include "base/mem.h"
#include "unit.h"

static void good_names(void **state)
{
    static const struct {
        const char *id;
        bool is_good;
    } tenants[] = {
        {"default", true},
        {"a.b-c_9", true},
        {"", false},
        {"*", false},
        {"a,b", false},
        {"a/b", false},
        {"a b", false},
        {"ü", false},
        {"0123456789012345678901234567890123456789012345678901234567890123", true},
        {"01234567890123456789012345678901234567890123456789012345678901234", false},
    };

    for (size_t i = 0; i < COUNT_OF(tenants); i++)
        if (tenant_id_is_good(str_of(tenants[i].id)) != tenants[i].is_good)
            fail_msg("%s", tenants[i].id);
}

static const struct {
    const char *tenant, *id, *key;
} keys[] = {
    {"default", "s-42", "s-42"},
    {"acme", "s-42", "acme/s-42"},
    {"default", "acme/s-42", "default/acme/s-42"},
    {"acme", "acme/s-42", "acme/acme/s-42"},
    {"acme", "/", "acme//"},
    {"default", "/x", "default//x"},
    {"default", "default/x", "default/default/x"},
    {"default", "", ""},
    {"acme", "", "acme/"},
    {"default.b", "x", "default.b/x"},
};

static void keys_and_back(void **state)
{
    struct arena *arena = arena_new(1 << 10);

    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct str tenant = str_of(keys[i].tenant), id, key = tenant_key(arena, tenant, str_of(keys[i].id));
        struct buf written = {0};

        assert_string_equal(key.data, keys[i].key);
        assert_true(str_eq(tenant_of_key(key, &id), tenant));
        assert_true(str_is(id, keys[i].id));
        assert_true(str_is(tenant_id_in(tenant, key), keys[i].id));
        tenant_key_write(&written, tenant, str_of(keys[i].id));
        assert_true(str_eq(buf_as_str(&written), key));
        buf_free(&written);
    }
    arena_free(arena);
}

/* A producer may give its key with the tenant or without; another's is only an odd id. */
static void what_is_no_key_is_an_id(void **state)
{
    assert_true(str_is(tenant_id_in(STR("acme"), STR("s-42")), "s-42"));
    assert_true(str_is(tenant_id_in(STR("acme"), STR("other/s-42")), "other/s-42"));
    assert_true(str_is(tenant_id_in(STR("acme"), STR("acmes-42")), "acmes-42"));
    assert_true(str_is(tenant_id_in(STR("acme"), STR("acme")), "acme"));
    assert_null(tenant_id_in(STR("acme"), STR_NONE).data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_names),
        cmocka_unit_test(keys_and_back),
        cmocka_unit_test(what_is_no_key_is_an_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
