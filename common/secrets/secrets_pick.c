/* secrets_pick: what a setting says of a place, and which part of what is kept there is the value. */
#include "secrets/secrets_parts.h"

#define NAME_MAX_BYTES 512

bool secrets_split(struct str where, const char *allowed, struct str *ret_name, struct str *ret_key,
                   struct error *err)
{
    bool has_key = memchr(where.data, '#', where.len) != NULL;

    *ret_key = where;
    str_split(ret_key, '#', ret_name);
    if (!where.len || !ret_name->len || (has_key && !ret_key->len))
        return secrets_fail(err, "NAME#KEY is wanted; a value that only looks like "
                                 "this has to be in a file");
    if (ret_name->len > NAME_MAX_BYTES || str_span(*ret_name, allowed) != ret_name->len ||
        str_starts(*ret_name, STR("/")) || str_find(*ret_name, STR("..")) >= 0)
        return secrets_fail(err, "what stands before # cannot be a name of something that is kept there");
    return true;
}

bool secrets_enter(struct json_object *object, const char *name, struct arena *arena)
{
    const struct json_member *member = json_object_member(object, name);

    return member && !member->is_text && json_object_read(member->value, arena, object);
}

bool secrets_member(const struct json_object *object, struct str key, struct str *ret_value,
                    struct error *err)
{
    const struct json_member *member = json_member_of(object->members, object->count, key);

    if (!member)
        return secrets_fail(err, "what is there has no such key");
    if (!member->is_text)
        return secrets_fail(err, "what is there under that key is no text");
    *ret_value = member->value;
    return true;
}

bool secrets_pick(struct str text, struct str key, struct arena *arena, struct str *ret_value,
                  struct error *err)
{
    struct json_object object;

    *ret_value = text;
    if (!key.len)
        return true;
    if (!json_object_read(text, arena, &object))
        return secrets_fail(err, "what is there is no JSON object, so that it has no keys: leave # out");
    return secrets_member(&object, key, ret_value, err);
}
