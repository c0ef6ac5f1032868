/* A follower: each step once and in order, whatever comes late, early, twice, or while the past is read. What
 * is stored and when it has been read are the test's to say. */
#include <stdlib.h>

#include "base/tenant.h"
#include "live/live_parts.h"
#include "live/store_live.h"
#include "unit.h"
#include "json/message.h"

#define S(name) STEWARD__V1__WORKFLOW__STATE__##name

static struct {
    struct arena *arena;
    struct loop *loop;
    struct live *live;
    struct follow *follow;
    struct live_request stored[8]; /* what the database has */
    size_t count;
    const char *owner;
    stored_live_fn *found; /* a read that is under way */
    void *found_owner;
    int reads;
    struct buf told; /* "r1.0 r1.1" */
    int caught_up;
} t;

/* ---- instead of the process and its database ---- */

struct loop *process_loop(const struct process *process)
{
    return t.loop;
}

struct postgres *process_postgres(const struct process *process)
{
    return NULL;
}

void store_find_live(struct postgres *pg, const struct live_search *wanted, stored_live_fn *found,
                     void *owner)
{
    assert_null(t.found);
    t.found = found;
    t.found_owner = owner;
    t.reads++;
}

static void read_ends(const struct error *err)
{
    struct stored_live stored = {true, t.owner, t.stored, t.count};
    stored_live_fn *found = t.found;

    assert_non_null(found);
    t.found = NULL;
    found(t.found_owner, &stored, t.arena, err);
}

/* ---- what a follower is told ---- */

static void on_event(void *owner, struct follow *follow, const struct live_sent *event)
{
    buf_printf(&t.told, "%s%s%s", t.told.len ? " " : "", event->id,
               event->is_answered                        ? "!"
               : !strcmp(event->type, "request.partial") ? "~"
                                                         : "");
}

static void on_caught_up(void *owner, struct follow *follow)
{
    t.caught_up++;
}

static void on_trouble(void *owner, struct follow *follow, enum follow_trouble trouble, const char *detail)
{
    static const char *const names[] = {"unknown", "not yours", "unreadable"};

    buf_printf(&t.told, "%s(%s)", t.told.len ? " " : "", names[trouble]);
    if (trouble == FOLLOW_UNKNOWN_EVENT)
        return;
    follow_free(follow); /* as its owner does */
    t.follow = NULL;
}

static const struct follow_events events = {on_event, on_caught_up, on_trouble};

static void told_is(const char *expected)
{
    assert_string_equal(t.told.data ? t.told.data : "", expected);
    buf_clear(&t.told);
}

static int open_one(const char *user, const char *only)
{
    t.follow = follow_new(t.live, STR(TENANT_DEFAULT), "shop", user, only, &events, NULL);
    return 0;
}

static int set_up(void **state)
{
    memset(&t, 0, sizeof(t));
    t.arena = arena_new(16 << 20);
    t.loop = loop_new();
    t.live = live_new(NULL, 0);
    t.owner = "";
    return open_one("", NULL);
}

static int tear_down(void **state)
{
    follow_free(t.follow);
    if (t.found)
        read_ends(NULL); /* of one that nobody waits for any more */
    live_free(t.live);
    loop_free(t.loop);
    buf_free(&t.told);
    arena_free(t.arena);
    return 0;
}

/* ---- what happens ---- */

static Steward__V1__Step **steps_of(size_t count)
{
    Steward__V1__Step **timeline = arena_array(t.arena, count, sizeof(*timeline));

    for (size_t i = 0; i < count; i++) {
        timeline[i] = message_new(&steward__v1__step__descriptor, t.arena);
        timeline[i]->at = message_new(&google__protobuf__timestamp__descriptor, t.arena);
        timeline[i]->at->seconds = 1700000000 + (int64_t)i;
    }
    return timeline;
}

static void progress(const char *request, size_t steps, const char *previous, bool has_partial)
{
    Steward__V1__Progress message = STEWARD__V1__PROGRESS__INIT;
    Steward__V1__Response partial = STEWARD__V1__RESPONSE__INIT;

    message.request_id = (char *)(uintptr_t)request;
    message.session_id = (char *)(uintptr_t) "shop";
    message.user_id = (char *)(uintptr_t)t.owner;
    message.previous = (char *)(uintptr_t)previous;
    message.n_timeline = steps;
    message.timeline = steps_of(steps);
    if (has_partial)
        message.partial = &partial;
    live_on_progress(t.live, STR(TENANT_DEFAULT), &message);
}

static Steward__V1__Response *response_of(const char *request, size_t steps,
                                          Steward__V1__Workflow__State status)
{
    Steward__V1__Response *response = message_new(&steward__v1__response__descriptor, t.arena);

    response->request_id = (char *)(uintptr_t)request;
    response->session_id = (char *)(uintptr_t) "shop";
    response->status = status;
    response->n_timeline = steps;
    response->timeline = steps_of(steps);
    return response;
}

static void answer(const char *request, size_t steps)
{
    live_on_response(t.live, STR(TENANT_DEFAULT), response_of(request, steps, S(COMPLETED)));
}

static void is_stored(const char *request, size_t steps, bool answered)
{
    struct live_request *stored = &t.stored[t.count++];

    stored->request_id = request;
    stored->steps = steps;
    stored->timeline = steps_of(steps);
    stored->response = answered ? response_of(request, steps, S(COMPLETED)) : NULL;
}

static void it_is_new(void)
{
    follow_is_new(t.follow);
}

/* ---- the tests ---- */

static void each_step_is_told_once_and_in_order(void **state)
{
    it_is_new();
    progress("r1", 2, "", false);
    told_is("r1.0 r1.1");
    progress("r1", 2, "", false); /* again */
    progress("r1", 1, "", false); /* late */
    told_is("");
    answer("r1", 4);
    told_is("r1.2 r1.3!");
    answer("r1", 4);
    progress("r1", 3, "", false);
    told_is("");
    assert_int_equal(t.reads, 0);
}

static void what_is_missed_costs_nothing(void **state)
{
    it_is_new();
    answer("r1", 4);
    told_is("r1.0 r1.1 r1.2 r1.3!");
    progress("r2", 3, "r1", false);
    told_is("r2.0 r2.1 r2.2");
}

static void a_question_is_answered_twice(void **state)
{
    it_is_new();
    live_on_response(t.live, STR(TENANT_DEFAULT), response_of("r1", 4, S(CLARIFICATION)));
    told_is("r1.0 r1.1 r1.2 r1.3!");
    answer("r1", 5);
    told_is("r1.4!");
}

/* The topics do not wait for each other: r2 begins before the end of r1 is heard of. */
static void one_that_overtakes_has_the_session_read(void **state)
{
    it_is_new();
    progress("r1", 3, "", false);
    told_is("r1.0 r1.1 r1.2");
    progress("r2", 2, "r1", false);
    told_is("");
    assert_int_equal(t.reads, 1);
    is_stored("r1", 4, true);
    is_stored("r2", 2, false);
    read_ends(NULL);
    told_is("r1.3! r2.0 r2.1");
    answer("r1", 4); /* at last */
    told_is("");
    answer("r2", 4);
    told_is("r2.2 r2.3!");
    assert_int_equal(t.reads, 1);
}

static void what_happens_during_a_read_is_read_again(void **state)
{
    is_stored("r1", 4, true);
    is_stored("r2", 2, false);
    follow_read(t.follow, FOLLOW_FROM_EVENT, STR("r1.2"));
    progress("r2", 3, "r1", false);
    told_is("");
    read_ends(NULL); /* it was asked before that; r2 had been accepted before r1.2 */
    told_is("r1.3! r2.1");
    assert_int_equal(t.caught_up, 1);
    assert_int_equal(t.reads, 2);
    t.count = 0;
    is_stored("r1", 4, true);
    is_stored("r2", 3, false);
    read_ends(NULL);
    told_is("r2.2");
    assert_int_equal(t.caught_up, 1);
    assert_int_equal(t.reads, 2);
}

static void nothing_is_told_before_it_is_asked_for(void **state)
{
    progress("r1", 2, "", false);
    answer("r1", 4);
    told_is("");
    is_stored("r1", 4, true);
    follow_read(t.follow, FOLLOW_FROM_NOW, STR(""));
    read_ends(NULL);
    told_is("");
    answer("r1", 4); /* late, and from before */
    told_is("");
    progress("r2", 2, "r1", false);
    told_is("r2.0 r2.1");
}

static void the_present_and_unknown_events(void **state)
{
    is_stored("r1", 4, true);
    is_stored("r2", 4, true);
    follow_read(t.follow, FOLLOW_FROM_EVENT, STR("r3.1"));
    read_ends(NULL);
    told_is("(unknown) r2.0 r2.1 r2.2 r2.3!");
    assert_int_equal(t.caught_up, 1);
}

static void only_one_request_may_be_followed(void **state)
{
    follow_free(t.follow);
    open_one("", "r1");
    is_stored("r1", 2, false);
    is_stored("r2", 1, false);
    follow_read(t.follow, FOLLOW_FROM_EVENT, STR("r1.7"));
    read_ends(NULL);
    told_is("(unknown) r1.0 r1.1");
    progress("r2", 2, "", false);
    answer("r2", 4);
    told_is("");
    answer("r1", 4);
    told_is("r1.2 r1.3!");
}

static void somebody_elses_session_is_not_told(void **state)
{
    follow_free(t.follow);
    open_one("bert", NULL);
    t.owner = "anna";
    follow_read(t.follow, FOLLOW_FROM_PRESENT, STR(""));
    is_stored("r1", 4, true);
    read_ends(NULL);
    told_is("(not yours)");
    open_one("bert", NULL);
    it_is_new();
    progress("r1", 2, "", false);
    told_is("(not yours)");
    open_one("bert", NULL);
    it_is_new();
    answer("r1", 4); /* does not say whose it is */
    told_is("");
    read_ends(NULL);
    told_is("(not yours)");
    open_one("anna", NULL);
    follow_read(t.follow, FOLLOW_FROM_REQUEST, STR("r1"));
    read_ends(NULL);
    told_is("r1.0 r1.1 r1.2 r1.3!");
}

static void what_cannot_be_read_is_trouble_at_first_and_tried_again_later(void **state)
{
    struct error err = {ERROR_RETRY, "postgres", "away"};

    follow_read(t.follow, FOLLOW_FROM_PRESENT, STR(""));
    read_ends(&err);
    told_is("(unreadable)");
    open_one("", NULL);
    it_is_new();
    progress("r2", 2, "r1", false);
    read_ends(&err);
    answer("r2", 4);
    told_is(""); /* it would come too early */
    is_stored("r1", 4, true);
    is_stored("r2", 4, true);
    for (int turns = 0; turns < 2000 && !t.found; turns++)
        loop_run_once(t.loop, 10);
    read_ends(NULL);
    told_is("r1.0 r1.1 r1.2 r1.3! r2.0 r2.1 r2.2 r2.3!");
}

static void products_are_shown_early_only_if_the_answer_takes_long(void **state)
{
    it_is_new();
    progress("r1", 3, "", true);
    answer("r1", 4);
    for (int turns = 0; turns < 5; turns++)
        loop_run_once(t.loop, 0);
    told_is("r1.0 r1.1 r1.2 r1.3!");
    progress("r2", 3, "r1", true);
    for (int turns = 0; turns < 1000 && t.told.len < strlen("r2.0 r2.1 r2.2 r2.2~"); turns++)
        loop_run_once(t.loop, 1);
    answer("r2", 4);
    told_is("r2.0 r2.1 r2.2 r2.2~ r2.3!");
}

/* A question that was left open ends with the next request: what is found then must not be lost. */
static void products_that_come_during_a_read_are_shown_after_it(void **state)
{
    it_is_new();
    progress("r1", 2, "", false);
    told_is("r1.0 r1.1");
    progress("r2", 2, "r1", false);
    progress("r2", 3, "r1", true);
    for (int turns = 0; turns < 5; turns++)
        loop_run_once(t.loop, 1);
    told_is("");
    is_stored("r1", 3, true);
    is_stored("r2", 2, false);
    read_ends(NULL); /* and it is read again */
    told_is("r1.2! r2.0 r2.1");
    t.stored[1].steps = 3;
    t.stored[1].timeline = steps_of(3);
    read_ends(NULL);
    told_is("r2.2 r2.2~");
}

static void products_of_what_is_answered_by_then_are_not_shown(void **state)
{
    it_is_new();
    progress("r2", 2, "r1", false);
    progress("r2", 3, "r1", true);
    is_stored("r1", 3, true);
    is_stored("r2", 4, true);
    read_ends(NULL);
    read_ends(NULL);
    for (int turns = 0; turns < 5; turns++)
        loop_run_once(t.loop, 1);
    told_is("r1.0 r1.1 r1.2! r2.0 r2.1 r2.2 r2.3!");
}

static Steward__V1__Response *early_answer(const char *request)
{
    Steward__V1__Response *response = response_of(request, 4, S(COMPLETED));

    response->late_until = steps_of(1)[0]->at;
    return response;
}

static void late_offers_come(const char *request)
{
    Steward__V1__Progress message = STEWARD__V1__PROGRESS__INIT;

    message.request_id = (char *)(uintptr_t)request;
    message.session_id = (char *)(uintptr_t) "shop";
    message.n_timeline = 4;
    message.timeline = steps_of(4);
    message.late = true;
    message.partial = response_of(request, 4, S(COMPLETED));
    live_on_progress(t.live, STR(TENANT_DEFAULT), &message);
}

static void what_comes_after_the_answer_is_told_once(void **state)
{
    it_is_new();
    live_on_response(t.live, STR(TENANT_DEFAULT), early_answer("r1"));
    told_is("r1.0 r1.1 r1.2 r1.3!");
    late_offers_come("r1");
    told_is("r1.3~");
    late_offers_come("r1");
    told_is("");
    late_offers_come("r2"); /* its answer has not been heard of: this is it */
    told_is("r2.0 r2.1 r2.2 r2.3!");
    live_on_response(t.live, STR(TENANT_DEFAULT), early_answer("r2"));
    told_is("");
}

static void what_came_after_the_answer_is_found_by_reading(void **state)
{
    it_is_new();
    live_on_response(t.live, STR(TENANT_DEFAULT), early_answer("r1"));
    told_is("r1.0 r1.1 r1.2 r1.3!");
    progress("r3", 2, "r2", false); /* something was missed */
    is_stored("r1", 4, true);
    read_ends(NULL);
    told_is("r1.3~");
}

static void a_follower_that_has_gone_is_not_told(void **state)
{
    is_stored("r1", 4, true);
    follow_read(t.follow, FOLLOW_FROM_PRESENT, STR(""));
    follow_free(t.follow);
    t.follow = NULL;
    read_ends(NULL);
    answer("r1", 4);
    told_is("");
}

static void records_are_looked_at_before_they_are_decoded(void **state)
{
    struct event_header mine = {STR("ce_subject"), STR("shop")}, other = {STR("ce_subject"), STR("else")};
    struct record record = {.headers = &mine, .header_count = 1};

    assert_true(live_wants(t.live, &record));
    record.headers = &other;
    assert_false(live_wants(t.live, &record));
    record.header_count = 0; /* in structured mode it is inside */
    assert_true(live_wants(t.live, &record));
    follow_free(t.follow);
    t.follow = NULL;
    assert_false(live_wants(t.live, &record));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_step_is_told_once_and_in_order),
        TEST(what_is_missed_costs_nothing),
        TEST(a_question_is_answered_twice),
        TEST(one_that_overtakes_has_the_session_read),
        TEST(what_happens_during_a_read_is_read_again),
        TEST(nothing_is_told_before_it_is_asked_for),
        TEST(the_present_and_unknown_events),
        TEST(only_one_request_may_be_followed),
        TEST(somebody_elses_session_is_not_told),
        TEST(what_cannot_be_read_is_trouble_at_first_and_tried_again_later),
        TEST(products_are_shown_early_only_if_the_answer_takes_long),
        TEST(products_that_come_during_a_read_are_shown_after_it),
        TEST(products_of_what_is_answered_by_then_are_not_shown),
        TEST(what_comes_after_the_answer_is_told_once),
        TEST(what_came_after_the_answer_is_found_by_reading),
        TEST(a_follower_that_has_gone_is_not_told),
        TEST(records_are_looked_at_before_they_are_decoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
