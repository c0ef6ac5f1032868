/* texts: a sentence is written by going through it once; a part in brackets goes to a buffer of its own
 * first. */
#include "texts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "words.h"

enum { DEPTH_MAX = 4 };

struct writing {
    const struct text_arg *args;
    bool lacks; /* a place of this part was empty */
};

static const struct text_arg *arg_of(const struct text_arg *args, struct str name)
{
    for (; args && args->name; args++) {
        if (str_is(name, args->name))
            return args;
    }
    return NULL;
}

/* Where the bracket that is open at `from` is closed; the end of the text if it is not. */
static size_t closed_at(struct str s, size_t from)
{
    size_t open = 0;

    for (size_t i = from; i < s.len; i++) {
        if (s.data[i] == '\\')
            i++;
        else if (s.data[i] == '{' || s.data[i] == '[')
            open++;
        else if ((s.data[i] == '}' || s.data[i] == ']') && --open == 0)
            return i;
    }
    return s.len;
}

/* The first bar that is in no bracket. */
static size_t bar_in(struct str s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '\\')
            i++;
        else if (s.data[i] == '{' || s.data[i] == '[')
            i = closed_at(s, i);
        else if (s.data[i] == '|')
            return i;
    }
    return s.len;
}

static void write_part(struct buf *out, struct str s, struct writing *w, int depth);

/* What stands between { and }. */
static void write_place(struct buf *out, struct str s, struct writing *w, int depth)
{
    ptrdiff_t mark = str_find(s, STR("?"));
    const struct text_arg *arg = arg_of(w->args, mark < 0 ? s : str_sub(s, 0, (size_t)mark));

    if (mark >= 0) {
        struct str forms = str_sub(s, (size_t)mark + 1, s.len);
        size_t bar = bar_in(forms);

        write_part(out, arg && arg->count == 1 ? str_sub(forms, 0, bar) : str_sub(forms, bar + 1, forms.len),
                   w, depth + 1);
        return;
    }
    if (!arg || !arg->text || !arg->text[0]) {
        w->lacks = true;
        return;
    }
    words_add(out, str_of(arg->text), TEXT_VALUE_MAX);
}

static void write_option(struct buf *out, struct str s, struct writing *w, int depth)
{
    struct writing part = {.args = w->args};
    struct buf text = {0};

    write_part(&text, s, &part, depth + 1);
    if (!part.lacks)
        buf_str(out, buf_as_str(&text));
    buf_free(&text);
}

static void write_part(struct buf *out, struct str s, struct writing *w, int depth)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];
        size_t end;

        if (c == '\\' && i + 1 < s.len) {
            buf_char(out, s.data[++i]);
        } else if ((c == '{' || c == '[') && depth < DEPTH_MAX && (end = closed_at(s, i)) < s.len) {
            struct str inner = str_sub(s, i + 1, end);

            if (c == '{')
                write_place(out, inner, w, depth);
            else
                write_option(out, inner, w, depth);
            i = end;
        } else {
            buf_char(out, c);
        }
    }
}

void text_write(struct buf *out, const char *sentence, const struct text_arg *args)
{
    struct writing w = {.args = args};

    write_part(out, str_of(sentence), &w, 0);
}

size_t text_places(const char *sentence, struct str ret_places[TEXT_PLACES_MAX])
{
    struct str s = str_of(sentence);
    size_t count = 0;

    for (size_t i = 0; i < s.len; i++) {
        size_t end = i + 1, k = 0;

        if (s.data[i] == '\\')
            i++;
        if (s.data[i] != '{')
            continue;
        while (end < s.len && !str_has_char("{}?", s.data[end]))
            end++;
        while (k < count && !str_eq(ret_places[k], str_sub(s, i + 1, end)))
            k++;
        if (k == count && count < TEXT_PLACES_MAX)
            ret_places[count++] = str_sub(s, i + 1, end);
    }
    return count;
}

/* ---- files ---- */

static int by_key(const void *a, const void *b)
{
    return str_compare(((const struct text_entry *)a)->key, ((const struct text_entry *)b)->key);
}

const char *text_table_find(const struct text_table *table, struct str key)
{
    struct text_entry wanted = {.key = key}, *found;

    if (!table->count)
        return NULL;
    found = bsearch(&wanted, table->entries, table->count, sizeof(*table->entries), by_key);
    return found ? found->text : NULL;
}

static void add_line(struct text_table *table, struct str line, struct arena *arena)
{
    ptrdiff_t equals = str_find(line, STR("="));
    struct str key = str_trim(str_sub(line, 0, equals < 0 ? 0 : (size_t)equals));
    struct str text = str_trim(str_sub(line, (size_t)equals + 1, line.len));

    if (!str_trim(line).len || line.data[0] == '#')
        return;
    if (equals < 0 || !key.len || !text.len || table->count == TEXT_KEYS_MAX) {
        table->left_out++;
        return;
    }
    table->entries[table->count++] = (struct text_entry){str_copy(arena, key), str_c(arena, text)};
}

static void drop_doubles(struct text_table *table)
{
    size_t kept = 0;

    for (size_t i = 0; i < table->count; i++) {
        if (kept && str_eq(table->entries[kept - 1].key, table->entries[i].key))
            table->left_out++;
        else
            table->entries[kept++] = table->entries[i];
    }
    table->count = kept;
}

void text_table_read(struct text_table *table, struct str file, struct arena *arena)
{
    struct str line;

    if (!table->entries)
        table->entries = arena_array(arena, TEXT_KEYS_MAX, sizeof(*table->entries));
    while (str_split(&file, '\n', &line))
        add_line(table, line, arena);
    qsort(table->entries, table->count, sizeof(*table->entries), by_key);
    drop_doubles(table);
}
