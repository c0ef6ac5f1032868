/* Marketplaces that are late: what is asked once more after the answer, what takes its place, and what ends
 * that. */
#include "session_harness.h"
#include "steward/v1/live.pb-c.h"

static void live_request_comes(const char *id, bool live)
{
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    Steward__V1__SearchRequest search = STEWARD__V1__SEARCH_REQUEST__INIT;

    search.query = (char *)(uintptr_t) "usb c cable";
    request.request_id = (char *)(uintptr_t)id;
    request.live = live;
    request.ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
    request.search = &search;
    event_comes(&request.base, STR_NONE);
}

static void catalog_finds_while_one_is_late(void)
{
    Steward__V1__SearchResult found = STEWARD__V1__SEARCH_RESULT__INIT;

    found.has_late = true;
    found.limit = 10;
    result_comes(&found, waits_for());
}

static void is_answered_early(const char *id, bool live)
{
    live_request_comes(id, live);
    catalog_finds_while_one_is_late();
    composer_ranks("Few.");
    assert_string_equal(response(0)->request_id, id);
    assert_string_equal(response(0)->message, "Few.");
    assert_int_equal(response(0)->status, S(COMPLETED));
}

static const ProtobufCMessage *command(size_t which, const char *topic,
                                       const ProtobufCMessageDescriptor *type)
{
    const Steward__V1__Told *message = told(which);

    assert_string_equal(message->topic, topic);
    return message_unpack(type, str_n((const char *)message->value.data, message->value.len), s.arena, NULL);
}

static const Steward__V1__SearchCommand *search_told(size_t which)
{
    return (const Steward__V1__SearchCommand *)command(which, "steward.catalog.commands",
                                                       &steward__v1__search_command__descriptor);
}

/* What the last event had mentioned; NULL: nothing. */
static const Steward__V1__Progress *mentioned(void)
{
    const struct mention *mention = s.instance->mentions;

    s.instance->mentions = NULL;
    return mention ? (const Steward__V1__Progress *)message_unpack(&steward__v1__progress__descriptor,
                                                                   mention->record.value, s.arena, NULL)
                   : NULL;
}

static const Steward__V1__RequestRecordPassing *kept(const char *id)
{
    for (const struct kept *kept = s.instance->kept; kept; kept = kept->next) {
        if (str_eq(kept->id, tenant_key(s.arena, str_of(s.tenant), str_of(id))) && kept->record)
            return (const Steward__V1__RequestRecordPassing *)kept->record;
    }
    return NULL;
}

static void it_is_over(void)
{
    assert_null(((const Steward__V1__SessionState *)s.instance->state)->late);
    assert_int_equal(waits_for().len, 0);
    assert_int_equal(fold_session.state_of(s.instance->state), S(INITIAL));
}

static void what_comes_late_takes_the_answers_place(void **state)
{
    const Steward__V1__RankCommand *rank;
    const Steward__V1__Progress *progress;

    is_answered_early("r1", true);
    assert_int_equal(response(0)->late_until->seconds, (s.now_ms + 11000) / 1000);
    assert_true(search_told(1)->patient);
    assert_string_equal(search_told(1)->query, "usb c cable");
    s.instance->mentions = NULL;
    catalog_finds("Cable");
    rank = (const Steward__V1__RankCommand *)command(0, "steward.composer.commands",
                                                     &steward__v1__rank_command__descriptor);
    assert_true(rank->again);
    assert_int_equal(rank->found->n_candidates, 1);
    assert_null(mentioned());
    composer_ranks("More.");
    assert_int_equal(told_now(), 0); /* it is not answered twice */
    progress = mentioned();
    assert_true(progress->late);
    assert_int_equal(progress->n_timeline, 4);
    assert_string_equal(progress->partial->request_id, "r1");
    assert_string_equal(progress->partial->message, "More.");
    assert_int_equal(progress->partial->status, S(COMPLETED));
    assert_null(progress->partial->late_until);
    assert_string_equal(kept("r1")->response->message, "More.");
    assert_int_equal(kept("r1")->response->n_timeline, 4);
    it_is_over();
}

static void where_nobody_watches_nothing_is_asked_again(void **state)
{
    is_answered_early("r1", false);
    assert_int_equal(told_now(), 1);
    assert_null(response(0)->late_until);
    it_is_over();
}

static void the_next_request_ends_it(void **state)
{
    struct str late;

    is_answered_early("r1", true);
    late = str_copy(s.arena, waits_for());
    live_request_comes("r2", true);
    assert_false(search_told(0)->patient);
    result_comes(&(Steward__V1__SearchResult)STEWARD__V1__SEARCH_RESULT__INIT, late);
    assert_non_null(s.dropped);
    catalog_finds("Cable");
    composer_ranks("Other.");
    assert_string_equal(response(0)->request_id, "r2");
    it_is_over();
}

static void one_that_waits_comes_first(void **state)
{
    live_request_comes("r1", true);
    live_request_comes("r2", true);
    catalog_finds_while_one_is_late();
    composer_ranks("Few.");
    assert_null(response(0)->late_until);
    assert_false(search_told(1)->patient);
}

static void silence_leaves_the_answer_as_it_is(void **state)
{
    is_answered_early("r1", true);
    time_passes(60000);
    assert_int_equal(told_now(), 0);
    it_is_over();
    is_answered_early("r2", true);
    catalog_finds("Cable");
    time_passes(60000);
    it_is_over();
    is_answered_early("r3", true);
    catalog_finds("Cable");
    decide(&(struct input){.on = FOLD_LOST, .now_ms = s.now_ms, .source = "test"});
    it_is_over();
}

static void what_fails_leaves_the_answer_as_it_is(void **state)
{
    Steward__V1__SearchResult found = STEWARD__V1__SEARCH_RESULT__INIT;
    Steward__V1__RankResult ranked = STEWARD__V1__RANK_RESULT__INIT;
    Steward__V1__Problem problem = STEWARD__V1__PROBLEM__INIT;

    found.problem = ranked.problem = &problem;
    is_answered_early("r1", true);
    result_comes(&found, waits_for());
    it_is_over();
    is_answered_early("r2", true);
    catalog_finds("Cable");
    s.instance->mentions = NULL;
    event_comes(passing(&ranked.base, &steward__v1__response_passing__descriptor), waits_for());
    assert_null(mentioned());
    it_is_over();
}

/* ---- in a conversation ---- */

static void says(const char *id, const char *text)
{
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    Steward__V1__ChatRequest chat = STEWARD__V1__CHAT_REQUEST__INIT;

    chat.message = (char *)(uintptr_t)text;
    request.request_id = (char *)(uintptr_t)id;
    request.live = true;
    request.ask_case = STEWARD__V1__REQUEST__ASK_CHAT;
    request.chat = &chat;
    event_comes(&request.base, STR_NONE);
}

static void is_understood(void)
{
    Steward__V1__UnderstandResult result = STEWARD__V1__UNDERSTAND_RESULT__INIT;
    Steward__V1__Turn turn = STEWARD__V1__TURN__INIT;
    Steward__V1__Dialogue dialogue = STEWARD__V1__DIALOGUE__INIT;
    Steward__V1__Need need = STEWARD__V1__NEED__INIT;

    need.words = (char *)(uintptr_t) "cable";
    dialogue.need = &need;
    result.wants_search = true;
    result.turn = &turn;
    result.dialogue = &dialogue;
    event_comes(&result.base, waits_for());
}

static void composer_shows(const char *message, const char *product, bool asks)
{
    Steward__V1__RankResult ranked = STEWARD__V1__RANK_RESULT__INIT;
    Steward__V1__RankedProduct shown = STEWARD__V1__RANKED_PRODUCT__INIT, *all[] = {&shown};
    Steward__V1__Clarification question = STEWARD__V1__CLARIFICATION__INIT;

    shown.product_id = (char *)(uintptr_t)product;
    ranked.products = all;
    ranked.n_products = 1;
    ranked.message = (char *)(uintptr_t)message;
    ranked.clarification = asks ? &question : NULL;
    event_comes(passing(&ranked.base, &steward__v1__response_passing__descriptor), waits_for());
}

static const Steward__V1__SessionState *session_now(void)
{
    return (const Steward__V1__SessionState *)s.instance->state;
}

static void in_a_conversation_the_words_stay(void **state)
{
    says("r1", "a cable");
    is_understood();
    catalog_finds_while_one_is_late();
    composer_shows("Here.", "p1", false);
    catalog_finds("Cable");
    s.instance->mentions = NULL;
    composer_shows("Said otherwise.", "p2", false);
    assert_string_equal(mentioned()->partial->message, "Here.");
    assert_string_equal(session_now()->dialogue->shown[0]->product_id, "p2"); /* "the first one" */
    it_is_over();
}

static void a_question_stays_open(void **state)
{
    const Steward__V1__Progress *progress;

    says("r1", "a cable");
    is_understood();
    catalog_finds_while_one_is_late();
    composer_shows("Which?", "p1", true);
    assert_int_equal(response(0)->status, S(CLARIFICATION));
    assert_non_null(response(0)->late_until);
    catalog_finds("Cable");
    s.instance->mentions = NULL;
    composer_shows("Which?", "p2", true);
    progress = mentioned();
    assert_int_equal(progress->partial->status, S(CLARIFICATION));
    assert_int_equal(fold_session.state_of(s.instance->state), S(CLARIFICATION));
    assert_int_equal(session_now()->dialogue->n_asked_about, 1);
    says("r2", "blue");
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_string_equal(response(0)->products[0]->product_id, "p2");
}

static void another_question_than_was_asked_is_left(void **state)
{
    says("r1", "a cable");
    is_understood();
    catalog_finds_while_one_is_late();
    composer_shows("Here.", "p1", false);
    catalog_finds("Cable");
    s.instance->mentions = NULL;
    composer_shows("Which?", "p2", true);
    assert_null(mentioned());
    assert_string_equal(session_now()->dialogue->shown[0]->product_id, "p1");
    it_is_over();
}

/* Whoever may write to the topic may say so: no answer, and nothing that was asked. */
static void what_nobody_waits_for_is_dropped(void **state)
{
    Steward__V1__SearchResult found = STEWARD__V1__SEARCH_RESULT__INIT;
    Steward__V1__ResponsePassing ranked = STEWARD__V1__RESPONSE_PASSING__INIT;

    live_request_comes("r1", true);
    catalog_finds("Cable");
    composer_ranks("Here.");
    result_comes(&found, STR_NONE);
    assert_string_equal(s.dropped, "nothing late is waited for");
    event_comes(&ranked.base, STR_NONE);
    assert_string_equal(s.dropped, "nothing late is waited for");
    it_is_over();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_comes_late_takes_the_answers_place),
        TEST(where_nobody_watches_nothing_is_asked_again),
        TEST(the_next_request_ends_it),
        TEST(one_that_waits_comes_first),
        TEST(silence_leaves_the_answer_as_it_is),
        TEST(what_fails_leaves_the_answer_as_it_is),
        TEST(in_a_conversation_the_words_stay),
        TEST(a_question_stays_open),
        TEST(another_question_than_was_asked_is_left),
        TEST(what_nobody_waits_for_is_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
