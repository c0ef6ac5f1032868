/* A list inside a document, and its items laid flat. The tape goes with the arena, so nothing of it is
 * copied. */
#include "json/tape.h"

#define DEPTH_MAX 8 /* inside an item: no honest one is deeper */

struct json_list {
    struct arena *memory;
    struct tape tape;
    uint32_t *items;
    size_t count;
};

struct laying {
    struct arena *memory;
    const struct tape_value *values;
    struct json_member *fields;
    size_t count, most;
};

static void free_memory(void *memory)
{
    arena_free(memory);
}

/* A document may be larger than what its owner's arena has room for. */
static struct arena *memory_for(struct arena *arena)
{
    struct arena *memory = arena_new(JSON_TREE_BYTES_MAX);

    arena_on_free(arena, free_memory, memory);
    return memory;
}

/* What is inside a value by that name, or at that place of a list; `none`: nothing. */
static uint32_t inside(const struct tape *tape, uint32_t at, struct str name, uint32_t none)
{
    const struct tape_value *of = &tape->values[at];
    bool is_list = of->kind == TAPE_LIST;
    int64_t place = -1;

    if (of->kind > TAPE_LIST || (is_list && !str_to_int64(name, &place)))
        return none;
    for (uint32_t i = at + 1; i < of->end; i = tape->values[i].end) {
        if (is_list ? place-- == 0 : str_eq(tape->values[i].name, name))
            return i;
    }
    return none;
}

static uint32_t at_path(const struct tape *tape, const char *path)
{
    struct str rest = *path ? str_of(path) : STR_NONE, name;
    uint32_t at = 0;

    while (at < tape->count && str_split(&rest, '.', &name))
        at = inside(tape, at, name, tape->count);
    return at;
}

static bool is_null(const struct tape_value *value)
{
    return value->kind == TAPE_PLAIN && str_is(value->text, "null");
}

static bool take_items(struct json_list *list, uint32_t at)
{
    const struct tape_value *values = list->tape.values, *of = &values[at];

    list->items =
        of->kind == TAPE_LIST ? arena_array(list->memory, of->end - at, sizeof(*list->items)) : NULL;
    for (uint32_t i = at + 1; list->items && i < of->end; i = values[i].end)
        list->items[list->count++] = i;
    return list->items;
}

bool json_list_open(struct str json, const char *path, struct arena *arena, struct json_list **ret_list)
{
    struct json_list *list = arena_new_of(arena, struct json_list);
    uint32_t at;

    *ret_list = NULL;
    list->memory = memory_for(arena);
    if (!tape_read(json, list->memory, &list->tape))
        return false;
    at = at_path(&list->tape, path);
    if (at == list->tape.count || is_null(&list->tape.values[at]))
        return true;
    *ret_list = list;
    return take_items(list, at);
}

size_t json_list_count(const struct json_list *list)
{
    return list->count;
}

static struct str joined(struct laying *l, struct str path, struct str name)
{
    size_t len = path.len + (path.len > 0) + name.len;
    char *text;

    if (!path.len)
        return name;
    text = arena_alloc(l->memory, len + 1);
    memcpy(text, path.data, path.len);
    text[path.len] = '.';
    memcpy(text + path.len + 1, name.data, name.len);
    return str_n(text, len);
}

static struct str number_of(struct laying *l, size_t place)
{
    static const char digits[] = "0123456789";

    return place < 10 ? str_n(&digits[place], 1) : str_of(str_printf(l->memory, "%zu", place));
}

static void lay(struct laying *l, struct str path, uint32_t at, int depth);

static void lay_inside(struct laying *l, struct str path, uint32_t at, int depth)
{
    const struct tape_value *values = l->values, *of = &values[at];
    size_t place = 0;

    for (uint32_t i = at + 1; i < of->end && l->count < l->most; i = values[i].end) {
        struct str name = of->kind == TAPE_LIST ? number_of(l, place++) : values[i].name;

        lay(l, joined(l, path, name), i, depth + 1);
    }
}

static void lay(struct laying *l, struct str path, uint32_t at, int depth)
{
    const struct tape_value *value = &l->values[at];

    if (depth > DEPTH_MAX)
        return;
    if (value->kind <= TAPE_LIST)
        lay_inside(l, path, at, depth);
    else
        l->fields[l->count++] = (struct json_member){path, value->text, value->kind == TAPE_TEXT};
}

static size_t lay_flat(const struct tape *tape, uint32_t item, struct arena *memory,
                       struct json_member *fields, size_t most)
{
    struct laying l = {.memory = memory, .values = tape->values, .fields = fields, .most = most};

    if (tape->values[item].kind == TAPE_OBJECT)
        lay(&l, STR_NONE, item, 0);
    return l.count;
}

size_t json_list_fields(const struct json_list *list, size_t item, struct json_member *fields, size_t most)
{
    return item < list->count ? lay_flat(&list->tape, list->items[item], list->memory, fields, most) : 0;
}

size_t json_fields(struct str json, struct arena *arena, struct json_member *fields, size_t most)
{
    struct arena *memory = memory_for(arena);
    struct tape tape;

    return tape_read(json, memory, &tape) ? lay_flat(&tape, 0, memory, fields, most) : 0;
}
