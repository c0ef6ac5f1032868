/* Flows: steps in order, waits, retries, deadlines, late completions, the breaker, and flows over HTTP. */
#include "base/clock.h"
#include "flow/flow.h"

#include <stdio.h>

#include "http/server.h"
#include "steward/v1/common.pb-c.h"
#include "unit.h"
#include "json/message.h"

struct world {
    struct loop *loop;
    struct http_client *http;
    struct flows *flows;
    int done;
    bool failed;
    char text[240];
    int64_t amount; /* of the answer */
    int tries;
    struct flow_pending *pending;
};

static struct world w;
static Steward__V1__Money command = STEWARD__V1__MONEY__INIT;

static int set_up(void **state)
{
    memset(&w, 0, sizeof(w));
    w.loop = loop_new();
    w.http = http_client_new(w.loop, 4);
    w.flows = flows_new(w.loop, w.http, NULL);
    return 0;
}

static int tear_down(void **state)
{
    flows_free(w.flows);
    http_client_free(w.http);
    loop_free(w.loop);
    clock_set_for_test(-1, -1);
    return 0;
}

static void on_done(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    w.done++;
    w.failed = err != NULL;
    if (err)
        memcpy(w.text, err->text, sizeof(w.text));
    if (answer)
        w.amount = ((const Steward__V1__Money *)answer)->amount_minor;
}

static void run_until_done(void)
{
    for (int turns = 0; turns < 10000 && !w.done; turns++)
        loop_run_once(w.loop, 100);
    assert_int_equal(w.done, 1);
}

static void run(const struct flow_kind *kind)
{
    flows_start(w.flows, kind, &command.base, on_done, NULL);
    assert_int_equal(w.done, 0); /* never inside */
    run_until_done();
    assert_int_equal(flows_running(w.flows), 0);
}

static enum verdict give(struct flow *flow)
{
    Steward__V1__Money *answer = message_new(&steward__v1__money__descriptor, flow_arena(flow));
    const Steward__V1__Money *asked = flow_command(flow);

    answer->amount_minor = asked->amount_minor + *(int *)flow_state(flow);
    return flow_done(flow, &answer->base);
}

static enum verdict count(struct flow *flow)
{
    ++*(int *)flow_state(flow);
    return NEXT;
}

static enum verdict again_until_three(struct flow *flow)
{
    return *(int *)flow_state(flow) < 3 ? flow_again_from(flow, "count") : NEXT;
}

static void steps_run_in_order_and_may_branch(void **state)
{
    static const struct step steps[] = {{"count", count}, {"again", again_until_three}, {"give", give}, {0}};
    static const struct flow_kind kind = {.name = "t", .state_size = sizeof(int), .steps = steps};

    command.amount_minor = 40;
    run(&kind);
    assert_false(w.failed);
    assert_int_equal(w.amount, 43);
}

static enum verdict take_handle(struct flow *flow)
{
    w.tries++;
    w.pending = flow_wait_for(flow);
    return WAIT;
}

static void a_wait_ends_with_its_completion(void **state)
{
    static const struct step steps[] = {{"wait", take_handle, .deadline_ms = 60000},
                                        {"count", count},
                                        {"give", give},
                                        {0}};
    static const struct flow_kind kind = {.name = "t", .state_size = sizeof(int), .steps = steps};

    command.amount_minor = 1;
    flows_start(w.flows, &kind, &command.base, on_done, NULL);
    loop_run_once(w.loop, 0);
    assert_non_null(w.pending);
    assert_non_null(flow_still_there(w.pending));
    flow_complete(w.pending);
    assert_int_equal(w.done, 0);
    run_until_done();
    assert_int_equal(w.amount, 2);
}

static void a_deadline_fails_the_flow_and_the_late_completion_finds_nobody(void **state)
{
    static const struct step steps[] = {{"wait", take_handle, .deadline_ms = 5}, {"give", give}, {0}};
    static const struct flow_kind kind = {.name = "t", .state_size = sizeof(int), .steps = steps};

    run(&kind);
    assert_true(w.failed);
    assert_non_null(strstr(w.text, "no answer within 5 ms in step wait"));
    assert_null(flow_still_there(w.pending));
    flow_complete(w.pending);
    loop_run_once(w.loop, 0);
    assert_int_equal(w.done, 1);
}

static enum verdict wait_shortly(struct flow *flow)
{
    w.tries++;
    flow_complete(flow_wait_for(flow));
    return WAIT;
}

static enum verdict fail_twice(struct flow *flow)
{
    return w.tries < 3 ? flow_fail(flow, ERROR_RETRY, "not yet") : NEXT;
}

static void a_retry_goes_back_to_the_step_that_waited(void **state)
{
    static const struct step steps[] = {{"wait", wait_shortly, .deadline_ms = 1000, .retries = 2},
                                        {"look", fail_twice},
                                        {"give", give},
                                        {0}};
    static const struct flow_kind kind = {.name = "t", .state_size = sizeof(int), .steps = steps};

    command.amount_minor = 7;
    run(&kind);
    assert_false(w.failed);
    assert_int_equal(w.tries, 3);
    assert_int_equal(w.amount, 7);
}

static void retries_come_to_an_end(void **state)
{
    static const struct step steps[] = {{"wait", wait_shortly, .deadline_ms = 1000, .retries = 1},
                                        {"look", fail_twice},
                                        {0}};
    static const struct flow_kind kind = {.name = "t", .state_size = sizeof(int), .steps = steps};

    run(&kind);
    assert_true(w.failed);
    assert_int_equal(w.tries, 2);
}

static enum verdict refuse(struct flow *flow)
{
    w.tries++;
    return flow_fail(flow, ERROR_SKIP, "never");
}

static const ProtobufCMessage *say_minus_one(struct flow *flow, const struct error *why)
{
    Steward__V1__Money *answer = message_new(&steward__v1__money__descriptor, flow_arena(flow));

    answer->amount_minor = -1;
    return &answer->base;
}

static void what_failed_for_good_gives_the_kinds_own_answer(void **state)
{
    static const struct step steps[] = {{"refuse", refuse, .retries = 5}, {0}};
    static const struct flow_kind kind = {.name = "t", .steps = steps, .failed = say_minus_one};

    run(&kind);
    assert_true(w.failed);
    assert_int_equal(w.tries, 1);
    assert_int_equal(w.amount, -1);
}

static enum verdict always_failing(struct flow *flow)
{
    return flow_fail(flow, ERROR_RETRY, "down");
}

static void the_breaker_stops_calling_what_fails(void **state)
{
    static const struct step steps[] = {{"wait", wait_shortly, .deadline_ms = 1000},
                                        {"look", always_failing},
                                        {0}};
    static const struct flow_kind kind = {.name = "t", .steps = steps, .breaker = "shop"};

    for (int i = 0; i < 20; i++) {
        w.done = 0;
        run(&kind);
        assert_true(w.failed);
    }
    assert_int_equal(w.tries, 5);
    assert_non_null(strstr(w.text, "shop does not answer"));
}

static enum verdict eat_memory(struct flow *flow)
{
    for (int i = 0; i < 100; i++)
        arena_alloc(flow_arena(flow), 1 << 16);
    return NEXT;
}

static void memory_is_bounded(void **state)
{
    static const struct step steps[] = {{"eat", eat_memory}, {"give", give}, {0}};
    static const struct flow_kind kind = {.name = "t",
                                          .state_size = 4,
                                          .steps = steps,
                                          .arena_bytes = 1 << 20};

    run(&kind);
    assert_true(w.failed);
    assert_non_null(strstr(w.text, "memory"));
}

static void shutdown_ends_what_waits(void **state)
{
    static const struct step steps[] = {{"wait", take_handle, .deadline_ms = 60000}, {"give", give}, {0}};
    static const struct flow_kind kind = {.name = "t", .state_size = sizeof(int), .steps = steps};

    flows_start(w.flows, &kind, &command.base, on_done, NULL);
    loop_run_once(w.loop, 0);
    flows_free(w.flows);
    assert_int_equal(w.done, 1);
    assert_true(w.failed);
    flow_complete(w.pending);
    w.flows = flows_new(w.loop, w.http, NULL);
}

/* ---- over HTTP ---- */

struct shop {
    char url[64];
    struct flow_http_result result;
};

static char shop_url[64];

static void serve(void *owner, struct http_request *request)
{
    http_reply(request, 200, NULL, STR("42"));
}

static enum verdict ask_shop(struct flow *flow)
{
    struct shop *shop = flow_state(flow);

    flow_http(flow, &shop->result, &(struct http_ask){.method = "GET", .url = shop_url, .deadline_ms = 2000});
    return WAIT;
}

static enum verdict read_shop(struct flow *flow)
{
    struct shop *shop = flow_state(flow);
    Steward__V1__Money *answer = message_new(&steward__v1__money__descriptor, flow_arena(flow));

    if (shop->result.failed)
        return flow_fail(flow, ERROR_SKIP, "%s", shop->result.err.text);
    if (!str_to_int64(shop->result.body, &answer->amount_minor))
        return flow_fail(flow, ERROR_SKIP, "not a number");
    return flow_done(flow, &answer->base);
}

static const struct step shop_steps[] = {{"ask", ask_shop, .deadline_ms = 3000}, {"read", read_shop}, {0}};
static const struct flow_kind shop_kind = {.name = "shop",
                                           .state_size = sizeof(struct shop),
                                           .steps = shop_steps};

static void a_flow_asks_over_http(void **state)
{
    struct http_server *server;
    struct error err;
    struct http_server_options options = {.address = "127.0.0.1",
                                          .max_connections = 8,
                                          .max_body_bytes = 1024,
                                          .body_memory_bytes = 1 << 20,
                                          .cors_origins = "",
                                          .on_request = serve};

    assert_true(http_server_start(w.loop, &options, &server, &err));
    snprintf(shop_url, sizeof(shop_url), "http://127.0.0.1:%d/", http_server_port(server));
    run(&shop_kind);
    assert_false(w.failed);
    assert_int_equal(w.amount, 42);
    http_server_free(server);
}

static void a_shop_that_is_away_fails_the_flow(void **state)
{
    snprintf(shop_url, sizeof(shop_url), "http://127.0.0.1:1/");
    run(&shop_kind);
    assert_true(w.failed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(steps_run_in_order_and_may_branch),
        TEST(a_wait_ends_with_its_completion),
        TEST(a_deadline_fails_the_flow_and_the_late_completion_finds_nobody),
        TEST(a_retry_goes_back_to_the_step_that_waited),
        TEST(retries_come_to_an_end),
        TEST(what_failed_for_good_gives_the_kinds_own_answer),
        TEST(the_breaker_stops_calling_what_fails),
        TEST(memory_is_bounded),
        TEST(shutdown_ends_what_waits),
        TEST(a_flow_asks_over_http),
        TEST(a_shop_that_is_away_fails_the_flow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
