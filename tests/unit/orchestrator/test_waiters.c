/* Waiters: each ends exactly once, with its response, when its time is up, or when it is dropped. */
#include "edge/waiters.h"

#include "base/tenant.h"
#include "until.h"

struct ended {
    int times;
    enum waiter_end how;
    bool has_response;
};

static void on_ended(void *owner, enum waiter_end how, const Steward__V1__Response *response)
{
    struct ended *ended = owner;

    ended->times++;
    ended->how = how;
    ended->has_response = response != NULL;
}

static Steward__V1__Response response_to(const char *id)
{
    Steward__V1__Response response = STEWARD__V1__RESPONSE__INIT;

    response.request_id = (char *)(uintptr_t)id;
    return response;
}

static void a_response_ends_all_who_wait_for_it(void **state)
{
    struct loop *loop = loop_new();
    struct waiters *waiters = waiters_new(loop);
    struct ended ended[4] = {{0}};
    Steward__V1__Response response = response_to("a");

    for (int i = 0; i < 3; i++)
        waiter_add(waiters, STR(TENANT_DEFAULT), STR("a"), 60000, on_ended, &ended[i]);
    waiter_add(waiters, STR(TENANT_DEFAULT), STR("b"), 60000, on_ended, &ended[3]);
    assert_true(waiters_answer(waiters, STR(TENANT_DEFAULT), &response));
    assert_false(waiters_answer(waiters, STR(TENANT_DEFAULT), &response));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ended[i].times, 1);
        assert_int_equal(ended[i].how, WAITER_ANSWERED);
        assert_true(ended[i].has_response);
    }
    assert_int_equal(ended[3].times, 0);
    assert_int_equal(waiters_count(waiters), 1);
    waiters_free(waiters);
    assert_int_equal(ended[3].how, WAITER_DROPPED);
    loop_free(loop);
}

static void time_is_up_for_one_of_several(void **state)
{
    struct loop *loop = loop_new();
    struct waiters *waiters = waiters_new(loop);
    struct ended soon = {0}, late = {0};
    Steward__V1__Response response = response_to("a");

    waiter_add(waiters, STR(TENANT_DEFAULT), STR("a"), 60000, on_ended, &late);
    waiter_add(waiters, STR(TENANT_DEFAULT), STR("a"), 1, on_ended, &soon);
    for (int turns = 0; turns < 1000 && !soon.times; turns++)
        loop_run_once(loop, 100);
    assert_int_equal(soon.how, WAITER_TIME_IS_UP);
    assert_int_equal(late.times, 0);
    assert_true(waiters_answer(waiters, STR(TENANT_DEFAULT), &response));
    assert_int_equal(late.how, WAITER_ANSWERED);
    assert_int_equal(soon.times, 1);
    waiters_free(waiters);
    loop_free(loop);
}

static void dropping_any_of_several_leaves_the_others(void **state)
{
    for (int dropped = 0; dropped < 3; dropped++) {
        struct loop *loop = loop_new();
        struct waiters *waiters = waiters_new(loop);
        struct ended ended[3] = {{0}};
        struct waiter *all[3];
        Steward__V1__Response response = response_to("a");

        for (int i = 0; i < 3; i++)
            all[i] = waiter_add(waiters, STR(TENANT_DEFAULT), STR("a"), 60000, on_ended, &ended[i]);
        waiter_drop(all[dropped]);
        waiters_answer(waiters, STR(TENANT_DEFAULT), &response);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(ended[i].times, 1);
            assert_int_equal(ended[i].how, i == dropped ? WAITER_DROPPED : WAITER_ANSWERED);
        }
        waiters_free(waiters);
        loop_free(loop);
    }
}

static void who_is_hurried_waits_no_longer_than_that(void **state)
{
    struct loop *loop = loop_new();
    struct waiters *waiters = waiters_new(loop);
    struct ended ended[3] = {{0}};

    waiter_add(waiters, STR(TENANT_DEFAULT), STR("a"), 60000, on_ended, &ended[0]);
    waiter_add(waiters, STR(TENANT_DEFAULT), STR("b"), 1, on_ended, &ended[1]);
    waiters_hurry(waiters, 50);
    waiter_add(waiters, STR(TENANT_DEFAULT), STR("c"), 60000, on_ended, &ended[2]);
    until(waiters_count(waiters) == 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(ended[i].times, 1);
        assert_int_equal(ended[i].how, WAITER_TIME_IS_UP);
    }
    waiters_free(waiters);
    loop_free(loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_response_ends_all_who_wait_for_it),
        cmocka_unit_test(time_is_up_for_one_of_several),
        cmocka_unit_test(dropping_any_of_several_leaves_the_others),
        cmocka_unit_test(who_is_hurried_waits_no_longer_than_that),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
