/* A session's requests through the fold: decided one event at a time, with what was told looked at as it
 * would be published. What the driver would store goes through bytes between events, so nothing lives on by
 * accident. */
#include "fold_session.h"

#include <stdlib.h>

#include "fold/decide.h"
#include "steward/v1/composer.pb-c.h"
#include "unit.h"
#include "json/message.h"

#define S(name) STEWARD__V1__WORKFLOW__STATE__##name

struct session {
    struct arena *arena;
    struct instance *instance;
    int64_t now_ms;
    int events;
    Steward__V1__Told *told[300]; /* by the last event */
    size_t told_count;
    const char *dropped;
};

static struct session s;

static int set_up(void **state)
{
    memset(&s, 0, sizeof(s));
    s.arena = arena_new(256 << 20);
    s.now_ms = 1000000;
    s.instance = instance_new(&fold_session, STR("shop"), STR("default"), s.arena);
    return 0;
}

static int tear_down(void **state)
{
    arena_free(s.arena);
    return 0;
}

static void store_and_load(void)
{
    struct str state = message_pack(s.instance->state, s.arena);
    struct str book = book_pack(s.instance->book, s.arena);

    s.instance->state = message_unpack(fold_session.state, state, s.arena, NULL);
    s.instance->book =
        (Steward__V1__FoldBook *)message_unpack(&steward__v1__fold_book__descriptor, book, s.arena, NULL);
    assert_non_null(s.instance->state);
    assert_non_null(s.instance->book);
    s.instance->version++;
}

static void decide(const struct input *input)
{
    struct error err = {0};
    size_t before = s.instance->book->n_told;

    s.dropped = fold_decide(&fold_session, s.instance, input, s.arena, &err);
    if (s.dropped && !strcmp(s.dropped, FOLD_BROKEN))
        fail_msg("%s", err.text);
    s.told_count = s.instance->book->n_told - before;
    memcpy(s.told, s.instance->book->told + before, s.told_count * sizeof(s.told[0]));
    store_and_load();
}

static void event_comes(const ProtobufCMessage *message, struct str answers)
{
    struct event event = {
        .id = str_of(str_printf(s.arena, "event-%d", ++s.events)),
        .key = STR("shop"),
        .answers = answers,
        .tenant = STR("default"),
        .message = message,
    };

    decide(&(struct input){.event = &event, .now_ms = s.now_ms, .source = "test"});
}

static void time_passes(int64_t ms)
{
    struct input input = {.source = "test"};

    s.now_ms += ms;
    input.now_ms = s.now_ms;
    instance_due(s.instance, &input.on);
    decide(&input);
}

static void request_of(const char *id, const char *user, const char *query)
{
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    Steward__V1__SearchRequest search = STEWARD__V1__SEARCH_REQUEST__INIT;

    search.query = (char *)(uintptr_t)query;
    request.request_id = (char *)(uintptr_t)id;
    request.user_id = (char *)(uintptr_t)user;
    request.ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
    request.search = &search;
    event_comes(&request.base, STR_NONE);
}

static void request_comes(const char *id)
{
    request_of(id, "", "usb c cable");
}

static size_t told_now(void)
{
    return s.told_count;
}

static const Steward__V1__Told *told(size_t which)
{
    assert_true(which < s.told_count);
    return s.told[which];
}

static const Steward__V1__Response *response(size_t which)
{
    const Steward__V1__Told *message = told(which);

    assert_string_equal(message->topic, "steward.responses");
    return (const Steward__V1__Response *)message_unpack(&steward__v1__response__descriptor,
                                                         str_n((const char *)message->value.data,
                                                               message->value.len),
                                                         s.arena, NULL);
}

/* As the driver reads it: only the fields that the fold looks at are decoded. */
static const ProtobufCMessage *passing(const ProtobufCMessage *message, const ProtobufCMessageDescriptor *as)
{
    return message_unpack(as, message_pack(message, s.arena), s.arena, NULL);
}

static void result_comes(const Steward__V1__SearchResult *found, struct str answers)
{
    event_comes(passing(&found->base, &steward__v1__search_passing__descriptor), answers);
}

static struct str waits_for(void)
{
    return str_of(s.instance->book->waits_for);
}

static void catalog_finds(const char *title)
{
    Steward__V1__SearchResult found = STEWARD__V1__SEARCH_RESULT__INIT;
    Steward__V1__Candidate candidate = STEWARD__V1__CANDIDATE__INIT, *candidates[] = {&candidate};

    candidate.title = (char *)(uintptr_t)title;
    candidate.product_id = (char *)(uintptr_t) "p1";
    found.candidates = candidates;
    found.n_candidates = 1;
    found.total = 1;
    found.limit = 10;
    result_comes(&found, waits_for());
}

static void composer_ranks(const char *message)
{
    Steward__V1__RankResult ranked = STEWARD__V1__RANK_RESULT__INIT;

    ranked.total = 1;
    ranked.message = (char *)(uintptr_t)message;
    event_comes(passing(&ranked.base, &steward__v1__response_passing__descriptor), waits_for());
}

/* ---- */

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
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
