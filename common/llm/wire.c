/* llm/wire.c: only what is needed is read of a reply; what else it holds differs from provider to provider.
 */
#include "llm/wire.h"

#include "json/json.h"

static void add_content(struct buf *out, const struct llm_question *q)
{
    if (!q->picture.len) {
        json_add_string(out, q->data);
        return;
    }
    buf_str(out, STR("[{\"type\":\"text\",\"text\":"));
    json_add_string(out, q->data);
    buf_str(out, STR("},{\"type\":\"image_url\",\"image_url\":{\"detail\":\"low\",\"url\":"));
    json_add_string(out, q->picture);
    buf_str(out, STR("}}]"));
}

struct str llm_request(const char *model, const struct llm_question *q, struct arena *arena)
{
    struct buf out = {0};
    struct str request;

    buf_str(&out, STR("{\"model\":"));
    json_add_string(&out, str_of(model));
    buf_str(&out, STR(",\"messages\":[{\"role\":\"system\",\"content\":"));
    json_add_string(&out, str_of(q->system));
    buf_str(&out, STR("},{\"role\":\"user\",\"content\":"));
    add_content(&out, q);
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

static bool read_member(const struct json_object *from, const char *name, struct arena *arena,
                        struct json_object *ret)
{
    const struct json_member *member = json_object_member(from, name);

    return member && !member->is_text && json_object_read(member->value, arena, ret);
}

static int64_t tokens_of(const struct json_object *reply, struct arena *arena)
{
    const struct json_member *total;
    struct json_object usage;
    int64_t tokens = 0;

    if (!read_member(reply, "usage", arena, &usage))
        return 0;
    total = json_object_member(&usage, "total_tokens");
    return total && str_to_int64(total->value, &tokens) && tokens > 0 ? tokens : 0;
}

static bool first_choice(const struct json_object *reply, struct arena *arena, struct json_object *ret)
{
    const struct json_member *choices = json_object_member(reply, "choices");
    struct json_fault fault;
    struct json_member *items;
    size_t count;

    return choices && !choices->is_text && json_items(choices->value, arena, &items, &count, &fault) &&
           count && json_object_read(items[0].value, arena, ret);
}

static bool fails(const char **ret_why, const char *why)
{
    *ret_why = why;
    return false;
}

bool llm_reply_read(struct str body, struct arena *arena, struct llm_reply *ret_reply, const char **ret_why)
{
    const struct json_member *content, *refusal, *finish;
    struct json_object reply, choice, message;

    *ret_reply = (struct llm_reply){0};
    if (!json_object_read(body, arena, &reply))
        return fails(ret_why, "the reply is no JSON object");
    ret_reply->tokens = tokens_of(&reply, arena);
    if (!first_choice(&reply, arena, &choice) || !read_member(&choice, "message", arena, &message))
        return fails(ret_why, "the reply has no choice with a message");
    finish = json_object_member(&choice, "finish_reason");
    if (finish && finish->is_text && !str_is(finish->value, "stop"))
        return fails(ret_why, "the reply did not come to its end");
    refusal = json_object_member(&message, "refusal");
    if (refusal && refusal->is_text)
        return fails(ret_why, "the model refused");
    content = json_object_member(&message, "content");
    if (!content || !content->is_text)
        return fails(ret_why, "the reply has no content");
    ret_reply->content = content->value;
    return true;
}
