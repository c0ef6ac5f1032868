/* A session's searches through the fold: their order, their ends, and what is told of them. */
#include "session_harness.h"

static void a_search_goes_its_way(void **state)
{
    const Steward__V1__Response *r;

    request_comes("r1");
    assert_string_equal(told(0)->topic, "steward.catalog.commands");
    assert_int_equal(fold_session.state_of(s.instance->state), S(SEARCHING));
    catalog_finds("Cable");
    assert_string_equal(told(0)->topic, "steward.composer.commands");
    composer_ranks("Here you are.");
    r = response(0);
    assert_string_equal(r->request_id, "r1");
    assert_string_equal(r->session_id, "shop");
    assert_string_equal(r->message, "Here you are.");
    assert_int_equal(r->status, S(COMPLETED));
    assert_int_equal(r->total, 1);
    assert_int_equal(r->n_timeline, 4);
    assert_int_equal(r->timeline[3]->state, S(COMPLETED));
    assert_int_equal(fold_session.state_of(s.instance->state), S(INITIAL));
    assert_int_equal(waits_for().len, 0);
}

static void a_silent_catalogue_fails_the_request(void **state)
{
    request_comes("r1");
    time_passes(60000);
    assert_int_equal(response(0)->status, S(FAILED));
    assert_int_equal(response(0)->problem->status, 503);
    assert_true(response(0)->problem->retryable);
}

static void patience_is_not_over_before_its_time(void **state)
{
    request_comes("r1");
    time_passes(100);
    assert_non_null(s.dropped);
    assert_int_equal(fold_session.state_of(s.instance->state), S(SEARCHING));
}

static void a_silent_composer_leaves_the_results_unranked(void **state)
{
    request_comes("r1");
    catalog_finds("Cable");
    time_passes(60000);
    assert_string_equal(told(0)->topic, "steward.catalog.commands"); /* what was found is not kept */
    catalog_finds("Cable");
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_true(response(0)->degraded);
    assert_int_equal(response(0)->n_products, 1);
    assert_string_equal(response(0)->products[0]->title, "Cable");
}

static void a_lost_ranking_is_searched_for_again(void **state)
{
    request_comes("r1");
    catalog_finds("Cable");
    decide(&(struct input){.on = FOLD_LOST, .now_ms = s.now_ms, .source = "test"});
    assert_string_equal(told(0)->topic, "steward.catalog.commands");
    catalog_finds("Cable");
    composer_ranks("ok");
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_false(response(0)->degraded);
}

static void large_commands_and_kept_responses_are_not_stored(void **state)
{
    const Steward__V1__FoldBook *book;

    request_comes("r1");
    assert_true(s.instance->book->told[0]->value.len > 0);
    catalog_finds("Cable");
    composer_ranks("ok");
    book = s.instance->book;
    for (size_t i = 1; i < book->n_told; i++)
        assert_int_equal(book->told[i]->value.len, 0);
    assert_string_equal(book->told[book->n_told - 1]->kept_id, "r1");
}

static void a_late_answer_is_dropped(void **state)
{
    struct str command;
    Steward__V1__SearchResult found = STEWARD__V1__SEARCH_RESULT__INIT;

    request_comes("r1");
    command = str_copy(s.arena, waits_for());
    time_passes(60000);
    result_comes(&found, command);
    assert_non_null(s.dropped);
    assert_int_equal(told_now(), 0);
}

static void a_repeated_answer_is_dropped(void **state)
{
    struct str command;
    Steward__V1__SearchResult found = STEWARD__V1__SEARCH_RESULT__INIT;

    request_comes("r1");
    command = str_copy(s.arena, waits_for());
    catalog_finds("Cable");
    result_comes(&found, command);
    assert_non_null(s.dropped);
    assert_int_equal(fold_session.state_of(s.instance->state), S(RANKING));
}

static void requests_are_answered_in_their_order(void **state)
{
    static const char *const names[] = {"r1", "r2", "r3"};

    for (size_t i = 0; i < 3; i++)
        request_comes(names[i]);
    for (size_t i = 0; i < 3; i++) {
        catalog_finds("Cable");
        composer_ranks("ok");
        assert_string_equal(response(0)->request_id, names[i]);
        assert_int_equal(told_now(), i < 2 ? 2 : 1); /* the next one has begun in the same decision */
    }
}

static void a_repeated_request_is_known(void **state)
{
    request_comes("r1");
    request_comes("r1");
    assert_string_equal(s.dropped, "request is known already");
    request_comes("r2");
    request_comes("r2");
    assert_string_equal(s.dropped, "request is known already");
    catalog_finds("Cable");
    composer_ranks("ok");
    request_comes("r1");
    assert_string_equal(s.dropped, "request is known already");
}

static void a_bad_request_is_refused_in_its_turn(void **state)
{
    request_comes("r1");
    request_of("r2", "", "   ");
    assert_int_equal(told_now(), 0);
    catalog_finds("Cable");
    composer_ranks("ok");
    assert_int_equal(told_now(), 2);
    assert_string_equal(response(0)->request_id, "r1");
    assert_string_equal(response(1)->request_id, "r2");
    assert_int_equal(response(1)->problem->status, 422);
    assert_string_equal(response(1)->problem->field, "query");
}

static void a_session_belongs_to_its_first_user(void **state)
{
    request_of("r1", "ann", "cable");
    request_of("r2", "bob", "cable");
    request_of("r3", "", "cable");
    catalog_finds("Cable");
    composer_ranks("ok");
    assert_int_equal(response(1)->problem->status, 403);
    assert_string_equal(told(2)->topic, "steward.catalog.commands");
}

static void a_flood_in_one_session_is_bounded(void **state)
{
    int refused = 0;

    for (int i = 0; i < 400; i++) {
        request_comes(str_printf(s.arena, "r%d", i));
        if (i > 0 && told_now() == 1) {
            assert_int_equal(response(0)->problem->status, 429);
            refused++;
        }
    }
    assert_int_equal(refused, 400 - 1 - 256);
}

static void deciding_again_tells_the_same_ids(void **state)
{
    char *first[2], *again[2];

    for (int round = 0; round < 2; round++) {
        char **ids = round ? again : first;

        tear_down(NULL);
        set_up(NULL);
        request_comes("r1");
        ids[0] = strdup(told(0)->id);
        catalog_finds("Cable");
        composer_ranks("ok");
        ids[1] = strdup(told(0)->id);
    }
    for (int i = 0; i < 2; i++) {
        assert_string_equal(first[i], again[i]);
        free(first[i]);
        free(again[i]);
    }
}

static void a_search_that_failed_says_why(void **state)
{
    Steward__V1__SearchResult found = STEWARD__V1__SEARCH_RESULT__INIT;
    Steward__V1__Problem problem = STEWARD__V1__PROBLEM__INIT;

    problem.status = 422;
    problem.detail = (char *)(uintptr_t) "is not a cursor";
    problem.field = (char *)(uintptr_t) "cursor";
    found.problem = &problem;
    request_comes("r1");
    result_comes(&found, waits_for());
    assert_int_equal(response(0)->status, S(FAILED));
    assert_string_equal(response(0)->problem->field, "cursor");
}

static const char *header(const Steward__V1__Told *message, const char *name)
{
    for (size_t i = 0; i < message->n_headers; i++)
        if (!strcmp(message->headers[i]->name, name))
            return str_c(s.arena, str_n((const char *)message->headers[i]->value.data,
                                        message->headers[i]->value.len));
    return "";
}

/* Two tenants, in everything else alike: what is told of the one must not be taken for the other's. */
static void tenants_have_sessions_of_their_own(void **state)
{
    static const char *const tenants[] = {"acme", TENANT_DEFAULT};
    static const char *const keys[] = {"acme/shop", "shop"};
    const char *commands[2], *answers[2];

    for (int i = 0; i < 2; i++) {
        session_of(tenants[i]);
        assert_true(str_is(fold_session.key(&(struct event){.key = s.instance->key,
                                                            .tenant = str_of(s.tenant),
                                                            .message = s.instance->state}),
                           "shop"));
        request_comes("r1");
        commands[i] = told(0)->id;
        assert_true(str_is(str_n((const char *)told(0)->key.data, told(0)->key.len), keys[i]));
        assert_string_equal(header(told(0), "steward-tenant"), i ? "" : "acme");
        assert_string_equal(header(told(0), "ce_subject"), "shop");
        catalog_finds("Cable");
        composer_ranks("Here you are.");
        answers[i] = told(0)->id;
        assert_string_equal(response(0)->session_id, "shop");
        assert_string_equal(told(0)->kept_id, i ? "r1" : "acme/r1");
        assert_true(str_is(s.instance->kept->id, i ? "r1" : "acme/r1"));
        assert_string_equal(header(told(0), "steward-tenant"), i ? "" : "acme");
    }
    assert_string_not_equal(commands[0], commands[1]);
    assert_string_not_equal(answers[0], answers[1]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_search_goes_its_way),
        TEST(a_silent_catalogue_fails_the_request),
        TEST(patience_is_not_over_before_its_time),
        TEST(a_silent_composer_leaves_the_results_unranked),
        TEST(a_lost_ranking_is_searched_for_again),
        TEST(large_commands_and_kept_responses_are_not_stored),
        TEST(a_late_answer_is_dropped),
        TEST(a_repeated_answer_is_dropped),
        TEST(requests_are_answered_in_their_order),
        TEST(a_repeated_request_is_known),
        TEST(a_bad_request_is_refused_in_its_turn),
        TEST(a_session_belongs_to_its_first_user),
        TEST(a_flood_in_one_session_is_bounded),
        TEST(deciding_again_tells_the_same_ids),
        TEST(a_search_that_failed_says_why),
        TEST(tenants_have_sessions_of_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
