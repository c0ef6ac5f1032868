/* Events in every form that a producer may write, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* after the above */
#include <cmocka.h>

#include <steward/v1/request.pb-c.h>

#include "bus/event.h"
#include "json/message.h"

#define S(literal)                                                                                           \
    {                                                                                                        \
        (literal), sizeof(literal) - 1                                                                       \
    }
#define PROTOBUF    "\x0a\x02r1\x52\x05\x0a\x03usb"
#define JSON_INSIDE "\"request_id\":\"r1\",\"search\":{\"query\":\"usb\"}"
#define JSON        "{" JSON_INSIDE "}"
#define GUID        "0123456789abcdef"
#define BASE64      "CgJyMVIFCgN1c2I="
#define ENVELOPE    "\"specversion\":\"1.0\",\"id\":\"e1\",\"source\":\"/shop\",\"type\":\"steward.v1.Request\""

static const ProtobufCMessageDescriptor *const types[] = {&steward__v1__request__descriptor,
                                                          &steward__v1__response__descriptor, NULL};

static struct record record_of(struct str content_type, struct str type, struct str value,
                               struct event_header headers[4])
{
    struct record record = {"steward.requests", 3, 17, 1795248900000, S("session"), value, headers, 0};

    if (content_type.data)
        headers[record.header_count++] = (struct event_header){S("Content-Type"), content_type};
    if (type.data)
        headers[record.header_count++] = (struct event_header){S("ce_type"), type};
    return record;
}

static void every_form_reads_as_the_same_request(void **state)
{
    static const struct {
        struct str content_type, value;
        enum event_encoding encoding;
        size_t frame;
    } cases[] = {
        {STR_NONE, S(PROTOBUF), EVENT_PROTOBUF, 0},
        {S("application/protobuf"), S(PROTOBUF), EVENT_PROTOBUF, 0},
        {S("application/x-protobuf"), S(PROTOBUF), EVENT_PROTOBUF, 0},
        {S("application/octet-stream"), S(PROTOBUF), EVENT_PROTOBUF, 0},
        {STR_NONE, S(JSON), EVENT_JSON, 0},
        {STR_NONE, S("\r\n\t { " JSON_INSIDE " }\n"), EVENT_JSON, 0},
        {S("Application/JSON; charset=utf-8"), S("\n " JSON), EVENT_JSON, 0},
        {STR_NONE, S("\0\0\0\0\x07\0" PROTOBUF), EVENT_CONFLUENT, 6},
        {STR_NONE, S("\0\0\0\0\x07\x02\x02" PROTOBUF), EVENT_CONFLUENT, 7},
        {STR_NONE, S("\0\0\0\0\x07\x04\x80\x01\x02" PROTOBUF), EVENT_CONFLUENT, 9},
        {S("application/protobuf"), S("\0\0\0\0\x07\0" PROTOBUF), EVENT_CONFLUENT, 6},
        {STR_NONE, S("\x01" GUID "\0" PROTOBUF), EVENT_CONFLUENT, 18},
        {STR_NONE, S("\0\0\0\0\x07" JSON), EVENT_CONFLUENT, 5},
        {S("application/json"), S("\x01" GUID JSON), EVENT_CONFLUENT, 17},
        {S("application/cloudevents+json"), S("{" ENVELOPE ",\"data\":" JSON "}"), EVENT_CLOUDEVENTS_JSON, 0},
        {S("application/cloudevents+json; charset=UTF-8"),
         S("{" ENVELOPE ",\"data_base64\":\"" BASE64 "\",\"datacontenttype\":\"application/protobuf\"}"),
         EVENT_CLOUDEVENTS_JSON, 0},
        {S("application/cloudevents"),
         S("{\"specversion\":\"1.0\",\"data\":" JSON ",\"unknown\":{\"a\":[1]}}"), EVENT_CLOUDEVENTS_JSON, 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct event_header headers[4];
        struct record record = record_of(cases[i].content_type, STR_NONE, cases[i].value, headers);
        const Steward__V1__Request *request;
        struct event event;
        struct error err;

        if (!event_read(&record, types, arena, &event, &err))
            fail_msg("case %zu: %s", i, err.text);
        request = (const Steward__V1__Request *)event.message;
        assert_ptr_equal(event.message->descriptor, types[0]);
        assert_string_equal(request->request_id, "r1");
        assert_string_equal(request->search->query, "usb");
        assert_int_equal(event.encoding, cases[i].encoding);
        assert_int_equal(event.frame.len, cases[i].frame);
        assert_true(str_is(event.key, "session"));
        assert_ptr_equal(event.record, &record);
        arena_free(arena);
    }
}

static void what_cannot_be_read_says_why(void **state)
{
    static const struct {
        struct str content_type, type, value;
        const char *says;
    } cases[] = {
        {STR_NONE, STR_NONE, STR_NONE, "no value"},
        {STR_NONE, STR_NONE, S("{\"serch\":{}}"), "serch: is not known"},
        {STR_NONE, STR_NONE, S("{\"search\":{\"limit\":\"x\"}}"), "search.limit: "},
        {STR_NONE, STR_NONE, S("\xff\xff\xff"), "cut short or garbled"},
        {STR_NONE, STR_NONE, S("\x0a\x02\xff\xff"), "request_id is not UTF-8"},
        {STR_NONE, STR_NONE, S("\0\0\0"), "frame"},
        {STR_NONE, STR_NONE, S("\0\0\0\0\x07"), "frame"},
        {STR_NONE, STR_NONE, S("\0\0\0\0\x07\x03"), "frame"},
        {STR_NONE, STR_NONE, S("\0\0\0\0\x07\x7e"), "frame"},
        {STR_NONE, STR_NONE,
         S("\x01"
           "0123"),
         "frame"},
        {S("application/json"), STR_NONE, S("query=usb"), "is not JSON"},
        {S("application/cloudevents-batch+json"), STR_NONE, S("[]"), "cannot be read here"},
        {S("application/cloudevents+avro"), STR_NONE, S("x"), "cannot be read here"},
        {STR_NONE, S("steward.v1.SearchCommand"), S(JSON), "carries no 'steward.v1.SearchCommand'"},
        {STR_NONE, S("\xff"), S(JSON), "ce_type is not UTF-8"},
        {STR_NONE, S("a\0b"), S(JSON), "ce_type holds a NUL"},
        {S("application/cloudevents+json"), STR_NONE, S("[]"), "must be an object"},
        {S("application/cloudevents+json"), STR_NONE, S("{\"specversion\":\"0.3\",\"data\":{}}"),
         "specversion"},
        {S("application/cloudevents+json"), STR_NONE, S("{" ENVELOPE "}"), "data must be"},
        {S("application/cloudevents+json"), STR_NONE, S("{" ENVELOPE ",\"data\":\"" BASE64 "\"}"),
         "data must be"},
        {S("application/cloudevents+json"), STR_NONE, S("{" ENVELOPE ",\"data\":null}"), "data must be"},
        {S("application/cloudevents+json"), STR_NONE, S("{" ENVELOPE ",\"data\":[]}"), "data must be"},
        {S("application/cloudevents+json"), STR_NONE, S("{" ENVELOPE ",\"data_base64\":\"?\"}"),
         "not base64"},
        {S("application/cloudevents+json"), STR_NONE,
         S("{" ENVELOPE ",\"data\":" JSON ",\"data_base64\":\"\"}"), "exclude each other"},
        {S("application/cloudevents+json"), STR_NONE, S("{" ENVELOPE ",\"data\":{},\"type\":\"other\"}"),
         "twice"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct event_header headers[4];
        struct record record = record_of(cases[i].content_type, cases[i].type, cases[i].value, headers);
        struct event event;
        struct error err = {0};

        if (event_read(&record, types, arena, &event, &err))
            fail_msg("case %zu was read", i);
        if (!strstr(err.text, cases[i].says))
            fail_msg("case %zu: %s", i, err.text);
        assert_int_equal(err.policy, ERROR_SKIP);
        assert_true(str_is(event.id, "steward.requests:3:17") || str_is(event.id, "e1"));
        assert_true(str_is(event.tenant, "default"));
        assert_int_equal(event.time_ms, 1795248900000);
        arena_free(arena);
    }
}

static void what_is_no_protobuf_is_answered_in_json(void **state)
{
    static const struct {
        struct str content_type, value;
        enum event_encoding encoding;
        const char *says;
    } cases[] = {
        {STR_NONE, S("\xef\xbb\xbf" JSON), EVENT_JSON, "byte order mark"},
        {S("application/json"), S("\xef\xbb\xbf" JSON), EVENT_JSON, "byte order mark"},
        {STR_NONE, S("[" JSON "]"), EVENT_JSON, "must be an object"},
        {S("application/cloudevents-batch+json"), S("[]"), EVENT_JSON, "cannot be read here"},
        {STR_NONE, S(" {} {}"), EVENT_JSON, "is not JSON"},
        {STR_NONE, S("\n{"), EVENT_PROTOBUF, "garbled"},
        {STR_NONE, S("\n{{{"), EVENT_PROTOBUF, "garbled"},
        {STR_NONE, S(" \n "), EVENT_PROTOBUF, "garbled"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct event_header headers[4];
        struct record record = record_of(cases[i].content_type, STR_NONE, cases[i].value, headers);
        struct event event;
        struct error err = {0};

        assert_false(event_read(&record, types, arena, &event, &err));
        if (event.encoding != cases[i].encoding || !strstr(err.text, cases[i].says))
            fail_msg("case %zu: %d, %s", i, event.encoding, err.text);
        arena_free(arena);
    }
}

static void an_unreadable_question_can_still_be_answered(void **state)
{
    const struct event_header headers[] = {
        {S("ce_source"), S("bad\xff")}, {S("steward-reply-to"), S("copy-7")},
        {S("ce_id"), S("e1")},          {S("content-type"), S("application/json")},
        {S("ce_id"), S("e2")},
    };
    struct record record = {"t", 0, 1, 5, S("k"), S("{"), headers, COUNT_OF(headers)};
    struct arena *arena = arena_new(1 << 20);
    struct event event;
    struct error err;

    assert_false(event_read(&record, types, arena, &event, &err));
    assert_non_null(strstr(err.text, "ce_source"));
    assert_true(str_is(event.reply_to, "copy-7"));
    assert_true(str_is(event.id, "e2")); /* the last one counts */
    assert_true(str_is(event_header(&record, "CE_ID"), "e2"));
    assert_null(event_header(&record, "nothing").data);
    assert_int_equal(event.encoding, EVENT_JSON);
    assert_int_equal(event.source.len, 0);
    assert_false(event_read(&record, (const ProtobufCMessageDescriptor *const[]){NULL}, arena, &event, &err));
    arena_free(arena);
}

static void what_is_written_reads_the_same(void **state)
{
    static const struct {
        enum event_encoding encoding;
        struct str frame;
    } cases[] = {
        {EVENT_PROTOBUF, STR_NONE},
        {EVENT_JSON, STR_NONE},
        {EVENT_CONFLUENT, S("\0\0\0\0\x07\0")},
        {EVENT_CONFLUENT, S("\0\0\0\0\x07")},
        {EVENT_CONFLUENT, S("\x01" GUID "\x02\x02")},
        {EVENT_CLOUDEVENTS_JSON, STR_NONE},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        Steward__V1__Response *response = message_new(&steward__v1__response__descriptor, arena);
        struct event event = {
            .id = S("e1"),
            .source = S("/orchestrator"),
            .subject = S("s1"),
            .key = S("s1"),
            .answers = S("c1"),
            .reply_to = S("copy-7"),
            .tenant = S("acme"),
            .time_ms = 1795248900123,
            .traceparent = S("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            .encoding = cases[i].encoding,
            .frame = cases[i].frame,
            .message = &response->base,
        };
        struct event again;
        struct record record;
        struct error err;

        response->message = str_c(arena, STR("caf\xc3\xa9 \"usb\""));
        event_write(&event, "steward.responses", arena, &record);
        assert_int_equal(record.partition, -1);
        assert_int_equal(record.timestamp_ms, event.time_ms);
        if (!event_read(&record, types, arena, &again, &err))
            fail_msg("case %zu: %s", i, err.text);
        assert_true(str_eq(again.id, event.id) && str_eq(again.source, event.source));
        assert_true(str_eq(again.subject, event.subject) && str_eq(again.answers, event.answers));
        assert_true(str_eq(again.reply_to, event.reply_to) && str_eq(again.tenant, event.tenant));
        assert_true(str_eq(again.traceparent, event.traceparent) && str_eq(again.key, event.key));
        assert_true(str_is(again.type, "steward.v1.Response"));
        assert_int_equal(again.time_ms, event.time_ms);
        assert_int_equal(again.encoding, event.encoding);
        assert_true(str_eq(again.frame, event.frame));
        assert_string_equal(((const Steward__V1__Response *)again.message)->message, response->message);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_reads_as_the_same_request),
        cmocka_unit_test(what_cannot_be_read_says_why),
        cmocka_unit_test(what_is_no_protobuf_is_answered_in_json),
        cmocka_unit_test(an_unreadable_question_can_still_be_answered),
        cmocka_unit_test(what_is_written_reads_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
