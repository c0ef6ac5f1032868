/* acl_file: see acl_file.h. */
#include "acl_file.h"

enum { WORDS = 4 };

static size_t split(struct str line, struct str words[WORDS + 1])
{
    size_t count = 0;
    struct str word;

    while (count <= WORDS && str_split(&line, ' ', &word)) {
        word = str_trim(word);
        if (word.len)
            words[count++] = word;
    }
    return count;
}

static const char *principal_of(const char *pattern, struct str service, struct arena *arena)
{
    struct str text = str_of(pattern);
    ptrdiff_t at = str_find(text, STR(ACL_FILE_SERVICE));

    if (at < 0)
        return pattern;
    return str_printf(arena, "%.*s%.*s%s", (int)at, pattern, STR_ARGS(service),
                      pattern + at + strlen(ACL_FILE_SERVICE));
}

static bool read_line(struct str line, const char *principal, struct arena *arena, struct acl *ret_acl,
                      struct error *err)
{
    struct str words[WORDS + 1];

    if (split(line, words) != WORDS)
        return error_set(err, ERROR_FATAL, "acls", "not SERVICE OPERATION RESOURCE NAME");
    *ret_acl = (struct acl){
        .principal = principal_of(principal, words[0], arena),
        .host = "*",
        .operation = str_c(arena, words[1]),
        .resource = str_c(arena, words[2]),
        .name = str_c(arena, words[3]),
        .pattern = "literal",
        .permission = "allow",
    };
    return acl_check(ret_acl, err);
}

bool acl_file_read(struct str text, const char *principal, struct arena *arena, struct acl **ret_list,
                   size_t *ret_count, struct error *err)
{
    struct acl *list = arena_array(arena, ACL_FILE_RULES_MAX, sizeof(*list));
    struct error why;
    struct str line;
    size_t count = 0;

    for (int number = 1; str_split(&text, '\n', &line); number++) {
        line = str_trim(line);
        if (!line.len || line.data[0] == '#')
            continue;
        if (count == ACL_FILE_RULES_MAX)
            return error_set(err, ERROR_FATAL, "acls", "line %d: more than %d rules", number,
                             ACL_FILE_RULES_MAX);
        if (!read_line(line, principal, arena, &list[count++], &why))
            return error_set(err, ERROR_FATAL, "acls", "line %d: %s", number, why.text);
    }
    *ret_list = list;
    *ret_count = count;
    return true;
}
