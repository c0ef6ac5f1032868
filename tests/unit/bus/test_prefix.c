/* Offsets may be done in any order; the position goes over the completed prefix only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the above */
#include <cmocka.h>

#include "base/id.h"
#include "bus/prefix.h"

static int items[1000];

static void the_position_is_the_completed_prefix(void **state)
{
    static const struct {
        int64_t done;
        bool is_in_hand;
        int64_t position;
        size_t open;
    } steps[] = {
        {11, true, 10, 4},  {11, false, 10, 4}, /* again */
        {12, false, 10, 4},                     /* a gap */
        {9, false, 10, 4},  {20, true, 10, 3},  {10, true, 12, 2}, {99, false, 12, 2},
        {15, true, 21, 1},  {13, false, 21, 1}, {21, true, 22, 0},
    };
    struct prefix prefix = {.position = -1};

    prefix_start(&prefix, 10);
    for (int64_t offset = 10; offset < 22; offset++)
        if (offset < 12 || offset == 15 || offset >= 20)
            prefix_add(&prefix, offset, &items[offset]);
    assert_int_equal(prefix.open, 5);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        void *item = prefix_done(&prefix, steps[i].done);

        assert_ptr_equal(item, steps[i].is_in_hand ? &items[steps[i].done] : NULL);
        assert_int_equal(prefix.position, steps[i].position);
        assert_int_equal(prefix.open, steps[i].open);
    }
    prefix_free(&prefix);
}

static void what_is_in_hand_can_be_taken_back(void **state)
{
    struct prefix prefix = {.position = -1};
    int count = 0;

    for (int64_t offset = 0; offset < 100; offset++)
        prefix_add(&prefix, offset, &items[offset]);
    for (int64_t offset = 0; offset < 100; offset += 2)
        assert_non_null(prefix_done(&prefix, offset));
    for (int *item; (item = prefix_take(&prefix)); count++)
        assert_int_equal((item - items) % 2, 1);
    assert_int_equal(count, 50);
    assert_int_equal(prefix.open, 0);
    prefix_start(&prefix, 500);
    assert_null(prefix_done(&prefix, 1));
    prefix_add(&prefix, 500, &items[500]);
    assert_ptr_equal(prefix_done(&prefix, 500), &items[500]);
    assert_int_equal(prefix.position, 501);
    prefix_free(&prefix);
}

/* Against the plain definition: the position is the first offset that was added and is not done. */
static void any_order_ends_at_the_end(void **state)
{
    random_seed(1);
    for (int round = 0; round < 50; round++) {
        struct prefix prefix = {.position = -1};
        bool is_done[1000] = {false};
        int added = 0, first_open = 0;

        prefix_start(&prefix, 0);
        for (int step = 0; step < 5000; step++) {
            int at = added > 0 ? (int)random_below((uint64_t)added) : 0;

            if (added < 1000 && random_below(3) == 0) {
                prefix_add(&prefix, added, &items[added]);
                added++;
            } else if (at < added) {
                assert_ptr_equal(prefix_done(&prefix, at), is_done[at] ? NULL : &items[at]);
                is_done[at] = true;
            }
            while (first_open < added && is_done[first_open])
                first_open++;
            assert_int_equal(prefix.position, first_open);
        }
        prefix_free(&prefix);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_position_is_the_completed_prefix),
        cmocka_unit_test(what_is_in_hand_can_be_taken_back),
        cmocka_unit_test(any_order_ends_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
