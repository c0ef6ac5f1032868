/* Ids of live events, and what somebody who comes back has missed. */
#include "live/rules_live.h"

#include <stdlib.h>

#include "unit.h"
#include "json/message.h"

#define S(name) STEWARD__V1__WORKFLOW__STATE__##name

static struct arena *arena;

static int set_up(void **state)
{
    arena = arena_new(8 << 20);
    return 0;
}

static int tear_down(void **state)
{
    arena_free(arena);
    return 0;
}

/* ---- ids ---- */

static void ids_go_there_and_back(void **state)
{
    static const struct {
        const char *id, *request;
        size_t step;
    } good[] = {
        {"r1.0", "r1", 0},
        {"r1.12", "r1", 12},
        {"a.b.c.3", "a.b.c", 3},
        {"1.2.3", "1.2", 3},
        {"steward.requests:2:17.1", "steward.requests:2:17", 1},
        {"x.9999", "x", 9999},
    };
    struct live_id id;

    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_true(live_id_read(str_of(good[i].id), &id));
        assert_true(str_is(id.request_id, good[i].request));
        assert_int_equal(id.step, good[i].step);
        assert_string_equal(live_id_write(good[i].request, good[i].step, arena), good[i].id);
    }
}

static void what_is_no_id_is_none(void **state)
{
    static const char *const bad[] = {"",       ".",        ".1",    "r1",    "r1.",   "r1.x",
                                      "r1.01",  "r1.-1",    "r1.+1", "r1. 1", "r1.1 ", " r1.1",
                                      "r1.1x2", "r1.10000", "r\n.1", "17"};
    struct live_id id;

    for (size_t i = 0; i < COUNT_OF(bad); i++)
        if (live_id_read(str_of(bad[i]), &id))
            fail_msg("\"%s\" was read", bad[i]);
    assert_false(live_id_read(STR_NONE, &id));
}

/* ---- sessions ---- */

/* "r1 100 101 102!" : a request with the times of its steps; "!": it is answered, "?": with a question. */
static size_t requests_of(const char *text, struct live_request *requests)
{
    struct str rest = str_of(text), one, word;
    size_t count = 0;

    while (str_split(&rest, '|', &one)) {
        struct live_request *r = &requests[count++];
        char end;

        one = str_trim(one);
        end = one.len ? one.data[one.len - 1] : ' ';
        *r = (struct live_request){.timeline = arena_array(arena, 16, sizeof(*r->timeline))};
        if (end == '!' || end == '?') {
            Steward__V1__Response *response = message_new(&steward__v1__response__descriptor, arena);

            response->status = end == '!' ? S(COMPLETED) : S(CLARIFICATION);
            r->response = response;
            one.len--;
        }
        str_split(&one, ' ', &word);
        r->request_id = str_c(arena, word);
        while (str_split(&one, ' ', &word)) {
            Steward__V1__Step *step = message_new(&steward__v1__step__descriptor, arena);
            int64_t ms = 0;

            assert_true(str_to_int64(word, &ms));
            step->at = message_new(&google__protobuf__timestamp__descriptor, arena);
            step->at->seconds = ms / 1000;
            step->at->nanos = (int32_t)(ms % 1000) * 1000000;
            r->timeline[r->steps++] = step;
        }
    }
    return count;
}

/* "r1.1 r1.2 r2.0" of what is to be sent. */
static const char *told(const struct live_request *requests, size_t count, const size_t *from)
{
    const char *text = "";

    for (size_t i = 0; i < count; i++) {
        assert_true(from[i] <= requests[i].steps);
        for (size_t step = from[i]; step < requests[i].steps; step++)
            text = str_printf(arena, "%s%s%s.%zu", text, *text ? " " : "", requests[i].request_id, step);
    }
    return text;
}

#define DONE "r1 100 101 102 103!"

static void what_came_after_an_event(void **state)
{
    static const struct {
        const char *session, *after, *told; /* NULL: the event is not known */
    } cases[] = {
        /* of the same request, by counting */
        {DONE, "r1.0", "r1.1 r1.2 r1.3"},
        {DONE, "r1.2", "r1.3"},
        {DONE, "r1.3", ""},
        {DONE, "r1.4", NULL},
        {DONE, "r2.0", NULL},
        {DONE, "nonsense", NULL},
        {"", "r1.0", NULL},
        {"r1 100 101", "r1.0", "r1.1"},
        /* of later ones: all that is not before it */
        {DONE "| r2 200 201!", "r1.3", "r2.0 r2.1"},
        {DONE "| r2 200 201!", "r2.0", "r2.1"},
        {DONE "| r2 200 201!| r3 300", "r1.2", "r1.3 r2.0 r2.1 r3.0"},
        /* r2 was accepted while r1 was on its way */
        {DONE "| r2 101 103 104!", "r1.0", "r1.1 r1.2 r1.3 r2.0 r2.1 r2.2"},
        {DONE "| r2 101 103 104!", "r1.2", "r1.3 r2.1 r2.2"},
        {DONE "| r2 101 103 104!", "r2.0", "r1.2 r1.3 r2.1 r2.2"},
        {DONE "| r2 101 103 104!", "r2.1", "r2.2"},
        /* one decision ends r1 and begins r2: the same time, in this order */
        {DONE "| r2 101 103", "r1.3", "r2.1"},
        {DONE "| r2 101 103", "r2.1", ""},
        {DONE "| r2 103 103", "r1.3", "r2.0 r2.1"},
        /* refused in one decision: which was first cannot be told, so rather twice than not at all */
        {"r1 100 104!| r2 101 104!", "r1.1", "r2.1"},
        {"r1 100 104!| r2 101 104!", "r2.1", "r1.1"},
        /* a clock that went back between two copies */
        {DONE "| r2 90 91 92!", "r1.3", "r2.1 r2.2"},
        /* answered with a question, then ended by the next one */
        {"r1 100 101 102?", "r1.2", ""},
        {"r1 100 101 102 200!| r2 200 200 201!", "r1.2", "r1.3 r2.0 r2.1 r2.2"},
        {"r1 100 101 102 200!| r2 200 200 201!", "r1.3", "r2.0 r2.1 r2.2"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct live_request requests[8];
        size_t from[8] = {0}, count = requests_of(cases[i].session, requests);
        bool is_known = live_after(requests, count, str_of(cases[i].after), from);

        if (is_known != (cases[i].told != NULL))
            fail_msg("%s after %s: known %d", cases[i].session, cases[i].after, is_known);
        if (is_known && strcmp(told(requests, count, from), cases[i].told) != 0)
            fail_msg("%s after %s: %s, not %s", cases[i].session, cases[i].after, told(requests, count, from),
                     cases[i].told);
    }
}

static void what_is_so_now(void **state)
{
    static const struct {
        const char *session, *told;
    } cases[] = {
        {"", ""},
        {DONE, "r1.0 r1.1 r1.2 r1.3"},
        {DONE "| r2 200 201!", "r2.0 r2.1"},
        {DONE "| r2 200 201| r3 202", "r2.0 r2.1 r3.0"},
        {DONE "| r2 200 201?", "r2.0 r2.1"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct live_request requests[8];
        size_t from[8] = {0}, count = requests_of(cases[i].session, requests);

        live_present(requests, count, from);
        assert_string_equal(told(requests, count, from), cases[i].told);
    }
}

static void answered_ones_are_sorted_by_their_ends(void **state)
{
    struct live_request requests[8];
    size_t from[8] = {0};
    size_t count = requests_of("r3 102 109!| r1 100 104!| r2 101 104!| r5 90| r4 80", requests);

    live_sort(requests, count);
    assert_string_equal(told(requests, count, from), "r1.0 r1.1 r2.0 r2.1 r3.0 r3.1 r5.0 r4.0");
}

/* Whatever is split off at whatever event: nothing is lost, and nothing that was before comes again. */
static void nothing_is_lost_whatever_was_seen_last(void **state)
{
    struct live_request requests[8];
    size_t count = requests_of(DONE "| r2 101 103 105 107!| r3 102 107 108!| r4 110 111 112!", requests);
    const char *order[] = {"r1.0", "r1.1", "r2.0", "r1.2", "r3.0", "r1.3", "r2.1",
                           "r2.2", "r2.3", "r3.1", "r3.2", "r4.0", "r4.1", "r4.2"};

    for (size_t seen = 0; seen < COUNT_OF(order); seen++) {
        size_t from[8] = {0};
        const char *text;

        assert_true(live_after(requests, count, str_of(order[seen]), from));
        text = str_printf(arena, " %s ", told(requests, count, from));
        for (size_t i = 0; i < COUNT_OF(order); i++) {
            bool is_told = strstr(text, str_printf(arena, " %s ", order[i])) != NULL;

            if (is_told != (i > seen))
                fail_msg("after %s: %s %s", order[seen], order[i], is_told ? "comes again" : "is lost");
        }
    }
}

/* ---- types ---- */

static void steps_are_told_as_what_they_are(void **state)
{
    struct live_request requests[2];
    bool has_response;

    requests_of("r1 100 101 102!| r2 100 101", requests);
    assert_string_equal(live_type(&requests[0], 0, &has_response), "request.accepted");
    assert_false(has_response);
    assert_string_equal(live_type(&requests[0], 1, &has_response), "request.progress");
    assert_false(has_response);
    assert_string_equal(live_type(&requests[0], 2, &has_response), "request.completed");
    assert_true(has_response);
    assert_string_equal(live_type(&requests[1], 1, &has_response), "request.progress");
    assert_true(live_is_over(&requests[0]));
    assert_false(live_is_over(&requests[1]));
    requests_of("r1 100 101?", requests);
    assert_string_equal(live_type(&requests[0], 1, &has_response), "request.completed");
    assert_false(live_is_over(&requests[0]));
}

static void an_event_says_all_of_it(void **state)
{
    struct live_request requests[1];
    struct buf json = {0};

    requests_of("r1 100 1101", requests);
    requests[0].timeline[1]->state = S(SEARCHING);
    live_event_json(&requests[0], 1, "shop", arena, &json);
    assert_string_equal(json.data,
                        "{\"id\":\"r1.1\",\"type\":\"request.progress\",\"session_id\":\"shop\","
                        "\"request_id\":\"r1\",\"state\":\"SEARCHING\",\"at\":\"1970-01-01T00:00:01.101Z\"}");
    buf_free(&json);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ids_go_there_and_back),
        TEST(what_is_no_id_is_none),
        TEST(what_came_after_an_event),
        TEST(what_is_so_now),
        TEST(answered_ones_are_sorted_by_their_ends),
        TEST(nothing_is_lost_whatever_was_seen_last),
        TEST(steps_are_told_as_what_they_are),
        TEST(an_event_says_all_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
