/* tenant_topics: what may be written in STEWARD_TENANT_TOPICS, and whose an event is that comes on a topic.
 */
#include "bus/tenant_topics.h"

#include "unit.h"

static void names_are_read(void **state)
{
    struct tenant_topics *topics;
    const struct topic *requests, *responses;
    struct error err = {0};

    assert_true(tenant_topics_read(" acme=steward.acme,, other=x  third=y,", &topics, &err));
    requests = topic_named(tenant_topics_all(topics), "steward.acme.requests");
    responses = topic_named(tenant_topics_all(topics), "steward.acme.responses");
    assert_string_equal(requests->tenant, "acme");
    assert_ptr_equal(requests->like, &topic_requests);
    assert_ptr_equal(requests->answers_to, responses);
    assert_true(responses->once);
    assert_ptr_equal(responses->like, &topic_responses);
    assert_non_null(topic_named(tenant_topics_all(topics), "x.requests"));
    assert_non_null(topic_named(tenant_topics_all(topics), "y.responses"));
    assert_ptr_equal(topic_named(tenant_topics_all(topics), "steward.requests"), &topic_requests);
    assert_null(topic_named(tenant_topics_all(topics), "steward.acme"));
    tenant_topics_free(topics);
    assert_true(tenant_topics_read("", &topics, &err));
    assert_ptr_equal(tenant_topics_all(topics)[0], all_topics[0]);
    tenant_topics_free(topics);
}

static void what_cannot_be_is_refused(void **state)
{
    static const char *const bad[] = {"acme",    "acme=", "=x",    "a/b=x",     "a=x/y",      "a=x,a=y",
                                      "a=x,b=x", "*=x",   "a=b=c", "a=steward", "a=\xc3\xa4", "a=x b"};
    struct tenant_topics *topics;
    struct error err;

    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        err = (struct error){0};
        if (tenant_topics_read(bad[i], &topics, &err))
            fail_msg("%s", bad[i]);
        assert_int_equal(err.policy, ERROR_FATAL);
        assert_non_null(strstr(err.text, "STEWARD_TENANT_TOPICS"));
    }
}

static void too_many_are_refused(void **state)
{
    struct tenant_topics *topics;
    struct buf text = {0};
    struct error err;

    for (int i = 0; i < TENANT_TOPICS_MAX; i++)
        buf_printf(&text, "t%d=t%d,", i, i);
    assert_true(tenant_topics_read(text.data, &topics, &err));
    tenant_topics_free(topics);
    buf_str(&text, STR("more=more"));
    assert_false(tenant_topics_read(text.data, &topics, &err));
    buf_free(&text);
}

static void an_event_is_its_topics_tenants(void **state)
{
    const struct event_header header = {STR("Steward-Tenant"), STR("acme")};
    const struct record plain = {.topic = "x"},
                        naming = {.topic = "x", .headers = &header, .header_count = 1};
    struct event event = {.tenant = STR("default"), .record = &plain};
    struct tenant_topics *topics;
    const struct topic *requests, *responses;
    struct error err = {0};

    assert_true(tenant_topics_read("acme=x", &topics, &err));
    requests = topic_named(tenant_topics_all(topics), "x.requests");
    responses = topic_named(tenant_topics_all(topics), "x.responses");
    assert_true(event_of_topic(requests, &event, &err));
    assert_true(str_is(event.tenant, "acme") && str_is(event.answer_topic, "x.responses"));
    event = (struct event){.tenant = STR("acme"), .record = &naming};
    assert_false(event_of_topic(requests, &event, &err)); /* also its own name */
    assert_int_equal(err.policy, ERROR_SKIP);
    assert_true(str_is(event.tenant, "acme") && str_is(event.answer_topic, "x.responses"));
    assert_true(event_of_topic(responses, &event, &err)); /* we have written it */
    event = (struct event){.tenant = STR("other"), .record = &naming};
    assert_true(event_of_topic(&topic_requests, &event, &err));
    assert_true(str_is(event.tenant, "other") && !event.answer_topic.len);
    tenant_topics_free(topics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(too_many_are_refused),
        cmocka_unit_test(an_event_is_its_topics_tenants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
