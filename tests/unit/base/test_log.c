/* log: each line is whole JSON in one write, whatever the values hold. Standard error is a pipe here. */
#include "base/log.h"

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "unit.h"

static char line[64 * 1024];

/* Points standard error at a pipe while `write_lines` runs; what it wrote is in `line`. */
static void capture(void (*write_lines)(void))
{
    int ends[2], before = dup(STDERR_FILENO);
    ssize_t len = 0, got;

    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    close(ends[1]);
    write_lines();
    dup2(before, STDERR_FILENO);
    close(before);
    while ((got = read(ends[0], line + len, sizeof(line) - 1 - (size_t)len)) > 0)
        len += got;
    line[len] = '\0';
    close(ends[0]);
}

static void write_all_kinds(void)
{
    log_open("catalog", "1.2.3", LOG_INFO, false);
    log_debug("not this one");
    log_info("index built", {"products", LOG_INT(-3)}, {"ratio", LOG_DOUBLE(0.25)}, {"nan", LOG_DOUBLE(NAN)},
             {"fresh", LOG_BOOL(true)}, {"name", LOG_TEXT("x")}, {"none", LOG_TEXT(NULL)});
}

static void writes_json(void **state)
{
    clock_set_for_test(1795248900123, 1);
    capture(write_all_kinds);
    clock_set_for_test(-1, -1);
    assert_string_equal(line,
                        "{\"time\":\"2026-11-21T08:15:00.123Z\",\"level\":\"info\",\"service\":\"catalog\","
                        "\"version\":\"1.2.3\",\"message\":\"index built\",\"products\":-3,\"ratio\":0.25,"
                        "\"nan\":null,\"fresh\":true,\"name\":\"x\",\"none\":\"\"}\n");
}

static const struct {
    struct str value;
    const char *written;
} hostile[] = {
    {STR("say \"hi\" \\ there"), "\"say \\\"hi\\\" \\\\ there\""},
    {STR("two\nlines\r\t\x01\x7f"), "\"two\\nlines\\u000d\\u0009\\u0001\\u007f\""},
    {STR("nul \0 inside"), "\"nul \\u0000 inside\""},
    {STR("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80"), "\"gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80\""},
    {STR("bad \xc3( \xff end\xe2\x82"), "\"bad \\ufffd( \\ufffd end\\ufffd\\ufffd\""},
};

static size_t hostile_at;

static void write_hostile(void)
{
    log_open("x", "", LOG_DEBUG, false);
    log_warn("m", {"value", LOG_STR(hostile[hostile_at].value)});
}

static void escapes_values(void **state)
{
    char expected[200];

    for (hostile_at = 0; hostile_at < COUNT_OF(hostile); hostile_at++) {
        capture(write_hostile);
        snprintf(expected, sizeof(expected), "\"value\":%s}\n", hostile[hostile_at].written);
        assert_true(str_ends(str_of(line), str_of(expected)));
    }
}

static void write_with_context(void)
{
    char id[101] = {0};

    log_open("x", "", LOG_DEBUG, false);
    memset(id, 'i', 100);
    log_context(str_of(id), STR("t"), STR("acme"));
    log_info("one");
    log_context(STR_NONE, STR_NONE, STR_NONE);
    log_info("two");
}

static void the_context_stands_until_it_is_set_anew(void **state)
{
    struct str rest, first;

    capture(write_with_context);
    rest = str_of(line);
    assert_true(str_split(&rest, '\n', &first));
    assert_true(str_find(first, STR("\"correlation_id\":\"iiii")) > 0);
    assert_true(str_find(first, STR("\"trace_id\":\"t\"")) > 0);
    assert_true(str_find(first, STR("\"tenant\":\"acme\"")) > 0);
    assert_true(first.len < 200);
    assert_int_equal(str_find(rest, STR("_id")), -1);
    assert_int_equal(str_find(rest, STR("tenant")), -1);
}

static void write_readable(void)
{
    log_open("catalog", "1", LOG_INFO, true);
    log_error("no luck", {"why", LOG_TEXT("a \"b\"")}, {"n", LOG_INT(2)});
}

static void writes_for_people(void **state)
{
    clock_set_for_test(1795248900123, 1);
    capture(write_readable);
    clock_set_for_test(-1, -1);
    assert_string_equal(line, "08:15:00.123 error catalog: no luck why=\"a \\\"b\\\"\" n=2\n");
}

static void write_names_that_are_taken(void)
{
    log_context(STR("c1"), STR_NONE, STR("acme"));
    log_info("m", {"level", LOG_TEXT("debug")}, {"tenant", LOG_TEXT("other")}, {"trace_id", LOG_TEXT("t")},
             {"n", LOG_INT(1)}, {"n", LOG_INT(2)}, {"n", LOG_INT(3)});
    log_context(STR_NONE, STR_NONE, STR_NONE);
}

static void no_name_stands_in_a_line_twice(void **state)
{
    clock_set_for_test(1795248900123, 1);
    log_open("catalog", "", LOG_INFO, false);
    capture(write_names_that_are_taken);
    assert_string_equal(
        line, "{\"time\":\"2026-11-21T08:15:00.123Z\",\"level\":\"info\",\"service\":\"catalog\","
              "\"message\":\"m\",\"correlation_id\":\"c1\",\"tenant\":\"acme\",\"level_\":\"debug\","
              "\"tenant_\":\"other\",\"trace_id\":\"t\",\"n\":1,\"n_\":2,\"n__\":3}\n");
    log_open("catalog", "", LOG_INFO, true);
    capture(write_names_that_are_taken);
    clock_set_for_test(-1, -1);
    assert_string_equal(line, "08:15:00.123 info  catalog: m level_=\"debug\" tenant_=\"other\" "
                              "trace_id=\"t\" n=1 n_=2 n__=3 correlation_id=c1 tenant=acme\n");
}

static void knows_levels(void **state)
{
    enum log_level level = LOG_INFO;

    assert_true(log_level_from("WARN", &level));
    assert_int_equal(level, LOG_WARN);
    assert_false(log_level_from("loud", &level));
    assert_false(log_level_from(NULL, &level));
    log_set_level(LOG_ERROR);
    assert_false(log_is_on(LOG_WARN));
    assert_true(log_is_on(LOG_ERROR));
}

enum { THREADS = 4, LINES = 50 };

static void *write_many(void *name)
{
    for (int i = 0; i < LINES; i++) {
        log_context(str_of(name), STR_NONE, STR_NONE);
        log_info("a line of a thread", {"name", LOG_TEXT(name)}, {"i", LOG_INT(i)});
    }
    return NULL;
}

static void write_from_threads(void)
{
    static char names[THREADS][4] = {"t0", "t1", "t2", "t3"};
    pthread_t threads[THREADS];

    log_open("x", "", LOG_INFO, false);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, names[i]), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static void lines_of_threads_stay_whole(void **state)
{
    struct str rest, one;
    int whole = 0;

    capture(write_from_threads);
    rest = str_of(line);
    while (str_split(&rest, '\n', &one) && one.len) {
        ptrdiff_t context = str_find(one, STR("\"correlation_id\":\"t")),
                  name = str_find(one, STR("\"name\":\"t"));

        assert_true(str_starts(one, STR("{\"time\":")) && str_ends(one, STR("}")));
        assert_true(context > 0 && name > 0);
        assert_int_equal(one.data[context + 19], one.data[name + 9]); /* each thread has its own */
        whole++;
    }
    assert_int_equal(whole, THREADS * LINES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_json),
        cmocka_unit_test(escapes_values),
        cmocka_unit_test(the_context_stands_until_it_is_set_anew),
        cmocka_unit_test(writes_for_people),
        cmocka_unit_test(no_name_stands_in_a_line_twice),
        cmocka_unit_test(knows_levels),
        cmocka_unit_test(lines_of_threads_stay_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
