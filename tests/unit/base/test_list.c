/* list: a ring through its elements. */
#include "base/list.h"

#include "unit.h"

struct item {
    int number;
    struct link link;
};

static void keeps_order_and_lets_go(void **state)
{
    struct item items[5] = {{0}};
    struct link head;
    int sum = 0;

    list_init(&head);
    assert_true(list_is_empty(&head));
    assert_null(list_shift(&head));
    list_remove(&items[0].link); /* was never on one */
    for (int i = 0; i < 5; i++) {
        items[i].number = i + 1;
        list_push(&head, &items[i].link);
    }
    list_each(at, &head)
    {
        sum = sum * 10 + list_item(at, struct item, link)->number;
        if (at == &items[2].link)
            list_remove(at);
    }
    assert_int_equal(sum, 12345);
    list_remove(&items[2].link); /* twice does nothing */
    assert_ptr_equal(list_shift(&head), &items[0].link);
    assert_ptr_equal(list_shift(&head), &items[1].link);
    assert_ptr_equal(list_shift(&head), &items[3].link);
    assert_ptr_equal(list_shift(&head), &items[4].link);
    assert_true(list_is_empty(&head));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(keeps_order_and_lets_go)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
