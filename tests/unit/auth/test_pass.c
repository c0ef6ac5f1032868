/* pass: what one service shows another. */
#include "auth/pass.h"
#include "unit.h"

#define SECRET "0123456789abcdef0123456789abcdef"
#define NOW    INT64_C(1800000000)

static struct str made(struct buf *out, const char *to, const char *tenant, const char *scope)
{
    buf_clear(out);
    pass_make(STR(SECRET), str_of(to), str_of(tenant), str_of(scope), NOW, out);
    return buf_as_str(out);
}

static void it_lets_in_a_viewer_with_one_scope(void **state)
{
    static const char *const tenants[] = {"default", "acme", "a.b_c-d", "x"};
    struct principal principal;
    struct buf out = {0};
    const char *why = NULL;

    for (size_t i = 0; i < COUNT_OF(tenants); i++) {
        struct str pass = made(&out, "catalog", tenants[i], "search");

        assert_true(pass_is_meant(pass));
        assert_true(pass_check(STR(SECRET), STR("catalog"), pass, NOW, &principal, &why));
        assert_true(str_is(principal.tenant_id, tenants[i]));
        assert_int_equal(principal.kind, PRINCIPAL_SERVICE);
        assert_int_equal(principal.role, ROLE_VIEWER);
        assert_int_equal(principal.scopes, scope_bit(STR("search")));
        assert_int_equal(principal.expires_ms, (NOW + PASS_SECONDS) * 1000);
    }
    buf_free(&out);
}

/* Whoever has the secret: what is more than a viewer's is nobody's. */
static void no_pass_allows_more_than_a_viewer(void **state)
{
    static const char *const scopes[] = {"catalog:write", "keys:write", "audit:read", "nothing", ""};
    struct principal principal;
    struct buf out = {0};
    const char *why = NULL;

    for (size_t i = 0; i < COUNT_OF(scopes); i++) {
        struct str pass = made(&out, "catalog", "acme", scopes[i]);

        assert_true(pass_check(STR(SECRET), STR("catalog"), pass, NOW, &principal, &why));
        assert_int_equal(principal.scopes, 0);
    }
    buf_free(&out);
}

static void it_is_good_for_a_minute(void **state)
{
    static const struct {
        int64_t after_s;
        bool is_good;
    } cases[] = {{-30, true}, {0, true}, {PASS_SECONDS - 1, true}, {PASS_SECONDS, false}, {86400, false}};
    struct principal principal;
    struct buf out = {0};
    struct str pass = made(&out, "catalog", "acme", "search");

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *why = NULL;

        assert_true(pass_check(STR(SECRET), STR("catalog"), pass, NOW + cases[i].after_s, &principal, &why) ==
                    cases[i].is_good);
        assert_true(cases[i].is_good == !why);
    }
    buf_free(&out);
}

static void it_is_for_one_service_and_of_one_secret(void **state)
{
    struct principal principal;
    struct buf out = {0};
    struct str pass = made(&out, "catalog", "acme", "search");
    const char *why = NULL;

    assert_false(pass_check(STR(SECRET), STR("orchestrator"), pass, NOW, &principal, &why));
    assert_non_null(why);
    assert_false(pass_check(STR(SECRET "0"), STR("catalog"), pass, NOW, &principal, &why));
    buf_free(&out);
}

/* Any character changed, any part left out: another tenant, scope or end is as good as a wrong signature. */
static void a_changed_one_is_none(void **state)
{
    struct principal principal;
    struct buf out = {0};
    struct str pass = made(&out, "catalog", "acme", "search");
    const char *why = NULL;
    char changed[256];

    for (size_t i = 0; i < pass.len; i++) {
        memcpy(changed, pass.data, pass.len);
        changed[i] = changed[i] == 'a' ? 'b' : 'a';
        assert_false(
            pass_check(STR(SECRET), STR("catalog"), str_n(changed, pass.len), NOW, &principal, &why));
        assert_false(pass_check(STR(SECRET), STR("catalog"), str_n(pass.data, i), NOW, &principal, &why));
    }
    buf_str(&out, STR("x"));
    assert_false(pass_check(STR(SECRET), STR("catalog"), buf_as_str(&out), NOW, &principal, &why));
    assert_false(pass_check(STR(SECRET), STR("catalog"), STR_NONE, NOW, &principal, &why));
    buf_free(&out);
}

static void what_cannot_be_a_tenant_is_refused(void **state)
{
    static const char *const tenants[] = {"", "a/b", "a b"};
    struct principal principal;
    struct buf out = {0};
    const char *why = NULL;

    for (size_t i = 0; i < COUNT_OF(tenants); i++)
        assert_false(pass_check(STR(SECRET), STR("catalog"), made(&out, "catalog", tenants[i], "search"), NOW,
                                &principal, &why));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_lets_in_a_viewer_with_one_scope),
        cmocka_unit_test(no_pass_allows_more_than_a_viewer),
        cmocka_unit_test(it_is_good_for_a_minute),
        cmocka_unit_test(it_is_for_one_service_and_of_one_secret),
        cmocka_unit_test(a_changed_one_is_none),
        cmocka_unit_test(what_cannot_be_a_tenant_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
