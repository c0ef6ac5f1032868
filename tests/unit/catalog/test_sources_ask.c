/* Asking a marketplace: who waits, for how long, and for what. Redis has nothing; what the marketplace says,
 * and when, is the test's to say. */
#include "offers/sources_parts.h"
#include "service/service.h"
#include "store/redis.h"
#include "until.h"
#include "json/message.h"

#define DEADLINE_MS 1
#define ASKS_MAX    (2 * SOURCES_PATIENT_MAX)

struct process {
    int unused;
};

struct flow {
    struct arena *arena;
    bool is_settled;
};

struct flow_pending {
    struct flow *flow;
};

static struct {
    struct loop *loop;
    struct process process;
    struct sources sources;
    struct source source;
    Steward__V1__SourceSettings settings;
    struct flow flows[ASKS_MAX]; /* one ask each */
    struct flow_pending pendings[ASKS_MAX];
    struct source_answer answers[ASKS_MAX];
    size_t asks, looks, questions;
    flow_done_fn *answered; /* of the question that is under way; NULL: none is */
    void *question;
} t;

/* ---- instead of the process, its flows and its Redis ---- */

const struct flow_kind flow_offers = {.name = "offers"};

struct loop *process_loop(const struct process *process)
{
    return t.loop;
}

struct redis *process_redis(struct process *process)
{
    return NULL;
}

void redis_command(struct redis *redis, const struct str *words, size_t count, redis_done_fn *done,
                   void *owner)
{
    struct redis_reply nothing = {.kind = REDIS_NIL};

    t.looks += str_is(words[0], "GET");
    done(owner, &nothing);
}

struct arena *flow_arena(struct flow *flow)
{
    return flow->arena;
}

struct flow_pending *flow_wait_for(struct flow *flow)
{
    struct flow_pending *pending = &t.pendings[flow - t.flows];

    pending->flow = flow;
    return pending;
}

struct flow *flow_still_there(const struct flow_pending *pending)
{
    return pending->flow;
}

void flow_complete(struct flow_pending *pending)
{
    assert_false(pending->flow->is_settled);
    pending->flow->is_settled = true;
}

void flow_start(struct process *process, const struct flow_kind *kind, const ProtobufCMessage *command,
                flow_done_fn *done, void *owner)
{
    assert_ptr_equal(kind, &flow_offers);
    assert_null(t.answered);
    t.answered = done;
    t.question = owner;
    t.questions++;
}

void sources_release(struct sources *sources)
{
    assert_true(sources->users > 0);
    sources->users--;
}

/* ---- asking and answering ---- */

static struct source_answer *ask(const char *words, bool is_patient)
{
    Steward__V1__OfferQuery query = STEWARD__V1__OFFER_QUERY__INIT;
    size_t number = t.asks++;

    assert_true(number < ASKS_MAX);
    query.words = (char *)(uintptr_t)words;
    t.flows[number].arena = arena_new(1 << 16);
    sources_ask(&t.sources, &t.flows[number], &query, is_patient, &t.answers[number]);
    return &t.answers[number];
}

static void answer_it(void)
{
    Steward__V1__OffersFound found = STEWARD__V1__OFFERS_FOUND__INIT;
    flow_done_fn *answered = t.answered;

    assert_non_null(answered);
    t.answered = NULL;
    answered(t.question, &found.base, NULL);
}

static size_t settled(void)
{
    size_t count = 0;

    for (size_t i = 0; i < t.asks; i++)
        count += t.flows[i].is_settled;
    return count;
}

static void became(const struct source_answer *answer, Steward__V1__SourceReport__Status status)
{
    assert_true(t.flows[answer - t.answers].is_settled);
    assert_int_equal(answer->report->status, status);
}

#define STATUS(which) STEWARD__V1__SOURCE_REPORT__STATUS__##which

static int set_up(void **state)
{
    memset(&t, 0, sizeof(t));
    t.loop = loop_new();
    steward__v1__source_settings__init(&t.settings);
    t.settings.name = (char *)(uintptr_t) "shop";
    t.settings.deadline_ms = DEADLINE_MS;
    t.sources = (struct sources){.process = &t.process, .all = &t.source, .count = 1};
    t.source = (struct source){.shop = {.settings = &t.settings}, .sources = &t.sources};
    for (size_t i = 0; i < SOURCE_STATUSES; i++)
        t.source.counts[i] = metric_counter("test_total", "Of a test.", NULL);
    return 0;
}

static int tear_down(void **state)
{
    assert_int_equal(settled(), t.asks);
    assert_int_equal(t.sources.users, 0);
    assert_int_equal(t.sources.patient, 0);
    assert_int_equal(t.source.under_way, 0);
    for (size_t i = 0; i < t.asks; i++)
        arena_free(t.flows[i].arena);
    map_free(&t.sources.questions);
    loop_free(t.loop);
    return 0;
}

/* ---- the tests ---- */

static void who_is_not_patient_waits_until_the_deadline(void **state)
{
    struct loop *loop = t.loop;
    const struct source_answer *first = ask("lamp", false), *second;

    until(settled() == 1);
    became(first, STATUS(LATE));
    assert_null(first->found);
    second = ask("lamp", false); /* shares the question, which goes on */
    assert_int_equal(t.questions, 1);
    answer_it();
    became(second, STATUS(OK));
    assert_non_null(second->found);
}

static void who_is_patient_joins_what_is_under_way_and_outlasts_the_deadline(void **state)
{
    struct loop *loop = t.loop;
    const struct source_answer *first = ask("lamp", false), *patient = ask("lamp", true);

    assert_int_equal(t.looks, 1); /* what Redis has is older than what is being asked */
    until(settled() == 1);
    became(first, STATUS(LATE));
    answer_it();
    became(patient, STATUS(OK));
    assert_int_equal(t.questions, 1);
}

/* One more is told at the deadline, as if it were not patient; a place that is free again is taken. */
static void no_more_than_so_many_are_patient(void **state)
{
    struct loop *loop = t.loop;
    const struct source_answer *one_more;

    for (int i = 0; i < SOURCES_PATIENT_MAX; i++)
        (void)ask("lamp", true);
    assert_int_equal(t.sources.patient, SOURCES_PATIENT_MAX);
    one_more = ask("lamp", true);
    assert_int_equal(t.sources.patient, SOURCES_PATIENT_MAX);
    until(settled() > 0);
    assert_int_equal(settled(), 1);
    became(one_more, STATUS(LATE));
    answer_it();
    assert_int_equal(settled(), t.asks);
    assert_int_equal(t.sources.patient, 0);
    one_more = ask("lamp", true);
    assert_int_equal(t.sources.patient, 1);
    answer_it();
    became(one_more, STATUS(OK));
}

static void so_many_questions_at_a_time_and_no_more(void **state)
{
    const struct source_answer *answer;

    t.source.under_way = SOURCE_QUESTIONS_MAX;
    answer = ask("lamp", false);
    became(answer, STATUS(BUSY));
    t.source.under_way = 0;
    assert_int_equal(t.questions, 0);
}

static void who_wants_to_be_left_alone_is(void **state)
{
    t.source.quiet_until_ms = INT64_MAX;
    became(ask("lamp", false), STATUS(THROTTLED));
    assert_int_equal(t.questions, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_is_not_patient_waits_until_the_deadline, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_is_patient_joins_what_is_under_way_and_outlasts_the_deadline,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_more_than_so_many_are_patient, set_up, tear_down),
        cmocka_unit_test_setup_teardown(so_many_questions_at_a_time_and_no_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_wants_to_be_left_alone_is, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
