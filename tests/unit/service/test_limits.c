/* limits: the table of exceptions, and which rules a request is under. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
/* after the above */
#include <cmocka.h>

#include "service/limits.h"
#include "service/process_parts.h"

static const char *const names[] = {"STEWARD_RATE_PER_SECOND",
                                    "STEWARD_RATE_BURST",
                                    "STEWARD_KEY_QUOTA_PER_DAY",
                                    "STEWARD_TENANT_RATE_PER_SECOND",
                                    "STEWARD_TENANT_QUOTA_PER_DAY",
                                    "STEWARD_ANONYMOUS",
                                    "STEWARD_LIMITS"};

static struct config *config;
static struct limits *limits;

/* Values in the order of the names; NULL: the default. */
static void open_limits(const char *const *values)
{
    const struct setting *const tables[] = {service_settings, NULL};
    struct error err;

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (values && values[i])
            setenv(names[i], values[i], 1);
        else
            unsetenv(names[i]);
    }
    assert_true(config_load(tables, NULL, &config, &err));
    assert_true(limits_read(config, &limits, &err));
}

static void close_limits(void)
{
    limits_free(limits);
    config_free(config);
}

static void a_table_is_read_or_the_line_is_named(void **state)
{
    static const struct {
        const char *text, *wrong; /* NULL: it is good */
    } cases[] = {
        {"", NULL},
        {"# who per second, at once, a day\n\ntenant acme 1 2 3\n  key  k1   -  - 0 \r\n", NULL},
        {"tenant acme 1 2", "line 1"},
        {"tenant acme 1 2 3 4", "line 1"},
        {"tenant acme 1 2 3\nuser bob 1 2 3", "line 2"},
        {"tenant acme many 2 3", "line 1"},
        {"tenant acme 1 -2 3", "line 1"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct error err = {0};

        open_limits(NULL);
        assert_int_equal(limits_parse(limits, str_of(cases[i].text), &err), !cases[i].wrong);
        if (cases[i].wrong)
            assert_non_null(strstr(err.text, cases[i].wrong));
        close_limits();
    }
}

/* "key acme k1:5/10,day:100" */
static void write_rules(const struct rate_rule *rules, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        buf_printf(out, "%s%.*s:", i ? ", " : "", STR_ARGS(rules[i].key));
        if (rules[i].per_second > 0)
            buf_printf(out, "%d/%lld", (int)rules[i].per_second, (long long)rules[i].most);
        else
            buf_printf(out, "day %lld", (long long)rules[i].most);
    }
}

static void who_asks_decides_the_rules(void **state)
{
    static const char *const values[] = {"5", "10", "100", "50", "1000", NULL, NULL};
    static const char table[] = "tenant acme 7 9 -\nkey k2 0 - 3\n";
    static const struct {
        enum principal_kind kind;
        enum role role;
        const char *tenant, *subject, *rules;
    } cases[] = {
        {PRINCIPAL_KEY, ROLE_VIEWER, "shop", "k1",
         "key shop k1:5/10, key shop k1:day 100, tenant shop:50/200, tenant shop:day 1000"},
        {PRINCIPAL_KEY, ROLE_VIEWER, "acme", "k2",
         "key acme k2:day 3, tenant acme:7/9, tenant acme:day 1000"},
        {PRINCIPAL_COOKIE, ROLE_VIEWER, "acme", "k2",
         "key acme k2:day 3, tenant acme:7/9, tenant acme:day 1000"},
        {PRINCIPAL_ANONYMOUS, ROLE_OPERATOR, "default", "anonymous",
         "anonymous 10.0.0.1:5/10, tenant default:50/200, tenant default:day 1000"},
        {PRINCIPAL_ANONYMOUS, ROLE_NONE, "default", "anonymous", "anonymous 10.0.0.1:5/10"},
        {PRINCIPAL_SERVICE, ROLE_ADMIN, "default", "catalog", ""},
    };
    struct error err;

    open_limits(values);
    assert_true(limits_parse(limits, STR(table), &err) && limits_are_any(limits));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct principal principal = {str_of(cases[i].tenant), str_of(cases[i].subject), cases[i].kind,
                                      cases[i].role};
        struct arena *arena = arena_new(1 << 16);
        struct rate_rule rules[RATE_RULES_MAX];
        struct buf said = {0};

        buf_str(&said, STR(""));
        buf_printf(&said, "%s", "");
        write_rules(rules, limits_of(limits, &principal, STR("10.0.0.1"), arena, rules), &said);
        assert_string_equal(said.data, cases[i].rules);
        buf_free(&said);
        arena_free(arena);
    }
    close_limits();
}

static void a_refusal_says_of_whom_and_until_when(void **state)
{
    static const struct {
        const char *key;
        double per_second;
        int64_t most, wait_ms;
        const char *type, *detail;
        int64_t retry_after_s;
    } cases[] = {
        {"key acme k1", 5, 10, 1, "too-many-requests", "this client asks more often than the limit allows",
         1},
        {"tenant acme", 5, 10, 2001, "too-many-requests", "this tenant asks more often than the limit allows",
         3},
        {"tenant acme", 0, 100, 3600000, "quota-exceeded",
         "this tenant has used up its 100 requests of this day; the next begins at 00:00 UTC", 3600},
        {"token acme anna", 0, 7, 0, "quota-exceeded",
         "this client has used up its 7 requests of this day; the next begins at 00:00 UTC", 1},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct rate_rule rule = {str_of(cases[i].key), cases[i].per_second, cases[i].most};
        struct rate_verdict verdict = {.retry_after_ms = cases[i].wait_ms};
        struct arena *arena = arena_new(1 << 12);
        struct limits_refusal refusal = limits_refusal_of(&rule, &verdict, arena);

        assert_string_equal(refusal.type, cases[i].type);
        assert_string_equal(refusal.detail, cases[i].detail);
        assert_int_equal(refusal.retry_after_s, cases[i].retry_after_s);
        arena_free(arena);
    }
}

static void by_default_nobody_is_limited(void **state)
{
    open_limits(NULL);
    assert_false(limits_are_any(limits));
    close_limits();
}

static void a_file_that_is_not_there_is_named(void **state)
{
    static const struct setting *const tables[] = {service_settings, NULL};
    struct error err = {0};

    setenv("STEWARD_LIMITS", "/nowhere/limits", 1);
    assert_true(config_load(tables, NULL, &config, &err));
    assert_false(limits_read(config, &limits, &err));
    assert_non_null(strstr(err.text, "STEWARD_LIMITS: /nowhere/limits: No such file"));
    config_free(config);
    unsetenv("STEWARD_LIMITS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_read_or_the_line_is_named),
        cmocka_unit_test(who_asks_decides_the_rules),
        cmocka_unit_test(a_refusal_says_of_whom_and_until_when),
        cmocka_unit_test(by_default_nobody_is_limited),
        cmocka_unit_test(a_file_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
