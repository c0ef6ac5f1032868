/* principal: what roles and scopes allow. */
#include "auth/principal.h"
#include "unit.h"

static void a_role_allows_its_line(void **state)
{
    static const struct {
        enum role role;
        const char *scope;
        enum role needed;
        bool may;
    } cases[] = {
        {ROLE_NONE, "search", ROLE_NONE, false},
        {ROLE_NONE, NULL, ROLE_NONE, true},
        {ROLE_NONE, NULL, ROLE_VIEWER, false},
        {ROLE_VIEWER, "search", ROLE_NONE, true},
        {ROLE_VIEWER, "catalog:read", ROLE_NONE, true},
        {ROLE_VIEWER, "catalog:write", ROLE_NONE, false},
        {ROLE_VIEWER, NULL, ROLE_OPERATOR, false},
        {ROLE_OPERATOR, "catalog:write", ROLE_VIEWER, true},
        {ROLE_OPERATOR, "keys:read", ROLE_NONE, false},
        {ROLE_OPERATOR, "audit:read", ROLE_NONE, false},
        {ROLE_AUDITOR, "audit:read", ROLE_AUDITOR, true},
        {ROLE_AUDITOR, "keys:read", ROLE_NONE, true},
        {ROLE_AUDITOR, "keys:write", ROLE_NONE, false},
        {ROLE_AUDITOR, "sessions:read", ROLE_NONE, false},
        {ROLE_ADMIN, "keys:write", ROLE_ADMIN, true},
        {ROLE_ADMIN, "audit:read", ROLE_AUDITOR, true},
        {ROLE_ADMIN, "no-such-scope", ROLE_NONE, false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct principal p = {.role = cases[i].role, .scopes = scopes_of_role(cases[i].role)};

        if (principal_may(&p, cases[i].scope, cases[i].needed) != cases[i].may)
            fail_msg("case %zu: %s", i, cases[i].scope ? cases[i].scope : "no scope");
    }
}

static void an_admin_has_every_scope(void **state)
{
    for (size_t i = 0; scope_table[i].name; i++)
        assert_true(scope_table[i].roles & 1u << ROLE_ADMIN);
}

static void scopes_are_read_and_written(void **state)
{
    struct buf out = {0};
    struct str unknown;

    scopes_write(scopes_from(STR("chat  search"), &unknown), &out);
    assert_string_equal(out.data, "search chat");
    assert_int_equal(unknown.len, 0);
    assert_true(scopes_from(STR("openid search profile"), &unknown) == scope_bit(STR("search")));
    assert_true(str_is(unknown, "openid"));
    assert_true(scopes_from(STR_NONE, NULL) == 0);
    buf_free(&out);
}

static void roles_have_names(void **state)
{
    for (enum role role = ROLE_VIEWER; role < ROLE_COUNT; role++) {
        enum role read = ROLE_NONE;

        assert_true(role_from(str_of(role_name(role)), &read));
        assert_int_equal(read, role);
    }
    assert_false(role_from(STR("none"), &(enum role){0}));
    assert_false(role_from(STR("Admin"), &(enum role){0}));
}

static void only_a_viewers_token_is_one_persons(void **state)
{
    for (enum principal_kind kind = PRINCIPAL_ANONYMOUS; kind <= PRINCIPAL_SERVICE; kind++) {
        for (enum role role = ROLE_NONE; role < ROLE_COUNT; role++) {
            struct principal p = {.subject = STR("anna"), .kind = kind, .role = role};
            bool is_person = kind == PRINCIPAL_TOKEN && role == ROLE_VIEWER;

            assert_true(str_is(principal_user(&p), is_person ? "anna" : ""));
        }
    }
}

static void other_tenants_are_named_by_who_runs_all_of_them(void **state)
{
    for (enum principal_kind kind = PRINCIPAL_ANONYMOUS; kind <= PRINCIPAL_SERVICE; kind++) {
        for (enum role role = ROLE_NONE; role < ROLE_COUNT; role++) {
            struct principal p = {.tenant_id = STR(TENANT_DEFAULT), .kind = kind, .role = role};

            assert_true(principal_may_name_tenants(&p) == (role == ROLE_OPERATOR || role == ROLE_ADMIN));
            p.tenant_id = STR("acme");
            assert_false(principal_may_name_tenants(&p));
        }
    }
}

static void a_copy_is_its_own(void **state)
{
    char tenant[] = "acme", subject[] = "key-1";
    struct principal p = {str_of(tenant), str_of(subject), PRINCIPAL_KEY, ROLE_VIEWER, 3};
    struct principal *copy = principal_copy(&p);

    tenant[0] = subject[0] = 'x';
    assert_string_equal(copy->tenant_id.data, "acme");
    assert_string_equal(copy->subject.data, "key-1");
    assert_int_equal(copy->scopes, 3);
    mem_free(copy);
    copy = principal_copy(&principal_nobody);
    assert_string_equal(copy->tenant_id.data, TENANT_DEFAULT);
    mem_free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_allows_its_line),
        cmocka_unit_test(an_admin_has_every_scope),
        cmocka_unit_test(scopes_are_read_and_written),
        cmocka_unit_test(roles_have_names),
        cmocka_unit_test(only_a_viewers_token_is_one_persons),
        cmocka_unit_test(other_tenants_are_named_by_who_runs_all_of_them),
        cmocka_unit_test(a_copy_is_its_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
