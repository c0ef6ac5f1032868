/* The members of an object, for documents that no message describes. */
#include "json/parse.h"

static bool take_member(const char *name, const json_t *value, struct arena *tree, struct arena *arena,
                        struct json_member *ret_member)
{
    ret_member->name = str_copy(arena, str_of(name));
    ret_member->is_text = json_is_string(value);
    if (!ret_member->is_text)
        return json_print(value, tree, arena, &ret_member->value);
    ret_member->value = str_copy(arena, str_n(json_string_value(value), json_string_length(value)));
    return true;
}

static bool take_members(json_t *object, struct arena *tree, struct arena *arena,
                         struct json_member **ret_members, size_t *ret_count, struct json_fault *fault)
{
    struct where document = {0};
    struct json_member *members;
    size_t count = 0;
    const char *name;
    json_t *value;

    if (!json_is_object(object))
        return where_fault(&document, fault, "must be an object");
    members = arena_alloc_bounded(arena, (json_object_size(object) + 1) * sizeof(*members));
    if (!members)
        return where_fault(&document, fault, "the document is too large");
    json_object_foreach(object, name, value)
    {
        if (!take_member(name, value, tree, arena, &members[count++]))
            return where_fault(&document, fault, "the document is too large");
    }
    *ret_members = members;
    *ret_count = count;
    return true;
}

bool json_members(struct str json, struct arena *arena, struct json_member **ret_members, size_t *ret_count,
                  struct json_fault *fault)
{
    struct arena *tree;
    json_t *root = json_parse(json, &tree, fault);
    bool ok = root && take_members(root, tree, arena, ret_members, ret_count, fault);

    arena_free(tree);
    return ok;
}
