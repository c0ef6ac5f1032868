/* metrics: the Prometheus text, and what happens when there are too many. */
#include "base/metrics.h"

#include <math.h>
#include <stdio.h>

#include "unit.h"

static char *printed(void)
{
    static struct buf out;

    buf_clear(&out);
    metrics_print(&out);
    return out.data;
}

static int count_of(const char *text, const char *what)
{
    int count = 0;

    while ((text = strstr(text, what))) {
        count++;
        text++;
    }
    return count;
}

static void prints_families_together(void **state)
{
    struct metric *a = metric_counter("a_total", "All a.", "code=\"200\"");
    struct metric *g = metric_gauge("g", "A \\ gauge\nof two lines.", NULL);
    struct metric *b = metric_counter("a_total", "All a.", "code=\"500\"");

    assert_ptr_equal(metric_counter("a_total", "", "code=\"200\""), a);
    metric_add(a, 1);
    metric_add(a, 2);
    metric_add(b, 0.5);
    metric_set(g, -1e10);
    assert_true(metric_value(a) == 3);
    assert_true(str_starts(str_of(printed()),
                           STR("# HELP a_total All a.\n# TYPE a_total counter\na_total{code=\"200\"} 3\n"
                               "a_total{code=\"500\"} 0.5\n"
                               "# HELP g A \\\\ gauge\\nof two lines.\n# TYPE g gauge\ng -10000000000\n")));
    metric_set(g, INFINITY);
    assert_non_null(strstr(printed(), "\ng +Inf\n"));
}

static void histograms_accumulate(void **state)
{
    static const int64_t observed_us[] = {0, 500, 501, 1000000, 30000000, 30000001};
    struct metric *plain = metric_seconds("t_seconds", "Time.", NULL);
    struct metric *labelled = metric_seconds("t_seconds", "Time.", "route=\"/\"");

    for (size_t i = 0; i < sizeof(observed_us) / sizeof(observed_us[0]); i++)
        metric_observe_us(plain, observed_us[i]);
    metric_observe_us(labelled, 3000);
    assert_true(metric_value(plain) == 6);
    assert_non_null(strstr(printed(), "# TYPE t_seconds histogram\nt_seconds_bucket{le=\"0.0005\"} 2\n"
                                      "t_seconds_bucket{le=\"0.001\"} 3\n"));
    assert_non_null(strstr(printed(), "t_seconds_bucket{le=\"0.5\"} 3\nt_seconds_bucket{le=\"1\"} 4\n"));
    assert_non_null(strstr(printed(), "t_seconds_bucket{le=\"30\"} 5\nt_seconds_bucket{le=\"+Inf\"} 6\n"
                                      "t_seconds_sum 61.001002\nt_seconds_count 6\n"));
    assert_non_null(strstr(printed(), "t_seconds_bucket{route=\"/\",le=\"0.005\"} 1\n"));
    assert_non_null(strstr(printed(), "t_seconds_sum{route=\"/\"} 0.003\nt_seconds_count{route=\"/\"} 1\n"));
    assert_int_equal(count_of(printed(), "# TYPE t_seconds "), 1);
    assert_int_equal(count_of(printed(), "# HELP t_seconds "), 1);
}

static void label_values_are_escaped(void **state)
{
    struct buf labels = {0};

    metric_label(&labels, "a", STR("x\"y\\z\n"));
    metric_label(&labels, "b", STR(""));
    assert_string_equal(labels.data, "a=\"x\\\"y\\\\z\\n\",b=\"\"");
    buf_free(&labels);
}

static void refresh(void *owner)
{
    metric_set(owner, 42);
}

static void gauges_can_be_read_when_printed(void **state)
{
    struct metric *gauge = metric_gauge("fresh", "Read late.", NULL);

    metrics_on_print(refresh, gauge);
    assert_non_null(strstr(printed(), "\nfresh 42\n"));
}

static void too_many_share_one_series(void **state)
{
    struct metric *last = NULL;
    char label[32];

    for (int i = 0; i < METRICS_MAX + 10; i++) {
        snprintf(label, sizeof(label), "i=\"%d\"", i);
        last = metric_counter("many_total", "Many.", label);
        metric_add(last, 1);
    }
    assert_ptr_equal(metric_counter("many_total", "Many.", "i=\"another\""), last);
    metric_observe_us(metric_seconds("late_seconds", "Late.", NULL), 5);
    assert_non_null(strstr(printed(), "\nsteward_metrics_overflow_total "));
    assert_null(strstr(printed(), "late_seconds"));
    assert_true(count_of(printed(), "\nmany_total{") <= METRICS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_families_together),  cmocka_unit_test(histograms_accumulate),
        cmocka_unit_test(label_values_are_escaped),  cmocka_unit_test(gauges_can_be_read_when_printed),
        cmocka_unit_test(too_many_share_one_series),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
