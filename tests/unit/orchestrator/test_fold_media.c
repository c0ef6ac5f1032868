/* Requests with photos and voice notes through the fold: read, joined with what was typed, and answered. */
#include "session_harness.h"

#define NOTE(name) STEWARD__V1__MEDIA_NOTE__KIND__##name

static void shown(const char *id, const char *query, bool is_chat, size_t count)
{
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    Steward__V1__SearchRequest search = STEWARD__V1__SEARCH_REQUEST__INIT;
    Steward__V1__ChatRequest chat = STEWARD__V1__CHAT_REQUEST__INIT;
    Steward__V1__MediaRef ref = STEWARD__V1__MEDIA_REF__INIT, *refs[] = {&ref, &ref, &ref, &ref, &ref};

    ref.media_id = (char *)(uintptr_t) "0123456789abcdef0123456789abcdef";
    request.request_id = (char *)(uintptr_t)id;
    if (is_chat) {
        request.ask_case = STEWARD__V1__REQUEST__ASK_CHAT;
        request.chat = &chat;
        chat.message = (char *)(uintptr_t)query;
        chat.media = refs;
        chat.n_media = count;
    } else {
        request.ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
        request.search = &search;
        search.query = (char *)(uintptr_t)query;
        search.media = refs;
        search.n_media = count;
    }
    event_comes(&request.base, STR_NONE);
}

static void is_read(const char *heard)
{
    Steward__V1__ReadMediaResult result = STEWARD__V1__READ_MEDIA_RESULT__INIT;
    Steward__V1__MediaReading reading = STEWARD__V1__MEDIA_READING__INIT, *all[] = {&reading};

    reading.kind = (char *)(uintptr_t) "voice";
    reading.heard = (char *)(uintptr_t)heard;
    result.media = all;
    result.n_media = 1;
    event_comes(&result.base, waits_for());
}

static void is_joined(const char *text, Steward__V1__MediaNote__Kind kind)
{
    Steward__V1__JoinResult result = STEWARD__V1__JOIN_RESULT__INIT;
    Steward__V1__MediaNote note = STEWARD__V1__MEDIA_NOTE__INIT, *notes[] = {&note};

    note.kind = kind;
    result.text = (char *)(uintptr_t)text;
    result.told = notes;
    result.n_told = 1;
    event_comes(&result.base, waits_for());
}

static const void *command(size_t which, const ProtobufCMessageDescriptor *type)
{
    const Steward__V1__Told *message = told(which);

    return message_unpack(type, str_n((const char *)message->value.data, message->value.len), s.arena, NULL);
}

/* What the composer is to say of the media, and to ask. */
static const Steward__V1__JoinResult *to_say(void)
{
    const Steward__V1__RankCommand *rank = command(0, &steward__v1__rank_command__descriptor);

    assert_string_equal(told(0)->topic, "steward.composer.commands");
    return rank->joined;
}

static void reading_comes_before_searching(void **state)
{
    const Steward__V1__ReadMediaCommand *read;
    const Steward__V1__JoinCommand *join;
    const Steward__V1__SearchCommand *search;
    const Steward__V1__Response *r;

    shown("r1", "cheap", false, 1);
    assert_string_equal(told(0)->topic, "steward.media.commands");
    assert_int_equal(fold_session.state_of(s.instance->state), S(MEDIA_PROCESSING));
    read = command(0, &steward__v1__read_media_command__descriptor);
    assert_int_equal(read->n_media, 1);
    assert_string_equal(read->tenant_id, TENANT_DEFAULT);

    is_read("headphones");
    assert_string_equal(told(0)->topic, "steward.catalog.commands");
    assert_int_equal(fold_session.state_of(s.instance->state), S(REQUIREMENT_BUILDING));
    join = command(0, &steward__v1__join_command__descriptor);
    assert_string_equal(join->typed, "cheap");
    assert_string_equal(join->media[0]->heard, "headphones");

    is_joined("cheap headphones", NOTE(HEARD));
    assert_int_equal(fold_session.state_of(s.instance->state), S(SEARCHING));
    search = command(0, &steward__v1__search_command__descriptor);
    assert_string_equal(search->query, "cheap headphones");

    catalog_finds("Headphones");
    assert_int_equal(to_say()->n_told, 1);
    assert_int_equal(to_say()->told[0]->kind, NOTE(HEARD));
    composer_ranks("Here you are.");
    r = response(0);
    assert_int_equal(r->status, S(COMPLETED));
    assert_string_equal(r->message, "Here you are.");
    assert_int_equal(r->n_media, 1);
    assert_string_equal(r->media[0]->heard, "headphones");
    assert_int_equal(r->n_timeline, 6);
    assert_int_equal(r->timeline[1]->state, S(MEDIA_PROCESSING));
    assert_int_equal(r->timeline[2]->state, S(REQUIREMENT_BUILDING));
}

static void a_chat_is_understood_as_it_was_joined(void **state)
{
    const Steward__V1__UnderstandCommand *understand;

    shown("r1", "", true, 1);
    assert_string_equal(told(0)->topic, "steward.media.commands");
    is_read("show me shoes");
    is_joined("show me shoes", NOTE(HEARD));
    assert_int_equal(fold_session.state_of(s.instance->state), S(REQUIREMENT_BUILDING));
    understand = command(0, &steward__v1__understand_command__descriptor);
    assert_string_equal(understand->message, "show me shoes");
}

/* It was "mouse pad", or else "mousse pad". */
static void is_joined_in_doubt(void)
{
    Steward__V1__JoinResult result = STEWARD__V1__JOIN_RESULT__INIT;
    Steward__V1__Clarification question = STEWARD__V1__CLARIFICATION__INIT;

    result.text = (char *)(uintptr_t) "mouse pad";
    result.question = &question;
    question.about = (char *)(uintptr_t) "message";
    event_comes(&result.base, waits_for());
}

/* The composer puts the question that it is given into words. */
static void composer_asks(void)
{
    Steward__V1__RankResult ranked = STEWARD__V1__RANK_RESULT__INIT;

    ranked.message = (char *)(uintptr_t) "Which?";
    ranked.clarification = to_say()->question;
    event_comes(passing(&ranked.base, &steward__v1__response_passing__descriptor), waits_for());
}

static void is_understood(Steward__V1__Intent__Kind intent)
{
    Steward__V1__UnderstandResult result = STEWARD__V1__UNDERSTAND_RESULT__INIT;
    Steward__V1__Turn turn = STEWARD__V1__TURN__INIT;
    Steward__V1__Understood understood = STEWARD__V1__UNDERSTOOD__INIT;
    Steward__V1__Dialogue dialogue = STEWARD__V1__DIALOGUE__INIT;
    Steward__V1__Need need = STEWARD__V1__NEED__INIT;

    understood.intent = intent;
    turn.understood = &understood;
    need.words = (char *)(uintptr_t) "mouse pad";
    dialogue.need = &need;
    result.turn = &turn;
    result.dialogue = &dialogue;
    result.wants_search = true;
    event_comes(&result.base, waits_for());
}

static void a_search_tells_what_else_may_have_been_meant(void **state)
{
    shown("r1", "", false, 1);
    is_read("mouse pad");
    is_joined_in_doubt();
    catalog_finds("Mouse Pad");
    assert_string_equal(to_say()->question->about, "message");
    composer_asks();
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_string_equal(response(0)->clarification->about, "message");
}

static void a_chat_asks_what_was_meant_but_not_twice(void **state)
{
    const Steward__V1__SearchCommand *search;
    const Steward__V1__UnderstandCommand *understand;

    shown("r1", "", true, 1);
    is_read("mouse pad");
    is_joined_in_doubt();
    is_understood(STEWARD__V1__INTENT__KIND__SEARCH);
    search = command(0, &steward__v1__search_command__descriptor);
    assert_false(search->wants_question);
    catalog_finds("Mouse Pad");
    composer_asks();
    assert_int_equal(response(0)->status, S(CLARIFICATION));
    assert_string_equal(response(0)->clarification->about, "message");

    shown("r2", "", true, 1);
    is_read("mouse pad");
    is_joined_in_doubt();
    understand = command(0, &steward__v1__understand_command__descriptor);
    assert_string_equal(understand->dialogue->asked->about, "message");
    is_understood(STEWARD__V1__INTENT__KIND__SEARCH);
    search = command(0, &steward__v1__search_command__descriptor);
    assert_true(search->wants_question);
    catalog_finds("Mouse Pad");
    assert_null(to_say()->question);
    composer_ranks("Here you are.");
    assert_int_equal(response(0)->status, S(COMPLETED));
}

static void what_cannot_be_said_anew_is_not_asked_about(void **state)
{
    shown("r1", "", true, 1);
    is_read("mouse pad");
    is_joined_in_doubt();
    is_understood(STEWARD__V1__INTENT__KIND__MORE);
    catalog_finds("Mouse Pad");
    assert_null(to_say()->question);
    composer_ranks("Here you are.");
    assert_int_equal(response(0)->status, S(COMPLETED));
}

static void what_takes_no_search_is_told_too(void **state)
{
    Steward__V1__UnderstandResult result = STEWARD__V1__UNDERSTAND_RESULT__INIT;
    Steward__V1__Turn turn = STEWARD__V1__TURN__INIT;
    const Steward__V1__AnswerCommand *answer;

    shown("r1", "", true, 1);
    is_read("hello");
    is_joined("hello", NOTE(HEARD));
    result.turn = &turn;
    event_comes(&result.base, waits_for());
    answer = command(0, &steward__v1__answer_command__descriptor);
    assert_int_equal(answer->joined->told[0]->kind, NOTE(HEARD));
}

static void who_sent_none_is_told_nothing_of_them(void **state)
{
    request_comes("r1");
    catalog_finds("Cable");
    assert_null(to_say());
}

static void a_silent_media_service_is_told_to_the_join(void **state)
{
    const Steward__V1__JoinCommand *join;

    shown("r1", "shoes", false, 2);
    time_passes(60000);
    join = command(0, &steward__v1__join_command__descriptor);
    assert_int_equal(join->n_media, 2);
    assert_int_equal(join->media[1]->problem->status, 503);
    assert_string_equal(join->media[1]->media_id, "0123456789abcdef0123456789abcdef");
    is_joined("shoes", NOTE(UNREAD));
    catalog_finds("Shoes");
    assert_int_equal(to_say()->told[0]->kind, NOTE(UNREAD));
    composer_ranks("ok");
    assert_int_equal(response(0)->status, S(COMPLETED));
}

static void a_reading_that_failed_is_told_to_the_join(void **state)
{
    Steward__V1__ReadMediaResult result = STEWARD__V1__READ_MEDIA_RESULT__INIT;
    Steward__V1__Problem problem = STEWARD__V1__PROBLEM__INIT;
    const Steward__V1__JoinCommand *join;

    problem.status = 500;
    problem.detail = (char *)(uintptr_t) "it is broken";
    result.problem = &problem;
    shown("r1", "", false, 1);
    event_comes(&result.base, waits_for());
    join = command(0, &steward__v1__join_command__descriptor);
    assert_string_equal(join->media[0]->problem->detail, "it is broken");
}

static void nothing_to_look_for_fails_and_the_next_one_begins(void **state)
{
    Steward__V1__JoinResult result = STEWARD__V1__JOIN_RESULT__INIT;
    Steward__V1__Problem problem = STEWARD__V1__PROBLEM__INIT;

    problem.status = 422;
    problem.detail = (char *)(uintptr_t) "Nothing could be made out.";
    result.problem = &problem;
    shown("r1", "", false, 1);
    request_comes("r2");
    assert_int_equal(told_now(), 0);
    is_read("");
    event_comes(&result.base, waits_for());
    assert_int_equal(response(0)->status, S(FAILED));
    assert_string_equal(response(0)->problem->type, "/problems/media-failed");
    assert_string_equal(response(0)->problem->detail, "Nothing could be made out.");
    assert_int_equal(response(0)->n_media, 1);
    assert_string_equal(told(1)->topic, "steward.catalog.commands");
    assert_int_equal(fold_session.state_of(s.instance->state), S(SEARCHING));
}

static void a_silent_catalogue_fails_it(void **state)
{
    shown("r1", "", false, 1);
    is_read("shoes");
    time_passes(60000);
    assert_string_equal(response(0)->problem->type, "/problems/catalog-silent");
}

static void a_late_reading_is_dropped(void **state)
{
    struct str reading;

    shown("r1", "shoes", false, 1);
    reading = str_copy(s.arena, waits_for());
    time_passes(60000);
    event_comes(message_new(&steward__v1__read_media_result__descriptor, s.arena), reading);
    assert_non_null(s.dropped);
    assert_int_equal(fold_session.state_of(s.instance->state), S(REQUIREMENT_BUILDING));
}

static void too_many_are_refused(void **state)
{
    shown("r1", "shoes", false, 5);
    assert_int_equal(response(0)->problem->status, 422);
    assert_string_equal(response(0)->problem->field, "media");
}

/* Nothing of it is kept, not even while the request waits for its turn. */
static void data_are_refused(void **state)
{
    static uint8_t photo[5000];
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    Steward__V1__ChatRequest chat = STEWARD__V1__CHAT_REQUEST__INIT;
    Steward__V1__MediaRef ref = STEWARD__V1__MEDIA_REF__INIT, *refs[] = {&ref};
    const Steward__V1__SessionState *waits;
    const Steward__V1__Response *r;

    ref.data = (ProtobufCBinaryData){sizeof(photo), photo};
    request.request_id = (char *)(uintptr_t) "r2";
    request.ask_case = STEWARD__V1__REQUEST__ASK_CHAT;
    request.chat = &chat;
    chat.media = refs;
    chat.n_media = 1;
    request_comes("r1");
    event_comes(&request.base, STR_NONE);
    waits = (const Steward__V1__SessionState *)s.instance->state;
    assert_int_equal(waits->n_waiting, 1);
    assert_int_equal(waits->waiting[0]->request->chat->media[0]->data.len, 1);
    catalog_finds("Cable");
    composer_ranks("Here you are.");
    r = response(1);
    assert_string_equal(r->request_id, "r2");
    assert_int_equal(r->status, S(FAILED));
    assert_int_equal(r->problem->status, 422);
    assert_string_equal(r->problem->field, "media[0].data");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reading_comes_before_searching, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_chat_is_understood_as_it_was_joined, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_search_tells_what_else_may_have_been_meant, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_chat_asks_what_was_meant_but_not_twice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_said_anew_is_not_asked_about, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_takes_no_search_is_told_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_sent_none_is_told_nothing_of_them, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_silent_media_service_is_told_to_the_join, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_reading_that_failed_is_told_to_the_join, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_to_look_for_fails_and_the_next_one_begins, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_silent_catalogue_fails_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_late_reading_is_dropped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_many_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(data_are_refused, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
