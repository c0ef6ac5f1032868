/* config_read: .env files and files that hold one secret. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/file_read.h"
#include "config_parts.h"

enum { FILE_MAX = 256 * 1024 };

struct str config_without_line_end(struct str text)
{
    while (text.len && str_has_char("\r\n", text.data[text.len - 1]))
        text.len--;
    return text;
}

bool config_read_secret(struct config *config, const char *name, struct str path, const char **ret_text,
                        struct error *err)
{
    struct arena *scratch = arena_new(FILE_MAX * 2);
    struct error why;
    struct str text;
    bool is_read = file_read(path.data, FILE_MAX, scratch, &text, &why);

    if (!is_read)
        error_set(err, ERROR_FATAL, "config", "%s names a file that cannot be read: %s", name, why.text);
    if (is_read)
        *ret_text = str_c(config->arena, config_without_line_end(text));
    arena_free(scratch);
    return is_read;
}

/* "in double quotes" (with \n \" \\), 'in single quotes' as it stands, or bare up to a blank and #. */
static struct str unquote(struct arena *arena, struct str text)
{
    char quote = text.len ? text.data[0] : '\0';
    struct buf plain = {0};
    struct str result;
    size_t at = 1;
    ptrdiff_t comment;

    if (quote != '"' && quote != '\'') {
        comment = str_find(text, STR(" #"));
        return str_trim(comment < 0 ? text : str_sub(text, 0, (size_t)comment));
    }
    for (; at < text.len && text.data[at] != quote; at++) {
        char c = text.data[at];

        if (quote == '"' && c == '\\' && at + 1 < text.len) {
            c = text.data[++at];
            if (c == 'n')
                c = '\n';
        }
        buf_char(&plain, c);
    }
    result = str_copy(arena, buf_as_str(&plain));
    buf_free(&plain);
    return result;
}

static bool read_line(struct config *config, struct str line, const char *path, int number, struct error *err)
{
    struct str name;

    line = str_trim(line);
    if (!line.len || line.data[0] == '#')
        return true;
    if (str_starts(line, STR("export ")))
        line = str_trim(str_sub(line, strlen("export "), line.len));
    if (!memchr(line.data, '=', line.len))
        return error_set(err, ERROR_FATAL, "config", "%s:%d: not NAME=value", path, number);
    str_split(&line, '=', &name);
    map_put(&config->env_file, str_copy(config->arena, str_trim(name)),
            str_c(config->arena, unquote(config->arena, str_trim(line))));
    return true;
}

bool config_read_env_file(struct config *config, const char *path, bool must_exist, struct error *err)
{
    struct arena *scratch = arena_new(FILE_MAX * 2);
    struct error why;
    struct str text, line;
    bool is_good = true;

    if (!file_read(path, FILE_MAX, scratch, &text, &why))
        is_good = (why.policy == ERROR_SKIP && !must_exist) ||
                  error_set(err, ERROR_FATAL, "config", "cannot read %s", why.text);
    else
        for (int number = 1; is_good && str_split(&text, '\n', &line); number++)
            is_good = read_line(config, line, path, number, err);
    arena_free(scratch);
    return is_good;
}
