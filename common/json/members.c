/* The members of an object and the items of a list, for documents that no message describes. */
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
    json_t *root = json_parse(json, 0, &tree, fault);
    bool ok = root && take_members(root, tree, arena, ret_members, ret_count, fault);

    arena_free(tree);
    return ok;
}

const struct json_member *json_member_of(const struct json_member *members, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(members[i].name, name))
            return &members[i];
    return NULL;
}

struct str json_value_of(const struct json_member *members, size_t count, struct str name)
{
    const struct json_member *member = json_member_of(members, count, name);

    return member ? member->value : STR_NONE;
}

struct str json_text_of(const struct json_member *members, size_t count, struct str name)
{
    const struct json_member *member = json_member_of(members, count, name);

    return member && member->is_text ? member->value : STR_NONE;
}

bool json_object_read(struct str json, struct arena *arena, struct json_object *ret_object)
{
    return json_members(json, arena, &ret_object->members, &ret_object->count, NULL);
}

const struct json_member *json_object_member(const struct json_object *object, const char *name)
{
    return json_member_of(object->members, object->count, str_of(name));
}

static bool take_items(json_t *list, struct arena *tree, struct arena *arena, struct json_member **ret_items,
                       size_t *ret_count, struct json_fault *fault)
{
    struct where document = {0};
    struct json_member *items;

    if (!json_is_array(list))
        return where_fault(&document, fault, "must be a list");
    items = arena_alloc_bounded(arena, (json_array_size(list) + 1) * sizeof(*items));
    for (size_t i = 0; items && i < json_array_size(list); i++)
        if (!take_member("", json_array_get(list, i), tree, arena, &items[i]))
            items = NULL;
    if (!items)
        return where_fault(&document, fault, "the document is too large");
    *ret_items = items;
    *ret_count = json_array_size(list);
    return true;
}

bool json_items(struct str json, struct arena *arena, struct json_member **ret_items, size_t *ret_count,
                struct json_fault *fault)
{
    struct arena *tree;
    json_t *root = json_parse(json, 0, &tree, fault);
    bool ok = root && take_items(root, tree, arena, ret_items, ret_count, fault);

    arena_free(tree);
    return ok;
}
