/* What a request must be, the session it belongs to, and how long its client waits. */
#include "base/mem.h"
#include "rules_request.h"
#include "unit.h"
#include "json/json.h"

static char long_query[QUERY_MAX_BYTES + 2];
static char long_id[ID_MAX_BYTES + 2];

static void ids(void **state)
{
    static const struct {
        const char *id;
        bool is_good;
    } cases[] = {
        {"my-session", true}, {"a", true},      {"Grüße", true}, {"steward.requests:3:77", true},
        {"", false},          {" a", false},    {"a ", false},   {"a b", true},
        {"a\nb", false},      {"a\x7f", false}, {"\xff", false}, {long_id, false},
        {"\t", false},
    };

    memset(long_id, 'x', ID_MAX_BYTES + 1);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        if (id_is_good(str_of(cases[i].id)) != cases[i].is_good)
            fail_msg("%s", cases[i].id);
}

static void limits(void **state)
{
    static const struct {
        const char *json;
        const char *field; /* NULL: sound */
    } cases[] = {
        {"{\"search\":{\"query\":\"usb c cable\"}}", NULL},
        {"{\"search\":{\"query\":\"x\",\"limit\":100}}", NULL},
        {"{\"search\":{\"filters\":{\"brands\":[\"Acme\"]}}}", NULL},
        {"{}", "search"},
        {"{\"search\":{}}", "query"},
        {"{\"search\":{\"query\":\"  \\t \"}}", "query"},
        {"{\"search\":{\"query\":\"x\",\"limit\":101}}", "limit"},
        {"{\"search\":{\"query\":\"x\",\"limit\":-1}}", "limit"},
        {"{\"session_id\":\" x\",\"search\":{\"query\":\"x\"}}", "session_id"},
        {"{\"request_id\":\"a\\nb\",\"search\":{\"query\":\"x\"}}", "request_id"},
        {"{\"user_id\":\"a\\u0001\",\"search\":{\"query\":\"x\"}}", "user_id"},
        {"{\"search\":{\"query\":\"x\",\"locale\":\"a-very-long-locale-that-nobody-could-mean\"}}", "locale"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"min_rating\":5.5}}}", "filters.min_rating"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"price\":{\"min\":{\"amount_minor\":-1}}}}}",
         "filters.price.min"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"price\":{\"max\":{\"currency_code\":\"EURO\"}}}}}",
         "filters.price.max"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"price\":{\"min\":{\"amount_minor\":9},\"max\":{"
         "\"amount_minor\":8}}}}}",
         "filters.price"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"attributes\":[{}]}}}", "filters.attributes.name"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"attributes\":[{\"name\":\"w\",\"range\":{\"min\":2,"
         "\"max\":1}}]}}}",
         "filters.attributes.range"},
    };
    struct arena *arena = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ProtobufCMessage *message;
        struct json_fault fault;
        const char *field, *detail;
        int status;

        assert_true(json_to_message(&steward__v1__request__descriptor, str_of(cases[i].json), arena, &message,
                                    &fault));
        status = request_problem((Steward__V1__Request *)message, arena, &field, &detail);
        if (!cases[i].field && status)
            fail_msg("%s: %s", cases[i].json, detail);
        if (cases[i].field && (status != 422 || strcmp(field, cases[i].field) != 0))
            fail_msg("%s: %d %s, not %s", cases[i].json, status, field, cases[i].field);
    }
    arena_free(arena);
}

static void a_query_has_a_length(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    Steward__V1__SearchRequest search = STEWARD__V1__SEARCH_REQUEST__INIT;
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    const char *field, *detail;

    memset(long_query, 'q', QUERY_MAX_BYTES + 1);
    search.query = long_query;
    request.ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
    request.search = &search;
    assert_int_equal(request_problem(&request, arena, &field, &detail), 422);
    assert_string_equal(field, "query");
    long_query[QUERY_MAX_BYTES] = '\0';
    assert_int_equal(request_problem(&request, arena, &field, &detail), 0);
    arena_free(arena);
}

static void sessions(void **state)
{
    static const struct {
        const char *session, *request, *key, *event, *belongs_to;
    } cases[] = {
        {"s", "r", "k", "e", "s"},      {"", "r", "k", "e", "k"},          {"", "r", "", "e", "r"},
        {"", "", "", "t:0:1", "t:0:1"}, {"", "", "k\n", "t:0:1", "t:0:1"}, {" bad", "r", "k", "e", "r"},
        {"", "bad\n", "", "e", "e"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
        struct str session;

        request.session_id = (char *)(uintptr_t)cases[i].session;
        request.request_id = (char *)(uintptr_t)cases[i].request;
        session = request_session(&request, str_of(cases[i].key), str_of(cases[i].event));
        if (!str_is(session, cases[i].belongs_to))
            fail_msg("case %zu: %.*s", i, STR_ARGS(session));
    }
}

static void preferences(void **state)
{
    static const struct {
        const char *header;
        bool respond_async;
        int wait_s;
    } cases[] = {
        {"", false, -1},
        {"respond-async", true, -1},
        {"wait=5", false, 5},
        {"Respond-Async, wait=5", true, 5},
        {"wait = 7", false, 7},
        {"wait=9999", false, 60},
        {"wait=-1", false, -1},
        {"wait=x", false, -1},
        {"handling=lenient, wait=0", false, 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct prefer prefer = prefer_from(str_of(cases[i].header));

        assert_int_equal(prefer.respond_async, cases[i].respond_async);
        assert_int_equal(prefer.wait_s, cases[i].wait_s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids),      cmocka_unit_test(limits),      cmocka_unit_test(a_query_has_a_length),
        cmocka_unit_test(sessions), cmocka_unit_test(preferences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
