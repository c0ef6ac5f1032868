/* What a request must be, the session it belongs to, and how long its client waits. */
#include <stdio.h>

#include "auth/principal.h"
#include "base/mem.h"
#include "session/rules_request.h"
#include "steward/v1/accounts.pb-c.h"
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
        {"{\"search\":{\"media\":[{\"media_id\":\"0123456789abcdef0123456789abcdef\"}]}}", NULL},
        {"{\"chat\":{\"media\":[{\"url\":\"https://shop.example/a.png\",\"kind\":\"picture\"}]}}", NULL},
        {"{\"chat\":{\"media\":[{\"data\":\"eA==\"},{\"url\":\"u\"}]}}", NULL},
        {"{\"chat\":{\"media\":[{\"data\":\"\"}]}}", "media[0]"},
        {"{\"chat\":{\"media\":[{\"data\":\"eA==\",\"url\":\"x\"}]}}", "media[0]"},
        {"{\"chat\":{}}", "message"},
        {"{\"chat\":{\"media\":[{}]}}", "media[0]"},
        {"{\"search\":{\"media\":[{\"kind\":\"film\",\"url\":\"x\"}]}}", "media[0].kind"},
        {"{\"search\":{\"media\":[{\"media_id\":\"0123456789ABCDEF0123456789abcdef\"}]}}",
         "media[0].media_id"},
        {"{\"chat\":{\"media\":[{\"url\":\"x\"}],\"filters\":{}}}", "media"},
        {"{}", "search"},
        {"{\"search\":{}}", "query"},
        {"{\"search\":{\"query\":\"  \\t \"}}", "query"},
        {"{\"search\":{\"query\":\"x\",\"limit\":101}}", "limit"},
        {"{\"search\":{\"query\":\"x\",\"limit\":-1}}", "limit"},
        {"{\"session_id\":\" x\",\"search\":{\"query\":\"x\"}}", "session_id"},
        {"{\"request_id\":\"a\\nb\",\"search\":{\"query\":\"x\"}}", "request_id"},
        {"{\"user_id\":\"a\\u0001\",\"search\":{\"query\":\"x\"}}", "user_id"},
        {"{\"search\":{\"query\":\"x\",\"locale\":\"a-very-long-locale-that-nobody-could-mean\"}}", "locale"},
        {"{\"search\":{\"query\":\"x\",\"locale\":\"de_DE.UTF-8@euro\"}}", NULL},
        {"{\"search\":{\"query\":\"x\",\"locale\":\"de/DE\"}}", "locale"},
        {"{\"search\":{\"query\":\"x\",\"locale\":\"de DE\"}}", "locale"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"min_rating\":5.5}}}", "filters.min_rating"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"price\":{\"min\":{\"amount_minor\":-1}}}}}",
         "filters.price.min.amount_minor"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"price\":{\"max\":{\"currency_code\":\"EURO\"}}}}}",
         "filters.price.max.currency_code"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"price\":{\"min\":{\"amount_minor\":9},\"max\":{"
         "\"amount_minor\":8}}}}}",
         "filters.price"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"attributes\":[{}]}}}", "filters.attributes[0].name"},
        {"{\"search\":{\"query\":\"x\",\"filters\":{\"attributes\":[{\"name\":\"w\",\"range\":{\"min\":2,"
         "\"max\":1}}]}}}",
         "filters.attributes[0].range"},
    };
    struct arena *arena = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        ProtobufCMessage *message;
        struct json_fault fault;
        struct json_fault faults[LIMIT_FAULTS_MAX];
        size_t count;

        assert_true(json_to_message(&steward__v1__request__descriptor, str_of(cases[i].json), arena, &message,
                                    &fault));
        count = request_faults((Steward__V1__Request *)message, faults);
        if (!cases[i].field && count)
            fail_msg("%s: %s %s", cases[i].json, faults->field, faults->reason);
        if (cases[i].field && (count != 1 || strcmp(faults->field, cases[i].field) != 0))
            fail_msg("%s: %zu %s, not %s", cases[i].json, count, faults->field, cases[i].field);
    }
    arena_free(arena);
}

static void media_do_not_come_over_kafka(void **state)
{
    static const char json[] =
        "{\"search\":{\"query\":\"x\",\"media\":[{\"url\":\"u\"},{\"data\":\"eA==\"}]}}";
    struct json_fault faults[LIMIT_FAULTS_MAX], fault;
    struct arena *arena = arena_new(1 << 20);
    ProtobufCMessage *message;
    Steward__V1__Request *request;

    assert_true(json_to_message(&steward__v1__request__descriptor, str_of(json), arena, &message, &fault));
    request = (Steward__V1__Request *)message;
    assert_int_equal(request_faults(request, faults), 0);
    assert_int_equal(request_record_faults(request, faults), 1);
    assert_string_equal(faults->field, "media[1].data");
    assert_non_null(strstr(faults->reason, "media_id"));
    request->search->media[1]->data.len = 0;
    assert_int_equal(request_record_faults(request, faults), 1); /* then there is nothing */
    request->search->n_media = 1;
    assert_int_equal(request_record_faults(request, faults), 0);
    arena_free(arena);
}

static void every_fault_is_told(void **state)
{
    static const char json[] = "{\"user_id\":\" x\",\"search\":{\"limit\":500,\"filters\":{\"min_rating\":9,"
                               "\"attributes\":[{\"name\":\"w\"},{\"name\":\" \"}]}}}";
    static const char *const fields[] = {"user_id", "limit", "filters.min_rating",
                                         "filters.attributes[1].name"};
    struct json_fault faults[LIMIT_FAULTS_MAX], fault;
    struct arena *arena = arena_new(1 << 20);
    ProtobufCMessage *message;
    size_t count;

    assert_true(json_to_message(&steward__v1__request__descriptor, str_of(json), arena, &message, &fault));
    count = request_faults((Steward__V1__Request *)message, faults);
    assert_int_equal(count, COUNT_OF(fields));
    for (size_t i = 0; i < count; i++) {
        bool found = false;

        for (size_t k = 0; k < count; k++)
            found = found || !strcmp(faults[k].field, fields[i]);
        if (!found)
            fail_msg("%s", fields[i]);
    }
    arena_free(arena);
}

static void no_more_faults_are_told_than_there_is_room_for(void **state)
{
    Steward__V1__AttributeFilter attribute = STEWARD__V1__ATTRIBUTE_FILTER__INIT, *attributes[50];
    Steward__V1__Filters filters = STEWARD__V1__FILTERS__INIT;
    Steward__V1__SearchRequest search = STEWARD__V1__SEARCH_REQUEST__INIT;
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    struct json_fault faults[LIMIT_FAULTS_MAX];

    for (size_t i = 0; i < COUNT_OF(attributes); i++)
        attributes[i] = &attribute;
    filters.attributes = attributes;
    filters.n_attributes = COUNT_OF(attributes);
    filters.min_rating = -1;
    search.filters = &filters;
    request.ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
    request.search = &search;
    assert_int_equal(request_faults(&request, faults), LIMIT_FAULTS_MAX);
}

static void a_query_has_a_length(void **state)
{
    Steward__V1__SearchRequest search = STEWARD__V1__SEARCH_REQUEST__INIT;
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    struct json_fault faults[LIMIT_FAULTS_MAX];

    memset(long_query, 'q', QUERY_MAX_BYTES + 1);
    search.query = long_query;
    request.ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
    request.search = &search;
    assert_int_equal(request_faults(&request, faults), 1);
    assert_string_equal(faults->field, "query");
    long_query[QUERY_MAX_BYTES] = '\0';
    assert_int_equal(request_faults(&request, faults), 0);
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
        {"respond-async; why=slow, wait=\"5\";x", true, 5},
        {"wait=\"", false, -1},
        {";respond-async", false, -1},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct prefer prefer = prefer_from(str_of(cases[i].header));

        assert_int_equal(prefer.respond_async, cases[i].respond_async);
        assert_int_equal(prefer.wait_s, cases[i].wait_s);
    }
}

/* The documents name each role and scope that there is. */
static void names_of_keys(void **state)
{
    const char *roles = limit_of(request_limits, &steward__v1__new_api_key__descriptor, "role")->schema;
    const char *scopes = limit_of(request_limits, &steward__v1__new_api_key__descriptor, "scopes")->schema;
    char quoted[64];

    for (enum role role = ROLE_VIEWER; role < ROLE_COUNT; role++) {
        snprintf(quoted, sizeof(quoted), "\"%s\"", role_name(role));
        assert_non_null(strstr(roles, quoted));
    }
    for (size_t i = 0; scope_table[i].name; i++) {
        snprintf(quoted, sizeof(quoted), "\"%s\"", scope_table[i].name);
        assert_non_null(strstr(scopes, quoted));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids),
        cmocka_unit_test(limits),
        cmocka_unit_test(names_of_keys),
        cmocka_unit_test(media_do_not_come_over_kafka),
        cmocka_unit_test(every_fault_is_told),
        cmocka_unit_test(no_more_faults_are_told_than_there_is_room_for),
        cmocka_unit_test(a_query_has_a_length),
        cmocka_unit_test(sessions),
        cmocka_unit_test(preferences),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
