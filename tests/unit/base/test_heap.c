/* heap: whatever is done to it, the first is the smallest. */
#include "base/heap.h"

#include "base/id.h"
#include "base/mem.h"
#include "unit.h"

enum { ITEMS = 200 };

static void the_first_is_the_smallest(void **state)
{
    struct heap_item items[ITEMS] = {{0}};
    struct heap heap = {0};

    random_seed(1);
    for (int i = 0; i < 20000; i++) {
        struct heap_item *item = &items[random_below(ITEMS)];
        const struct heap_item *smallest = NULL;
        size_t inside = 0;

        if (random_below(3))
            heap_put(&heap, item, (int64_t)random_below(1000));
        else
            heap_remove(&heap, item);
        for (size_t at = 0; at < ITEMS; at++) {
            inside += items[at].place != 0;
            if (items[at].place && (!smallest || items[at].due < smallest->due))
                smallest = &items[at];
        }
        assert_int_equal(heap.count, inside);
        assert_int_equal(heap_first(&heap) != NULL, smallest != NULL);
        if (smallest)
            assert_true(heap_first(&heap)->due == smallest->due);
    }
    heap_free(&heap);
}

static void empties_in_order(void **state)
{
    static const int64_t dues[] = {5, 3, 3, INT64_MAX, -7, 0, 5, INT64_MIN, 1};
    struct heap_item items[COUNT_OF(dues)] = {{0}};
    struct heap heap = {0};
    struct heap_item *first;
    int64_t last = INT64_MIN;
    size_t count = 0;

    assert_null(heap_first(&heap));
    for (size_t i = 0; i < COUNT_OF(dues); i++)
        heap_put(&heap, &items[i], dues[i]);
    for (; (first = heap_first(&heap)); count++) {
        assert_true(first->due >= last);
        last = first->due;
        heap_remove(&heap, first);
        heap_remove(&heap, first); /* it is in none any more */
    }
    assert_int_equal(count, COUNT_OF(dues));
    heap_free(&heap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_is_the_smallest),
        cmocka_unit_test(empties_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
