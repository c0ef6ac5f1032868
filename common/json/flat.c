/* A list inside a document, and its items laid flat. The tree goes with the arena, so nothing of it is
 * copied. */
#include "json/parse.h"

#define DEPTH_MAX 8 /* inside an item: no honest one is deeper */

struct json_list {
    struct arena *tree;
    const json_t *items;
};

struct laying {
    struct arena *tree;
    struct json_member *fields;
    size_t count, most;
};

static void free_tree(void *tree)
{
    arena_free(tree);
}

/* What is inside a value by that name, or at that place of a list; NULL: nothing. */
static const json_t *inside(const json_t *value, struct str name)
{
    int64_t place;

    if (!json_is_array(value))
        return json_object_getn(value, name.data, name.len);
    return str_to_int64(name, &place) && place >= 0 ? json_array_get(value, (size_t)place) : NULL;
}

static const json_t *at_path(const json_t *value, const char *path)
{
    struct str rest = *path ? str_of(path) : STR_NONE, name;

    while (value && str_split(&rest, '.', &name))
        value = inside(value, name);
    return value;
}

bool json_list_open(struct str json, const char *path, struct arena *arena, struct json_list **ret_list,
                    struct json_fault *fault)
{
    struct where document = {0};
    struct json_list *list = arena_new_of(arena, struct json_list);
    const json_t *root = json_parse(json, 0, &list->tree, fault);

    arena_on_free(arena, free_tree, list->tree);
    list->items = at_path(root, path);
    *ret_list = list->items && !json_is_null(list->items) ? list : NULL;
    if (root && *ret_list && !json_is_array(list->items))
        return where_fault(&document, fault, "must be a list");
    return root != NULL;
}

size_t json_list_count(const struct json_list *list)
{
    return json_array_size(list->items);
}

static struct str joined(struct laying *l, struct str path, struct str name)
{
    size_t len = path.len + (path.len > 0) + name.len;
    char *text;

    if (!path.len)
        return name;
    text = arena_alloc(l->tree, len + 1);
    memcpy(text, path.data, path.len);
    text[path.len] = '.';
    memcpy(text + path.len + 1, name.data, name.len);
    return str_n(text, len);
}

static void lay(struct laying *l, struct str path, json_t *value, int depth);

static void lay_items(struct laying *l, struct str path, const json_t *list, int depth)
{
    char number[24];

    for (size_t i = 0; i < json_array_size(list) && l->count < l->most; i++) {
        snprintf(number, sizeof(number), "%zu", i);
        lay(l, joined(l, path, str_copy(l->tree, str_of(number))), json_array_get(list, i), depth + 1);
    }
}

static void lay_members(struct laying *l, struct str path, json_t *object, int depth)
{
    const char *name;
    json_t *value;

    json_object_foreach(object, name, value)
    {
        if (l->count < l->most)
            lay(l, joined(l, path, str_of(name)), value, depth + 1);
    }
}

static void lay_plain(struct laying *l, struct str name, const json_t *value)
{
    struct json_member *field = &l->fields[l->count];

    *field = (struct json_member){.name = name, .is_text = json_is_string(value)};
    if (field->is_text)
        field->value = str_n(json_string_value(value), json_string_length(value));
    else if (!json_print(value, l->tree, l->tree, &field->value))
        return;
    l->count++;
}

static void lay(struct laying *l, struct str path, json_t *value, int depth)
{
    if (depth > DEPTH_MAX)
        return;
    if (json_is_object(value))
        lay_members(l, path, value, depth);
    else if (json_is_array(value))
        lay_items(l, path, value, depth);
    else
        lay_plain(l, path, value);
}

static size_t lay_flat(json_t *item, struct arena *tree, struct json_member *fields, size_t most)
{
    struct laying l = {.tree = tree, .fields = fields, .most = most};

    if (json_is_object(item))
        lay(&l, STR_NONE, item, 0);
    return l.count;
}

size_t json_list_fields(const struct json_list *list, size_t item, struct json_member *fields, size_t most)
{
    return lay_flat(json_array_get(list->items, item), list->tree, fields, most);
}

size_t json_fields(struct str json, struct arena *arena, struct json_member *fields, size_t most)
{
    struct arena *tree;
    json_t *root = json_parse(json, 0, &tree, NULL);

    arena_on_free(arena, free_tree, tree);
    return root ? lay_flat(root, tree, fields, most) : 0;
}
