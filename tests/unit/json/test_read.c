/* JSON in: what is accepted reads back as the canonical form, what is refused names its field. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the above */
#include <cmocka.h>

#include <steward/v1/catalog.pb-c.h>
#include <steward/v1/request.pb-c.h>
#include <steward/v1/state.pb-c.h>

#include "json/json.h"
#include "json/message.h"

static void accepted_json_reads_as_its_canonical_form(void **state)
{
    static const struct {
        const ProtobufCMessageDescriptor *type;
        const char *json, *canonical;
    } cases[] = {
        {&steward__v1__money__descriptor, "{}", "{\"amount_minor\":0}"},
        {&steward__v1__money__descriptor, " { \"amountMinor\" : \"12\" } ", "{\"amount_minor\":12}"},
        {&steward__v1__money__descriptor, "{\"amount_minor\":1e3}", "{\"amount_minor\":1000}"},
        {&steward__v1__money__descriptor, "{\"amount_minor\":-7.0}", "{\"amount_minor\":-7}"},
        {&steward__v1__money__descriptor, "{\"amount_minor\":null}", "{\"amount_minor\":0}"},
        {&steward__v1__money__descriptor, "{\"amount_minor\":9007199254740992}",
         "{\"amount_minor\":9007199254740992}"},
        {&steward__v1__money__descriptor, "{\"amount_minor\":9007199254740993}",
         "{\"amount_minor\":\"9007199254740993\"}"},
        {&steward__v1__money__descriptor, "{\"amount_minor\":\"-9223372036854775808\"}",
         "{\"amount_minor\":\"-9223372036854775808\"}"},
        {&steward__v1__money__descriptor, "{\"currency_code\":\"\\u20ac\\n\\\"\\u0001\"}",
         "{\"currency_code\":\"\xe2\x82\xac\\n\\\"\\u0001\",\"amount_minor\":0}"},
        {&steward__v1__attribute__descriptor, "{\"text\":\"\"}", "{\"text\":\"\"}"},
        {&steward__v1__attribute__descriptor, "{\"number\":0.1}", "{\"number\":0.1}"},
        {&steward__v1__attribute__descriptor, "{\"number\":-0.5}", "{\"number\":-0.5}"},
        {&steward__v1__attribute__descriptor, "{\"number\":-0.0}", "{\"number\":-0.0}"},
        {&steward__v1__attribute__descriptor, "{\"number\":1e300}", "{\"number\":1e+300}"},
        {&steward__v1__attribute__descriptor, "{\"number\":0.30000000000000004}",
         "{\"number\":0.30000000000000004}"},
        {&steward__v1__attribute__descriptor, "{\"number\":\"NaN\"}", "{\"number\":\"NaN\"}"},
        {&steward__v1__attribute__descriptor, "{\"number\":\"-Infinity\"}", "{\"number\":\"-Infinity\"}"},
        {&steward__v1__attribute__descriptor, "{\"flag\":true,\"text\":null}", "{\"flag\":true}"},
        {&steward__v1__step__descriptor, "{\"state\":\"RANKING\",\"at\":\"2026-11-21T09:15:00.5+01:00\"}",
         "{\"state\":\"RANKING\",\"at\":\"2026-11-21T08:15:00.500Z\"}"},
        {&steward__v1__told__header__descriptor, "{\"name\":\"a\",\"value\":\"-_8\"}",
         "{\"name\":\"a\",\"value\":\"+/8=\"}"},
        {&steward__v1__product_ids__descriptor, "{\"product_ids\":[\"a\",\"\"]}",
         "{\"product_ids\":[\"a\",\"\"]}"},
        {&steward__v1__product_ids__descriptor, "{\"product_ids\":null}", "{\"product_ids\":[]}"},
        {&steward__v1__money_range__descriptor, "{\"min\":{}}", "{\"min\":{\"amount_minor\":0}}"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct json_fault fault = {"", ""};
        struct buf out = {0};
        ProtobufCMessage *message;

        if (!json_to_message(cases[i].type, str_of(cases[i].json), arena, &message, &fault))
            fail_msg("%s: %s: %s", cases[i].json, fault.field, fault.reason);
        json_from_message(message, &out);
        assert_string_equal(out.data, cases[i].canonical);
        buf_free(&out);
        arena_free(arena);
    }
}

static void refused_json_names_its_field(void **state)
{
    static const struct {
        const ProtobufCMessageDescriptor *type;
        const char *json, *field, *reason;
    } cases[] = {
        {&steward__v1__search_body__descriptor, "", "", "ends too early"},
        {&steward__v1__search_body__descriptor, "[]", "", "must be an object"},
        {&steward__v1__search_body__descriptor, "{\"query\":\"a\"} x", "", "is not JSON"},
        {&steward__v1__search_body__descriptor, "{\"qery\":\"a\"}", "qery", "is not known"},
        {&steward__v1__search_body__descriptor, "{\"Query\":\"a\"}", "Query", "is not known"},
        {&steward__v1__search_body__descriptor, "{\"query\":7}", "query", "must be text"},
        {&steward__v1__search_body__descriptor, "{\"query\":\"a\",\"query\":\"b\"}", "query", "twice"},
        {&steward__v1__search_body__descriptor, "{\"sessionId\":\"a\",\"session_id\":\"b\"}", "session_id",
         "twice"},
        {&steward__v1__search_body__descriptor, "{\"query\":\"a\\u0000b\"}", "query", "NUL"},
        {&steward__v1__search_body__descriptor, "{\"query\":\"\xff\"}", "query", "UTF-8"},
        {&steward__v1__search_body__descriptor, "{\"query\":\"\\ud800\"}", "query", "is not JSON"},
        {&steward__v1__search_body__descriptor, "{\"limit\":1.5}", "limit", "whole number"},
        {&steward__v1__search_body__descriptor, "{\"limit\":2147483648}", "limit", "to 2147483647"},
        {&steward__v1__search_body__descriptor, "{\"limit\":\"\"}", "limit", "whole number"},
        {&steward__v1__search_body__descriptor, "{\"limit\":\"5\"}", "limit", "whole number"},
        {&steward__v1__attribute__descriptor, "{\"number\":\"5\"}", "number", "must be a number"},
        {&steward__v1__search_body__descriptor, "{\"limit\":01}", "limit", "is not JSON"},
        {&steward__v1__search_body__descriptor, "{\"limit\":true}", "limit", "whole number"},
        {&steward__v1__search_body__descriptor, "{\"sort\":\"BEST\"}", "sort", "must be one of RELEVANCE"},
        {&steward__v1__search_body__descriptor, "{\"sort\":1}", "sort", "must be one of"},
        {&steward__v1__search_body__descriptor,
         "{\"filters\":{\"price\":{\"min\":{\"amount_minor\":1e400}}}}", "filters.price.min.amount_minor",
         "too large a number"},
        {&steward__v1__search_body__descriptor, "{\"filters\":{\"brands\":[\"a\",null]}}",
         "filters.brands[1]", "must be text"},
        {&steward__v1__search_body__descriptor, "{\"filters\":{\"brands\":\"a\"}}", "filters.brands",
         "a list"},
        {&steward__v1__search_body__descriptor, "{\"filters\":{\"attributes\":[{},{\"range\":{\"mn\":1}}]}}",
         "filters.attributes[1].range.mn", "is not known"},
        {&steward__v1__search_body__descriptor,
         "{\"filters\":{\"attributes\":[{},{\"range\":{\"min\":1,}}]}}", "filters.attributes[1].range",
         "is not JSON"},
        {&steward__v1__search_body__descriptor, "{\"filters\":{\"in_stock\":\"true\"}}", "filters.in_stock",
         "true or false"},
        {&steward__v1__attribute__descriptor, "{\"text\":\"a\",\"number\":1}", "number",
         "cannot be together with text"},
        {&steward__v1__attribute__descriptor, "{\"number\":\"x\"}", "number", "must be a number"},
        {&steward__v1__told__header__descriptor, "{\"value\":\"a\"}", "value", "base64"},
        {&steward__v1__told__header__descriptor, "{\"value\":\"ab==cd==\"}", "value", "base64"},
        {&steward__v1__told__header__descriptor, "{\"value\":\"ab\"}", "value", "base64"},
        {&steward__v1__step__descriptor, "{\"at\":\"2026-02-29T00:00:00Z\"}", "at", "a time"},
        {&steward__v1__step__descriptor, "{\"at\":{\"seconds\":1}}", "at", "a time"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct json_fault fault = {"none", "none"};
        ProtobufCMessage *message;

        if (json_to_message(cases[i].type, str_of(cases[i].json), arena, &message, &fault))
            fail_msg("accepted: %s", cases[i].json);
        if (strcmp(fault.field, cases[i].field) != 0 || !strstr(fault.reason, cases[i].reason))
            fail_msg("%s: said '%s' '%s'", cases[i].json, fault.field, fault.reason);
        arena_free(arena);
    }
}

static void documents_that_outgrow_their_memory_are_refused(void **state)
{
    struct arena *arena = arena_new(64 * 1024);
    struct buf json = {0};
    struct json_fault fault;
    ProtobufCMessage *message;

    buf_str(&json, STR("{\"products\":[{}"));
    for (int i = 0; i < 10000; i++)
        buf_str(&json, STR(",{}"));
    buf_str(&json, STR("]}"));
    assert_false(
        json_to_message(&steward__v1__products__descriptor, buf_as_str(&json), arena, &message, &fault));
    assert_non_null(strstr(fault.reason, "too large"));

    buf_clear(&json);
    for (int i = 0; i < 100000; i++)
        buf_str(&json, STR("["));
    assert_false(
        json_to_message(&steward__v1__products__descriptor, buf_as_str(&json), arena, &message, &fault));
    assert_non_null(strstr(fault.reason, "too deep"));
    buf_free(&json);
    arena_free(arena);
}

static void texts_have_a_longest_length(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct buf json = {0};
    struct json_fault fault;
    ProtobufCMessage *message;

    for (size_t extra = 0; extra < 2; extra++) {
        buf_clear(&json);
        buf_str(&json, STR("{\"query\":\""));
        memset(buf_reserve(&json, MESSAGE_MAX_STRING + extra), 'a', MESSAGE_MAX_STRING + extra);
        json.len += MESSAGE_MAX_STRING + extra;
        buf_str(&json, STR("\"}"));
        assert_int_equal(json_to_message(&steward__v1__search_body__descriptor, buf_as_str(&json), arena,
                                         &message, &fault),
                         extra == 0);
    }
    assert_string_equal(fault.field, "query");
    buf_free(&json);
    arena_free(arena);
}

static void members_of_an_unknown_object(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct json_member *members;
    struct json_fault fault;
    size_t count;

    assert_true(json_members(STR("{\"a\":\"x\\ny\",\"b\":{\"c\":[1,2.5,\"\\u0000\"]},\"d\":null}"), arena,
                             &members, &count, &fault));
    assert_int_equal(count, 3);
    assert_true(members[0].is_text && str_is(members[0].value, "x\ny"));
    assert_true(!members[1].is_text && str_is(members[1].value, "{\"c\":[1,2.5,\"\\u0000\"]}"));
    assert_true(str_is(members[2].name, "d") && str_is(members[2].value, "null"));
    assert_ptr_equal(json_member_of(members, count, STR("b")), &members[1]);
    assert_null(json_member_of(members, count, STR("c")));
    assert_null(json_member_of(members, 0, STR("a")));
    assert_true(str_is(json_value_of(members, count, STR("a")), "x\ny"));
    assert_true(str_is(json_value_of(members, count, STR("d")), "null"));
    assert_null(json_value_of(members, count, STR("")).data);
    assert_true(str_is(json_text_of(members, count, STR("a")), "x\ny"));
    assert_null(json_text_of(members, count, STR("d")).data);
    assert_null(json_text_of(members, count, STR("aa")).data);
    assert_false(json_members(STR("[1]"), arena, &members, &count, &fault));
    assert_false(json_members(STR("{\"a\":1,\"a\":2}"), arena, &members, &count, &fault));
    assert_string_equal(fault.field, "a");
    arena_free(arena);
}

static void every_fault_is_found(void **state)
{
    static const struct {
        const char *json;
        const char *fields[4]; /* end with NULL */
    } cases[] = {
        {"{\"query\":\"x\",\"limit\":2}", {NULL}},
        {"{\"query\":7,\"limit\":\"many\",\"nonsense\":1}", {"query", "limit", "nonsense"}},
        {"{\"filters\":{\"in_stock\":3,\"brands\":[1,\"a\",2]},\"limit\":2}",
         {"filters.in_stock", "filters.brands[0]", "filters.brands[2]"}},
        {"{\"query\":", {"query"}},
        {"[]", {""}},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct json_fault faults[JSON_FAULTS_MAX];
        struct arena *arena = arena_new(1 << 20);
        ProtobufCMessage *message = NULL;
        size_t wanted = 0,
               count = json_to_message_or_faults(&steward__v1__search_body__descriptor, str_of(cases[i].json),
                                                 0, arena, &message, faults);

        for (; wanted < 4 && cases[i].fields[wanted]; wanted++)
            assert_string_equal(faults[wanted].field, cases[i].fields[wanted]);
        assert_int_equal(count, wanted);
        assert_int_equal(message != NULL, wanted == 0);
        arena_free(arena);
    }
}

static void more_faults_than_there_is_room_for_are_not_told(void **state)
{
    struct json_fault faults[JSON_FAULTS_MAX];
    struct arena *arena = arena_new(1 << 20);
    ProtobufCMessage *message;
    struct buf json = {0};

    buf_str(&json, STR("{\"filters\":{\"brands\":[0"));
    for (int i = 0; i < 100; i++)
        buf_str(&json, STR(",1"));
    buf_str(&json, STR("]}}"));
    assert_int_equal(json_to_message_or_faults(&steward__v1__search_body__descriptor, buf_as_str(&json), 0,
                                               arena, &message, faults),
                     JSON_FAULTS_MAX);
    buf_free(&json);
    arena_free(arena);
}

/* As a photo in a request is, beside as many bytes that would become objects. */
static void a_large_text_needs_little_where_many_values_are_refused(void **state)
{
    enum { BYTES = 8 << 20, TREE_BYTES = 64 << 20 };
    const struct {
        const char *begins, *piece, *ends;
        size_t faults;
    } cases[] = {
        {"{\"query\":\"x\",\"media\":[{\"data\":\"", "QUJD", "\"}]}", 0},
        {"{\"query\":\"x\",\"media\":[{}", ",{}", "]}", 1},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct json_fault faults[JSON_FAULTS_MAX];
        struct arena *arena = arena_new(8 << 20);
        ProtobufCMessage *message;
        struct buf json = {0};

        buf_str(&json, str_of(cases[i].begins));
        while (json.len < BYTES - 100)
            buf_str(&json, str_of(cases[i].piece));
        buf_str(&json, str_of(cases[i].ends));
        assert_int_equal(json_to_message_or_faults(&steward__v1__search_body__descriptor, buf_as_str(&json),
                                                   TREE_BYTES, arena, &message, faults),
                         cases[i].faults);
        if (cases[i].faults)
            assert_non_null(strstr(faults->reason, "is too large"));
        buf_free(&json);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_text_needs_little_where_many_values_are_refused),
        cmocka_unit_test(accepted_json_reads_as_its_canonical_form),
        cmocka_unit_test(refused_json_names_its_field),
        cmocka_unit_test(documents_that_outgrow_their_memory_are_refused),
        cmocka_unit_test(texts_have_a_longest_length),
        cmocka_unit_test(members_of_an_unknown_object),
        cmocka_unit_test(every_fault_is_found),
        cmocka_unit_test(more_faults_than_there_is_room_for_are_not_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
