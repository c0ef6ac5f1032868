/* trace: the traceparent header, as W3C has it. */
#include "base/trace.h"

#include "base/mem.h"
#include "unit.h"

#define TRACE "0af7651916cd43dd8448eb211c80319c"
#define SPAN  "b7ad6b7169203331"

static void reads_what_the_standard_allows(void **state)
{
    static const struct {
        const char *text;
        bool is_valid, is_sampled;
    } cases[] = {
        {"00-" TRACE "-" SPAN "-01", true, true},
        {"00-" TRACE "-" SPAN "-00", true, false},
        {"00-" TRACE "-" SPAN "-03", true, true},
        {"cc-" TRACE "-" SPAN "-01", true, true},
        {"cc-" TRACE "-" SPAN "-01-what-the-future-brings", true, true},
        {"cc-" TRACE "-" SPAN "-01.what", false, false},
        {"00-" TRACE "-" SPAN "-01-more", false, false},
        {"ff-" TRACE "-" SPAN "-01", false, false},
        {"00-00000000000000000000000000000000-" SPAN "-01", false, false},
        {"00-" TRACE "-0000000000000000-01", false, false},
        {"00-0AF7651916CD43DD8448EB211C80319C-" SPAN "-01", false, false},
        {"00-" TRACE "-" SPAN "-0", false, false},
        {"00-" TRACE "-" SPAN "-0x", false, false},
        {"00_" TRACE "-" SPAN "-01", false, false},
        {"", false, false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct trace trace;

        assert_int_equal(trace_parse(str_of(cases[i].text), &trace), cases[i].is_valid);
        assert_int_equal(trace.is_set, cases[i].is_valid);
        assert_int_equal(trace.sampled, cases[i].is_sampled);
    }
}

static void writes_what_it_read(void **state)
{
    char text[TRACEPARENT_SIZE];
    struct trace trace;

    assert_true(trace_parse(STR("00-" TRACE "-" SPAN "-01"), &trace));
    trace_format(&trace, text);
    assert_string_equal(text, "00-" TRACE "-" SPAN "-01");
}

static void a_child_is_a_new_span_of_the_same_trace(void **state)
{
    struct trace parent = trace_start(1), child = trace_child(&parent), unset = {0};

    assert_true(child.is_set && child.sampled);
    assert_memory_equal(child.trace_id, parent.trace_id, 16);
    assert_memory_not_equal(child.span_id, parent.span_id, 8);
    assert_false(trace_child(&unset).is_set);
}

static void samples_as_often_as_asked(void **state)
{
    int sampled = 0;

    for (int i = 0; i < 1000; i++) {
        assert_false(trace_start(0).sampled);
        assert_true(trace_start(1).sampled);
        sampled += trace_start(0.5).sampled;
    }
    assert_true(sampled > 300 && sampled < 700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_the_standard_allows),
        cmocka_unit_test(writes_what_it_read),
        cmocka_unit_test(a_child_is_a_new_span_of_the_same_trace),
        cmocka_unit_test(samples_as_often_as_asked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
