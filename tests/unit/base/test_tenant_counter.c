/* tenant_counter: a series for each tenant, and never too many. */
#include "base/tenant_counter.h"

#include <stdio.h>

#include "base/mem.h"
#include "unit.h"

static double value_of(const char *tenant)
{
    char labels[100];

    snprintf(labels, sizeof(labels), "fold=\"x\",tenant=\"%s\"", tenant);
    return metric_value(metric_counter("tenants_test", "", labels));
}

static void made_up_names_make_no_series(void **state)
{
    struct tenant_counter *counter = tenant_counter_new("tenants_test", "For a test.", "fold=\"x\"");
    struct buf text = {0};
    size_t lines = 0;
    char name[20];

    tenant_counter_add(counter, STR("acme"), 2);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof(name), "made-up-%d", i);
        tenant_counter_add(counter, str_of(name), 1);
    }
    tenant_counter_add(counter, STR("acme"), 1);
    metrics_print(&text);
    for (const char *at = text.data; (at = strstr(at, "\ntenants_test{")); at++)
        lines++;
    assert_int_equal(lines, TENANT_COUNTED_MAX + 1);
    assert_true(value_of("acme") == 3);
    assert_true(value_of("made-up-0") == 1);
    assert_true(value_of("(others)") == 1000 - (TENANT_COUNTED_MAX - 1));
    buf_free(&text);
    tenant_counter_free(counter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_up_names_make_no_series),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
