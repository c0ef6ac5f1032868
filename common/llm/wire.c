/* llm/wire.c: only what is needed is read of a reply; what else it holds differs from provider to provider.
 */
#include "llm/wire.h"

#include "json/json.h"

struct str llm_request(const char *model, const struct llm_question *q, struct arena *arena)
{
    struct buf out = {0};
    struct str request;

    buf_str(&out, STR("{\"model\":"));
    json_add_string(&out, str_of(model));
    buf_str(&out, STR(",\"messages\":[{\"role\":\"system\",\"content\":"));
    json_add_string(&out, str_of(q->system));
    buf_str(&out, STR("},{\"role\":\"user\",\"content\":"));
    json_add_string(&out, q->data);
    buf_str(&out, STR("}],\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":"));
    json_add_string(&out, str_of(q->schema_name));
    buf_printf(&out,
               ",\"strict\":true,\"schema\":%s}},\"temperature\":0,\"n\":1,\"max_completion_tokens\":%d}",
               q->schema, q->tokens_max);
    request = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return request;
}

/* ---- the reply ---- */

struct object {
    struct json_member *members;
    size_t count;
};

static bool read_object(struct str json, struct arena *arena, struct object *ret)
{
    struct json_fault fault;

    return json_members(json, arena, &ret->members, &ret->count, &fault);
}

static const struct json_member *member_of(const struct object *object, struct str name)
{
    return json_member_of(object->members, object->count, name);
}

static bool read_member(const struct object *from, struct str name, struct arena *arena, struct object *ret)
{
    const struct json_member *member = member_of(from, name);

    return member && !member->is_text && read_object(member->value, arena, ret);
}

static int64_t tokens_of(const struct object *reply, struct arena *arena)
{
    const struct json_member *total;
    struct object usage;
    int64_t tokens = 0;

    if (!read_member(reply, STR("usage"), arena, &usage))
        return 0;
    total = member_of(&usage, STR("total_tokens"));
    return total && str_to_int64(total->value, &tokens) && tokens > 0 ? tokens : 0;
}

static bool first_choice(const struct object *reply, struct arena *arena, struct object *ret)
{
    const struct json_member *choices = member_of(reply, STR("choices"));
    struct json_fault fault;
    struct json_member *items;
    size_t count;

    return choices && !choices->is_text && json_items(choices->value, arena, &items, &count, &fault) &&
           count && read_object(items[0].value, arena, ret);
}

static bool fails(const char **ret_why, const char *why)
{
    *ret_why = why;
    return false;
}

bool llm_reply_read(struct str body, struct arena *arena, struct llm_reply *ret_reply, const char **ret_why)
{
    const struct json_member *content, *refusal, *finish;
    struct object reply, choice, message;

    *ret_reply = (struct llm_reply){0};
    if (!read_object(body, arena, &reply))
        return fails(ret_why, "the reply is no JSON object");
    ret_reply->tokens = tokens_of(&reply, arena);
    if (!first_choice(&reply, arena, &choice) || !read_member(&choice, STR("message"), arena, &message))
        return fails(ret_why, "the reply has no choice with a message");
    finish = member_of(&choice, STR("finish_reason"));
    if (finish && finish->is_text && !str_is(finish->value, "stop"))
        return fails(ret_why, "the reply did not come to its end");
    refusal = member_of(&message, STR("refusal"));
    if (refusal && refusal->is_text)
        return fails(ret_why, "the model refused");
    content = member_of(&message, STR("content"));
    if (!content || !content->is_text)
        return fails(ret_why, "the reply has no content");
    ret_reply->content = content->value;
    return true;
}
