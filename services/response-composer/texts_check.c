/* texts_check: line by line; within a sentence, bracket by bracket, as text_write will read it. */
#include "texts_check.h"

#include <string.h>

#define DEPTH_MAX 4 /* as text_write goes */

struct checking {
    const char *file;
    int line;
    struct str key;
    struct error *err;
};

static bool broken(const struct checking *c, const char *what)
{
    return error_set(c->err, ERROR_FATAL, "texts", "%s:%d: %.*s: %s", c->file, c->line,
                     (int)(c->key.len < 60 ? c->key.len : 60), c->key.data, what);
}

/* ---- a sentence ---- */

static bool is_name(struct str s, bool dots)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.data[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
              (dots && str_has_char("./-", c))))
            return false;
    }
    return s.len > 0;
}

/* Where the bracket that opens at `from` is closed by its like; `s.len`: it is not. */
static size_t close_of(struct str s, size_t from)
{
    char stack[DEPTH_MAX + 1];
    size_t depth = 0;

    for (size_t i = from; i < s.len; i++) {
        char c = s.data[i];

        if (c == '\\') {
            i++;
        } else if (c == '{' || c == '[') {
            if (depth == DEPTH_MAX)
                return s.len;
            stack[depth++] = c == '{' ? '}' : ']';
        } else if (c == '}' || c == ']') {
            if (!depth || stack[depth - 1] != c)
                return s.len;
            if (--depth == 0)
                return i;
        }
    }
    return s.len;
}

/* Bars that are in no bracket. */
static size_t count_bars(struct str s)
{
    size_t bars = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.data[i] == '\\')
            i++;
        else if (s.data[i] == '{' || s.data[i] == '[')
            i = close_of(s, i);
        else
            bars += s.data[i] == '|';
    }
    return bars;
}

static bool check_part(const struct checking *c, struct str s, size_t *places);

static bool check_place(const struct checking *c, struct str inner)
{
    ptrdiff_t mark = str_find(inner, STR("?"));
    struct str forms = mark < 0 ? STR_NONE : str_sub(inner, (size_t)mark + 1, inner.len);
    size_t places = 0;

    if (!is_name(mark < 0 ? inner : str_sub(inner, 0, (size_t)mark), false))
        return broken(c, "a place has no name: { is followed by small letters, then } or ?");
    if (mark >= 0 && count_bars(forms) != 1)
        return broken(c, "forms by a number are two, with a bar between them: {n?product|products}");
    return mark < 0 || check_part(c, forms, &places);
}

static bool check_bracket(const struct checking *c, struct str inner, char open, size_t *places)
{
    size_t inside = 0;

    if (open == '{') {
        (*places)++;
        return check_place(c, inner);
    }
    if (!check_part(c, inner, &inside))
        return false;
    *places += inside;
    return inside > 0 || broken(c, "what is in [ ] can be left out, but has no place that could be empty");
}

static bool check_part(const struct checking *c, struct str s, size_t *places)
{
    for (size_t i = 0; i < s.len; i++) {
        char open = s.data[i];
        size_t end;

        if (open == '\\') {
            i++;
        } else if (open == '}' || open == ']') {
            return broken(c, "a bracket is closed that was not opened; \\ before it makes it a letter");
        } else if (open == '{' || open == '[') {
            end = close_of(s, i);
            if (end == s.len)
                return broken(c, "a bracket stays open, or is closed by the other kind");
            if (!check_bracket(c, str_sub(s, i + 1, end), open, places))
                return false;
            i = end;
        }
    }
    return true;
}

/* ---- a line ---- */

/* False: a comment, or empty. */
static bool read_line(struct str line, struct str *ret_key, struct str *ret_text)
{
    ptrdiff_t equals = str_find(line, STR("="));

    *ret_key = str_trim(str_sub(line, 0, equals < 0 ? line.len : (size_t)equals));
    *ret_text = equals < 0 ? STR_NONE : str_trim(str_sub(line, (size_t)equals + 1, line.len));
    return line.len && line.data[0] != '#' && str_trim(line).len;
}

static bool check_line(const struct checking *c, struct str line, struct str text)
{
    size_t places = 0;

    if (line.len > TEXT_LINE_MAX)
        return broken(c, "the line is too long");
    if (!utf8_valid(line) || str_find(line, STR("\t")) >= 0 || str_find(line, STR("\r")) >= 0)
        return broken(c, "the line is not plain UTF-8 text");
    if (!is_name(c->key, true) || !text.len)
        return broken(c, "a line is `key = sentence`, the key in small letters");
    return check_part(c, text, &places);
}

bool texts_check(const struct text_file *file, struct error *err)
{
    struct checking c = {.file = file->name, .err = err};
    struct str rest = str_of(file->text), line, text, keys[TEXT_KEYS_MAX];
    size_t count = 0;

    while (str_split(&rest, '\n', &line)) {
        c.line++;
        if (!read_line(line, &c.key, &text))
            continue;
        if (!check_line(&c, line, text))
            return false;
        for (size_t i = 0; i < count; i++)
            if (str_eq(keys[i], c.key))
                return broken(&c, "is there twice");
        if (count == TEXT_KEYS_MAX)
            return broken(&c, "too many sentences");
        keys[count++] = c.key;
    }
    return true;
}

/* ---- beside another language ---- */

static bool check_places(const struct checking *c, struct str text, const char *other)
{
    char sentence[TEXT_LINE_MAX + 1];
    struct str mine[TEXT_PLACES_MAX], theirs[TEXT_PLACES_MAX];
    size_t count, other_count = text_places(other, theirs);

    memcpy(sentence, text.data, text.len);
    sentence[text.len] = 0;
    count = text_places(sentence, mine);
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;

        while (k < other_count && !str_eq(mine[i], theirs[k]))
            k++;
        if (k == other_count)
            return broken(c, "a place that the English sentence does not have");
    }
    return true;
}

bool texts_check_against(const struct text_file *file, const struct text_table *other, struct error *err)
{
    struct checking c = {.file = file->name, .err = err};
    struct str rest = str_of(file->text), line, text;

    while (str_split(&rest, '\n', &line)) {
        const char *sentence;

        c.line++;
        if (!read_line(line, &c.key, &text))
            continue;
        sentence = text_table_find(other, c.key);
        if (!sentence)
            return broken(&c, "there is no such sentence in English, so it would never be said");
        if (!check_places(&c, text, sentence))
            return false;
    }
    return true;
}
