/* What has been sent of which request: bounded, and what is over is forgotten first. */
#include "live/seen.h"

#include <stdio.h>

#include "unit.h"

static void what_was_noted_is_known_and_never_gets_less(void **state)
{
    struct seen seen = {0};

    assert_false(seen_knows(&seen, "a"));
    assert_int_equal(seen_steps(&seen, "a"), 0);
    seen_note(&seen, "a", 2, false);
    seen_note(&seen, "a", 1, false);
    assert_int_equal(seen_steps(&seen, "a"), 2);
    assert_false(seen_is_over(&seen, "a"));
    seen_note(&seen, "a", 4, true);
    seen_note(&seen, "a", 3, false);
    assert_false(seen_awaits_late(&seen, "a"));
    seen_await_late(&seen, "a", true);
    seen_await_late(&seen, "b", true); /* not known */
    assert_true(seen_awaits_late(&seen, "a"));
    assert_false(seen_awaits_late(&seen, "b"));
    assert_int_equal(seen_steps(&seen, "a"), 4);
    assert_true(seen_is_over(&seen, "a"));
    assert_int_equal(seen.count, 1);
    seen_free(&seen);
}

static void the_oldest_that_is_over_goes_first(void **state)
{
    struct seen seen = {0};
    char id[16];

    seen_note(&seen, "open", 1, false);
    for (int i = 0; i < 200; i++) {
        snprintf(id, sizeof(id), "r%d", i);
        seen_note(&seen, id, 4, true);
        assert_true(seen.count <= SEEN_OVER_MAX);
    }
    assert_true(seen_knows(&seen, "open"));
    assert_true(seen_is_over(&seen, "r199"));
    assert_false(seen_knows(&seen, "r100"));
    seen_free(&seen);
}

static void there_is_an_end_to_it_even_if_nothing_is_over(void **state)
{
    struct seen seen = {0};
    char id[16];

    for (int i = 0; i < 2 * SEEN_MAX; i++) {
        snprintf(id, sizeof(id), "r%d", i);
        seen_note(&seen, id, 1, false);
        assert_true(seen.count <= SEEN_MAX);
    }
    assert_false(seen_knows(&seen, "r0"));
    assert_int_equal(seen_steps(&seen, id), 1);
    seen_free(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_noted_is_known_and_never_gets_less),
        cmocka_unit_test(the_oldest_that_is_over_goes_first),
        cmocka_unit_test(there_is_an_end_to_it_even_if_nothing_is_over),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
