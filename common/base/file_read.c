/* file_read: see file_read.h. */
#include "base/file_read.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool file_read(const char *path, size_t max_bytes, struct arena *arena, struct str *ret_text,
               struct error *err)
{
    FILE *file = fopen(path, "re");
    char *text;
    size_t len;
    int trouble;

    if (!file)
        return error_set(err, errno == ENOENT ? ERROR_SKIP : ERROR_FATAL, "file", "%s: %s", path,
                         strerror(errno));
    text = arena_alloc(arena, max_bytes + 2); /* one more tells that there is more */
    len = fread(text, 1, max_bytes + 1, file);
    trouble = ferror(file) ? errno : 0;
    fclose(file);
    if (trouble)
        return error_set(err, ERROR_FATAL, "file", "%s: %s", path, strerror(trouble));
    if (len > max_bytes)
        return error_set(err, ERROR_FATAL, "file", "%s has more than %zu bytes", path, max_bytes);
    *ret_text = str_n(text, len);
    return true;
}
