/* Paths are put together only when something is wrong: a document that is right pays for none. */
#include "json/where.h"

#include <stdarg.h>

static void add(char *path, size_t size, const char *text, size_t len)
{
    size_t used = strlen(path);
    size_t fits = utf8_clip(str_n(text, len), size - 1 - used);

    memcpy(path + used, text, fits);
    path[used + fits] = '\0';
}

static void add_step(char *path, size_t size, struct str name, size_t index)
{
    char number[24];

    if (name.data) {
        if (path[0] != '\0')
            add(path, size, ".", 1);
        add(path, size, name.data, name.len);
    } else {
        add(path, size, number, (size_t)snprintf(number, sizeof(number), "[%zu]", index));
    }
}

static void print(const struct where *where, char *path, size_t size)
{
    if (!where || !where->in)
        return;
    print(where->in, path, size);
    add_step(path, size, where->name, where->index);
}

bool where_fault(const struct where *where, struct json_fault *fault, const char *format, ...)
{
    va_list args;

    if (!fault)
        return false;
    fault->field[0] = '\0';
    print(where, fault->field, sizeof(fault->field));
    va_start(args, format);
    vsnprintf(fault->reason, sizeof(fault->reason), format, args);
    va_end(args);
    return false;
}

struct level {
    bool is_object, wants_name;
    struct str name;
    size_t index;
};

static size_t end_of_text(struct str json, size_t at) /* at: behind the opening quote */
{
    while (at < json.len && json.data[at] != '"')
        at += json.data[at] == '\\' ? 2 : 1;
    return at < json.len ? at : json.len;
}

/* One character that is not in a text; returns the new depth, -1 if it is more than can be followed. */
static int step(struct level *levels, int depth, char c)
{
    struct level *now = depth > 0 ? &levels[depth - 1] : NULL;

    if (c == '{' || c == '[') {
        if (depth == JSON_MAX_DEPTH)
            return -1;
        levels[depth] = (struct level){.is_object = c == '{', .wants_name = c == '{'};
        return depth + 1;
    }
    if (!now)
        return depth;
    if (c == '}' || c == ']')
        return depth - 1;
    if (c == ':')
        now->wants_name = false;
    if (c == ',') {
        now->wants_name = now->is_object;
        now->index++;
    }
    return depth;
}

void where_in_text(struct str json, size_t position, char *ret_path, size_t size)
{
    struct level levels[JSON_MAX_DEPTH];
    int depth = 0;

    ret_path[0] = '\0';
    json.len = position < json.len ? position : json.len;
    for (size_t at = 0; at < json.len && depth >= 0; at++) {
        size_t from = at + 1;

        if (json.data[at] != '"') {
            depth = step(levels, depth, json.data[at]);
            continue;
        }
        at = end_of_text(json, from);
        if (depth > 0 && levels[depth - 1].wants_name)
            levels[depth - 1].name = str_sub(json, from, at);
    }
    for (int i = 0; i < depth; i++)
        if (!levels[i].is_object || levels[i].name.data)
            add_step(ret_path, size, levels[i].is_object ? levels[i].name : STR_NONE, levels[i].index);
}
