/* Chats through the session's fold: understood, searched, worded; a question stays open until it is answered,
 * something else comes, or nobody answers. */
#include "session_harness.h"

#include "steward/v1/chat.pb-c.h"

#define HALF_AN_HOUR_MS (30 * 60 * 1000)

static void says(const char *id, const char *message)
{
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    Steward__V1__ChatRequest chat = STEWARD__V1__CHAT_REQUEST__INIT;

    chat.message = (char *)(uintptr_t)message;
    request.request_id = (char *)(uintptr_t)id;
    request.ask_case = STEWARD__V1__REQUEST__ASK_CHAT;
    request.chat = &chat;
    event_comes(&request.base, STR_NONE);
}

static const char *type_told(size_t which)
{
    for (size_t i = 0; i < told(which)->n_headers; i++) {
        const Steward__V1__Told__Header *header = told(which)->headers[i];

        if (!strcmp(header->name, "ce_type"))
            return str_c(s.arena, str_n((const char *)header->value.data, header->value.len));
    }
    return "";
}

static const ProtobufCMessage *command(const ProtobufCMessageDescriptor *type, const char *topic)
{
    const ProtobufCMessage *message;

    assert_string_equal(told(0)->topic, topic);
    assert_string_equal(type_told(0), type->name);
    message =
        message_unpack(type, str_n((const char *)told(0)->value.data, told(0)->value.len), s.arena, NULL);
    assert_non_null(message);
    return message;
}

static const Steward__V1__SearchCommand *search_told(void)
{
    return (const Steward__V1__SearchCommand *)command(&steward__v1__search_command__descriptor,
                                                       "steward.catalog.commands");
}

static const Steward__V1__UnderstandCommand *understand_told(void)
{
    return (const Steward__V1__UnderstandCommand *)command(&steward__v1__understand_command__descriptor,
                                                           "steward.catalog.commands");
}

static void is_understood(Steward__V1__UnderstandResult *result)
{
    event_comes(&result->base, waits_for());
}

static void is_understood_as_search(const char *words)
{
    Steward__V1__UnderstandResult result = STEWARD__V1__UNDERSTAND_RESULT__INIT;
    Steward__V1__Turn turn = STEWARD__V1__TURN__INIT;
    Steward__V1__Dialogue dialogue = STEWARD__V1__DIALOGUE__INIT;
    Steward__V1__Need need = STEWARD__V1__NEED__INIT;

    need.words = (char *)(uintptr_t)words;
    turn.message = (char *)(uintptr_t)words;
    dialogue.need = &need;
    result.turn = &turn;
    result.dialogue = &dialogue;
    result.wants_search = true;
    is_understood(&result);
}

static void is_understood_as_small_talk(void)
{
    Steward__V1__UnderstandResult result = STEWARD__V1__UNDERSTAND_RESULT__INIT;
    Steward__V1__Turn turn = STEWARD__V1__TURN__INIT;

    result.turn = &turn;
    is_understood(&result);
}

/* The page, with a question above it if `about` is not NULL. */
static void composer_shows(const char *product_id, const char *about)
{
    Steward__V1__RankResult page = STEWARD__V1__RANK_RESULT__INIT;
    Steward__V1__RankedProduct product = STEWARD__V1__RANKED_PRODUCT__INIT, *products[] = {&product};
    Steward__V1__Clarification question = STEWARD__V1__CLARIFICATION__INIT;

    product.product_id = (char *)(uintptr_t)product_id;
    page.products = products;
    page.n_products = 1;
    page.next_cursor = (char *)(uintptr_t) "behind-it";
    if (about) {
        question.about = (char *)(uintptr_t)about;
        question.question = (char *)(uintptr_t) "Which one?";
        page.clarification = &question;
    }
    event_comes(passing(&page.base, &steward__v1__response_passing__descriptor), waits_for());
}

static void a_laptop_is_shown(const char *id, const char *about)
{
    says(id, "laptop");
    is_understood_as_search("laptop");
    catalog_finds("Laptop");
    composer_shows("p1", about);
}

static int state_now(void)
{
    return fold_session.state_of(s.instance->state);
}

static const Steward__V1__SessionState *session(void)
{
    return (const Steward__V1__SessionState *)s.instance->state;
}

/* ---- */

static void a_message_becomes_a_search(void **state)
{
    says("r1", "gaming laptops please");
    assert_int_equal(state_now(), S(REQUIREMENT_BUILDING));
    assert_string_equal(understand_told()->message, "gaming laptops please");
    assert_null(understand_told()->dialogue);
    is_understood_as_search("gaming laptop");
    assert_int_equal(state_now(), S(SEARCHING));
    assert_string_equal(search_told()->query, "gaming laptop");
    assert_int_equal(search_told()->limit, 10);
    assert_true(search_told()->wants_question);
    catalog_finds("Laptop");
    assert_int_equal(state_now(), S(RANKING));
    composer_shows("p1", NULL);
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_int_equal(response(0)->n_timeline, 5);
    assert_int_equal(response(0)->timeline[1]->state, S(REQUIREMENT_BUILDING));
    assert_int_equal(state_now(), S(INITIAL));
}

static void what_was_chosen_is_passed_on(void **state)
{
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    Steward__V1__ChatRequest chat = STEWARD__V1__CHAT_REQUEST__INIT;
    Steward__V1__Filters filters = STEWARD__V1__FILTERS__INIT;

    filters.in_stock = true;
    chat.message = (char *)(uintptr_t) "in stock only";
    chat.filters = &filters;
    request.request_id = (char *)(uintptr_t) "r1";
    request.ask_case = STEWARD__V1__REQUEST__ASK_CHAT;
    request.chat = &chat;
    event_comes(&request.base, STR_NONE);
    assert_true(understand_told()->filters && understand_told()->filters->in_stock);
}

static void the_next_message_is_understood_with_what_was_shown(void **state)
{
    a_laptop_is_shown("r1", NULL);
    says("r2", "cheaper");
    assert_string_equal(understand_told()->dialogue->need->words, "laptop");
    assert_int_equal(understand_told()->dialogue->n_shown, 1);
    assert_string_equal(understand_told()->dialogue->shown[0]->product_id, "p1");
    assert_string_equal(understand_told()->dialogue->next_cursor, "behind-it");
}

static void what_was_corrected_is_remembered_as_it_was_searched(void **state)
{
    Steward__V1__RankResult page = STEWARD__V1__RANK_RESULT__INIT;
    Steward__V1__Correction correction = STEWARD__V1__CORRECTION__INIT, *corrections[] = {&correction};

    correction.from = (char *)(uintptr_t) "laptpo";
    correction.to = (char *)(uintptr_t) "laptop";
    page.corrections = corrections;
    page.n_corrections = 1;
    says("r1", "gaming laptpo");
    is_understood_as_search("gaming laptpo");
    catalog_finds("Laptop");
    event_comes(passing(&page.base, &steward__v1__response_passing__descriptor), waits_for());
    assert_string_equal(session()->dialogue->need->words, "gaming laptop");
    assert_string_equal(session()->title, "gaming laptop");
}

static void what_nothing_has_is_not_looked_for_again(void **state)
{
    Steward__V1__RankResult page = STEWARD__V1__RANK_RESULT__INIT;

    page.left_aside = (char *)(uintptr_t) "polka dots";
    says("r1", "polka dots toasters");
    is_understood_as_search("polka dots toasters");
    catalog_finds("Toaster");
    event_comes(passing(&page.base, &steward__v1__response_passing__descriptor), waits_for());
    assert_string_equal(session()->dialogue->need->words, "toasters");
}

static void what_takes_no_search_is_worded_at_once(void **state)
{
    a_laptop_is_shown("r1", NULL);
    says("r2", "thank you");
    is_understood_as_small_talk();
    assert_int_equal(state_now(), S(RANKING));
    assert_non_null(command(&steward__v1__answer_command__descriptor, "steward.composer.commands"));
    composer_ranks("You are welcome.");
    assert_string_equal(response(0)->message, "You are welcome.");
    assert_int_equal(response(0)->status, S(COMPLETED));
}

static void a_failed_turn_leaves_the_session_as_it_was(void **state)
{
    a_laptop_is_shown("r1", NULL);
    says("r2", "under 500");
    is_understood_as_search("something else");
    time_passes(60000);
    assert_int_equal(response(0)->status, S(FAILED));
    assert_string_equal(session()->dialogue->need->words, "laptop");
    assert_int_equal(session()->dialogue->n_shown, 1);
}

static void a_silent_composer_fails_what_is_nothing_but_words(void **state)
{
    says("r1", "hello");
    is_understood_as_small_talk();
    time_passes(60000);
    assert_int_equal(response(0)->status, S(FAILED));
    assert_int_equal(response(0)->problem->status, 503);
    assert_true(response(0)->problem->retryable);
}

static void a_silent_composer_leaves_a_chat_its_results(void **state)
{
    says("r1", "laptop");
    is_understood_as_search("laptop");
    catalog_finds("Laptop");
    time_passes(60000);
    assert_int_equal(state_now(), S(SEARCHING));
    catalog_finds("Laptop");
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_true(response(0)->degraded);
    assert_string_equal(session()->dialogue->shown[0]->title, "Laptop");
}

static void a_lost_command_is_searched_for_again(void **state)
{
    says("r1", "laptop");
    is_understood_as_search("laptop");
    catalog_finds("Laptop");
    decide(&(struct input){.on = FOLD_LOST, .now_ms = s.now_ms, .source = "test"});
    assert_string_equal(search_told()->query, "laptop");
}

static void more_is_the_next_page_without_a_question(void **state)
{
    Steward__V1__UnderstandResult result = STEWARD__V1__UNDERSTAND_RESULT__INIT;
    Steward__V1__Turn turn = STEWARD__V1__TURN__INIT;

    a_laptop_is_shown("r1", NULL);
    says("r2", "show more");
    result.turn = &turn;
    result.dialogue = session()->dialogue;
    result.wants_search = result.wants_more = true;
    is_understood(&result);
    assert_string_equal(search_told()->cursor, "behind-it");
    assert_string_equal(search_told()->query, "laptop");
    assert_false(search_told()->wants_question);
}

/* ---- questions ---- */

static void a_question_leaves_the_request_open(void **state)
{
    a_laptop_is_shown("r1", "brand");
    assert_int_equal(state_now(), S(CLARIFICATION));
    assert_int_equal(response(0)->status, S(CLARIFICATION));
    assert_string_equal(response(0)->clarification->question, "Which one?");
    assert_int_equal(response(0)->n_products, 1);
    assert_string_equal(session()->dialogue->asked->about, "brand");
}

static void the_answer_ends_it_and_is_understood_with_the_question(void **state)
{
    a_laptop_is_shown("r1", "brand");
    says("r2", "the first one");
    assert_int_equal(told_now(), 2);
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_string_equal(response(0)->request_id, "r1");
    assert_int_equal(response(0)->n_products, 1);
    assert_string_equal(told(1)->topic, "steward.catalog.commands");
    assert_int_equal(state_now(), S(REQUIREMENT_BUILDING));
    assert_string_equal(session()->dialogue->asked->about, "brand");
}

static void nobody_answers(void **state)
{
    a_laptop_is_shown("r1", "brand");
    time_passes(HALF_AN_HOUR_MS - 1);
    assert_int_equal(state_now(), S(CLARIFICATION));
    time_passes(1);
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_int_equal(response(0)->n_products, 1);
    assert_int_equal(state_now(), S(INITIAL));
    time_passes(HALF_AN_HOUR_MS);
    assert_int_equal(told_now(), 0);
}

static void a_plain_search_ends_it_too(void **state)
{
    a_laptop_is_shown("r1", "brand");
    request_comes("r2");
    assert_string_equal(response(0)->request_id, "r1");
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_int_equal(state_now(), S(SEARCHING));
}

static void the_same_message_again_does_not_end_it(void **state)
{
    a_laptop_is_shown("r1", "brand");
    says("r1", "laptop");
    assert_non_null(s.dropped);
    assert_int_equal(state_now(), S(CLARIFICATION));
}

static void whoever_waits_already_is_not_kept_by_a_question(void **state)
{
    says("r1", "laptop");
    says("r2", "under 900");
    is_understood_as_search("laptop");
    catalog_finds("Laptop");
    composer_shows("p1", "brand");
    assert_string_equal(response(0)->request_id, "r1");
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_int_equal(state_now(), S(REQUIREMENT_BUILDING));
}

static void asked_twice_it_asks_no_more(void **state)
{
    Steward__V1__UnderstandResult result = STEWARD__V1__UNDERSTAND_RESULT__INIT;
    Steward__V1__Turn turn = STEWARD__V1__TURN__INIT;
    static const char *const about[] = {"brand", "price"};

    a_laptop_is_shown("r0", NULL);
    result.turn = &turn;
    result.wants_search = true;
    for (int i = 0; i < 2; i++) {
        says(str_printf(s.arena, "r%d", i + 1), "go on");
        result.dialogue = session()->dialogue;
        is_understood(&result);
        catalog_finds("Laptop");
        composer_shows("p1", about[i]);
    }
    assert_int_equal(session()->dialogue->n_asked_about, 2);
    says("r3", "go on");
    result.dialogue = session()->dialogue;
    is_understood(&result);
    assert_string_equal(told(0)->topic, "steward.catalog.commands");
    assert_false(search_told()->wants_question);
    assert_int_equal(search_told()->n_not_about, 2);
}

static void an_empty_message_is_refused(void **state)
{
    says("r1", "   ");
    assert_int_equal(response(0)->status, S(FAILED));
    assert_int_equal(response(0)->problem->status, 422);
    assert_string_equal(response(0)->problem->field, "message");
}

/* ---- erasing ---- */

static void erase_as(const char *user, int64_t unused_since_s)
{
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    Steward__V1__EraseRequest erase = STEWARD__V1__ERASE_REQUEST__INIT;
    Google__Protobuf__Timestamp since = GOOGLE__PROTOBUF__TIMESTAMP__INIT;

    since.seconds = unused_since_s;
    erase.unused_since = unused_since_s ? &since : NULL;
    request.request_id = (char *)(uintptr_t) "erase";
    request.user_id = (char *)(uintptr_t)user;
    request.ask_case = STEWARD__V1__REQUEST__ASK_ERASE;
    request.erase = &erase;
    event_comes(&request.base, STR_NONE);
}

static void nothing_is_left_of_what_is_erased(void **state)
{
    a_laptop_is_shown("r1", "brand");
    erase_as("", 0);
    assert_int_equal(told_now(), 2);
    assert_string_equal(response(0)->request_id, "r1");
    assert_int_equal(response(0)->status, S(COMPLETED));
    assert_string_equal(response(1)->request_id, "erase");
    assert_int_equal(response(1)->status, S(COMPLETED));
    assert_int_equal(message_pack(s.instance->state, s.arena).len, 0);
    assert_int_equal(waits_for().len, 0);
    assert_true(s.instance->forgets);
    assert_null(s.instance->kept);
    time_passes(HALF_AN_HOUR_MS);
    assert_int_equal(told_now(), 0);
}

static void what_is_on_its_way_fails_when_its_session_is_erased(void **state)
{
    says("r1", "laptop");
    says("r2", "under 900");
    erase_as("", 0);
    assert_int_equal(told_now(), 3);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(response(i)->status, S(FAILED));
        assert_int_equal(response(i)->problem->status, 410);
    }
    time_passes(60000);
    assert_int_equal(told_now(), 0);
    says("r3", "tablet");
    assert_null(understand_told()->dialogue);
}

static void nobody_erases_the_session_of_somebody_else(void **state)
{
    request_of("r1", "anna", "cable");
    erase_as("bert", 0);
    assert_int_equal(response(0)->problem->status, 403);
    assert_int_equal(state_now(), S(SEARCHING));
    assert_string_equal(session()->user_id, "anna");
}

static void a_session_in_use_again_is_not_swept_away(void **state)
{
    a_laptop_is_shown("r1", NULL);
    erase_as("", s.now_ms / 1000 - 10);
    assert_non_null(s.dropped);
    erase_as("", s.now_ms / 1000 + 10);
    assert_null(s.dropped);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_message_becomes_a_search),
        TEST(the_next_message_is_understood_with_what_was_shown),
        TEST(what_was_chosen_is_passed_on),
        TEST(what_was_corrected_is_remembered_as_it_was_searched),
        TEST(what_nothing_has_is_not_looked_for_again),
        TEST(what_takes_no_search_is_worded_at_once),
        TEST(a_failed_turn_leaves_the_session_as_it_was),
        TEST(a_silent_composer_fails_what_is_nothing_but_words),
        TEST(a_silent_composer_leaves_a_chat_its_results),
        TEST(a_lost_command_is_searched_for_again),
        TEST(more_is_the_next_page_without_a_question),
        TEST(a_question_leaves_the_request_open),
        TEST(the_answer_ends_it_and_is_understood_with_the_question),
        TEST(nobody_answers),
        TEST(a_plain_search_ends_it_too),
        TEST(the_same_message_again_does_not_end_it),
        TEST(whoever_waits_already_is_not_kept_by_a_question),
        TEST(asked_twice_it_asks_no_more),
        TEST(an_empty_message_is_refused),
        TEST(nothing_is_left_of_what_is_erased),
        TEST(what_is_on_its_way_fails_when_its_session_is_erased),
        TEST(nobody_erases_the_session_of_somebody_else),
        TEST(a_session_in_use_again_is_not_swept_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
