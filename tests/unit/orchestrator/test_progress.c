/* What is told of a request that somebody watches, and that nothing is told of one that nobody does. */
#include "session_harness.h"
#include "steward/v1/live.pb-c.h"

static void live_request_comes(const char *id, bool live)
{
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    Steward__V1__SearchRequest search = STEWARD__V1__SEARCH_REQUEST__INIT;

    search.query = (char *)(uintptr_t) "usb c cable";
    request.request_id = (char *)(uintptr_t)id;
    request.user_id = (char *)(uintptr_t) "anna";
    request.live = live;
    request.ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
    request.search = &search;
    event_comes(&request.base, STR_NONE);
}

/* What the last event had mentioned, as it is published. */
static const Steward__V1__Progress *progress(size_t count)
{
    const struct mention *mention = s.instance->mentions;
    const Steward__V1__Progress *progress = NULL;

    for (; mention; mention = mention->next, count--) {
        assert_string_equal(mention->record.topic, "steward.progress");
        progress = (const Steward__V1__Progress *)message_unpack(&steward__v1__progress__descriptor,
                                                                 mention->record.value, s.arena, NULL);
        assert_non_null(progress);
    }
    assert_int_equal(count, 0);
    s.instance->mentions = NULL;
    return progress;
}

static void each_state_is_told_as_it_is_entered(void **state)
{
    const Steward__V1__Progress *p;

    live_request_comes("r1", true);
    assert_true(str_is(event_header(&s.instance->mentions->record, "ce_id"), "r1.1"));
    assert_true(str_is(event_header(&s.instance->mentions->record, "ce_subject"), "shop"));
    p = progress(1);
    assert_string_equal(p->request_id, "r1");
    assert_string_equal(p->session_id, "shop");
    assert_string_equal(p->user_id, "anna");
    assert_string_equal(p->previous, "");
    assert_int_equal(p->n_timeline, 2);
    assert_int_equal(p->timeline[1]->state, S(SEARCHING));
    assert_null(p->partial);
    catalog_finds("Cable");
    p = progress(1);
    assert_int_equal(p->n_timeline, 3);
    assert_int_equal(p->timeline[2]->state, S(RANKING));
    assert_int_equal(p->partial->n_products, 1);
    assert_string_equal(p->partial->products[0]->title, "Cable");
    assert_string_equal(p->partial->message, "");
    assert_int_equal(p->partial->status, S(RANKING));
    assert_false(p->partial->degraded);
    composer_ranks("ok");
    progress(0); /* the response tells the rest */
    assert_int_equal(response(0)->status, S(COMPLETED));
}

static void of_what_nobody_watches_nothing_is_told(void **state)
{
    live_request_comes("r1", false);
    live_request_comes("r2", false);
    progress(0);
    catalog_finds("Cable");
    composer_ranks("ok");
    progress(0);
    time_passes(60000);
    assert_int_equal(response(0)->status, S(FAILED));
    progress(0);
}

static void one_that_waits_is_told_and_knows_who_was_before_it(void **state)
{
    const Steward__V1__Progress *p;

    live_request_comes("r1", false);
    live_request_comes("r2", true);
    p = progress(1);
    assert_string_equal(p->request_id, "r2");
    assert_int_equal(p->n_timeline, 1);
    catalog_finds("Cable");
    composer_ranks("ok");
    p = progress(1);
    assert_string_equal(p->request_id, "r2");
    assert_string_equal(p->previous, "r1");
    assert_int_equal(p->n_timeline, 2);
}

static void no_more_than_a_page_is_shown_early(void **state)
{
    Steward__V1__SearchResult found = STEWARD__V1__SEARCH_RESULT__INIT;
    Steward__V1__Candidate candidate = STEWARD__V1__CANDIDATE__INIT, *candidates[100];

    for (size_t i = 0; i < COUNT_OF(candidates); i++)
        candidates[i] = &candidate;
    found.candidates = candidates;
    found.n_candidates = COUNT_OF(candidates);
    found.limit = 100;
    live_request_comes("r1", true);
    progress(1);
    result_comes(&found, waits_for());
    assert_int_equal(progress(1)->partial->n_products, 20);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_state_is_told_as_it_is_entered),
        TEST(of_what_nobody_watches_nothing_is_told),
        TEST(one_that_waits_is_told_and_knows_who_was_before_it),
        TEST(no_more_than_a_page_is_shown_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
