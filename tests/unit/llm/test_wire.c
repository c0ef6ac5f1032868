/* wire: what is asked is JSON whatever is in it, and of what is answered only a whole, unrefused text is
 * taken. */
#include "llm/wire.h"

#include "unit.h"
#include "json/json.h"

static const struct {
    const char *body, *content, *why;
    int64_t tokens;
} replies[] = {
    {"{\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":"
     "\"{}\","
     "\"refusal\":null},\"logprobs\":null}],\"usage\":{\"total_tokens\":12},\"x\":[1,{}]}",
     "{}", NULL, 12},
    {"{\"choices\":[{\"message\":{\"content\":\"a\"}},{\"message\":{\"content\":\"b\"}}]}", "a", NULL, 0},
    {"{\"choices\":[{\"message\":{\"content\":\"a\"}}],\"usage\":{\"total_tokens\":-5}}", "a", NULL, 0},
    {"", NULL, "the reply is no JSON object", 0},
    {"<html>", NULL, "the reply is no JSON object", 0},
    {"[]", NULL, "the reply is no JSON object", 0},
    {"{}", NULL, "the reply has no choice with a message", 0},
    {"{\"choices\":[]}", NULL, "the reply has no choice with a message", 0},
    {"{\"choices\":\"[{}]\"}", NULL, "the reply has no choice with a message", 0},
    {"{\"choices\":[{\"message\":null}]}", NULL, "the reply has no choice with a message", 0},
    {"{\"choices\":[{\"finish_reason\":\"length\",\"message\":{\"content\":\"a\"}}],\"usage\":{\"total_"
     "tokens\":9}}",
     NULL, "the reply did not come to its end", 9},
    {"{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"no\"}}]}", NULL, "the model refused", 0},
    {"{\"choices\":[{\"message\":{\"content\":null}}]}", NULL, "the reply has no content", 0},
    {"{\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\"}]}}]}", NULL, "the reply has no content",
     0},
};

static void replies_are_read(void **state)
{
    for (size_t i = 0; i < sizeof(replies) / sizeof(*replies); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct llm_reply reply;
        const char *why = NULL;
        bool ok = llm_reply_read(str_of(replies[i].body), arena, &reply, &why);

        assert_int_equal(ok, replies[i].content != NULL);
        assert_int_equal(reply.tokens, replies[i].tokens);
        if (ok)
            assert_true(str_is(reply.content, replies[i].content));
        else
            assert_string_equal(why, replies[i].why);
        arena_free(arena);
    }
}

static void whatever_is_asked_is_json(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct llm_question question = {.system = "do \"this\"",
                                    .data = STR("{\"message\":\"\\u0001 \\\"}]\"}"),
                                    .schema_name = "reading",
                                    .schema = "{\"type\":\"object\"}",
                                    .tokens_max = 7};
    struct str body = llm_request("a \"model\"", &question, arena);
    struct json_member *members;
    struct json_fault fault;
    struct json_member *messages;
    size_t count;

    assert_true(json_members(body, arena, &members, &count, &fault));
    assert_true(str_is(members[0].name, "model") && str_is(members[0].value, "a \"model\""));
    assert_true(json_items(members[1].value, arena, &messages, &count, &fault));
    assert_int_equal(count, 2);
    assert_true(json_members(messages[1].value, arena, &members, &count, &fault));
    assert_true(str_is(members[0].value, "user"));
    assert_true(str_eq(members[1].value, question.data));
    arena_free(arena);
}

static void a_picture_stands_beside_the_words(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct llm_question question = {.system = "look",
                                    .data = STR("a \"photo\":"),
                                    .picture = STR("data:image/jpeg;base64,/9j/"),
                                    .schema_name = "seen",
                                    .schema = "{\"type\":\"object\"}",
                                    .tokens_max = 7};
    struct str body = llm_request("m", &question, arena);

    assert_true(str_find(body, STR("\"content\":[{\"type\":\"text\",\"text\":\"a \\\"photo\\\":\"},"
                                   "{\"type\":\"image_url\",\"image_url\":{\"detail\":\"low\","
                                   "\"url\":\"data:image/jpeg;base64,/9j/\"}}]")) > 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_are_read),
        cmocka_unit_test(whatever_is_asked_is_json),
        cmocka_unit_test(a_picture_stands_beside_the_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
