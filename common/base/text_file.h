/* base/text_file.h: text files of a folder (texts/, documents/, chat_*.txt), built into a program by
 * cmake/Texts.cmake. */
#pragma once

#include <string.h>

struct text_file {
    const char *name; /* "en.txt" */
    const char *text;
};

extern const struct text_file text_files[];     /* of the program; ends with a NULL name */
extern const struct text_file document_files[]; /* of common/service: the same */

/* NULL: there is none. */
static inline const char *text_file_of(const struct text_file *files, const char *name)
{
    for (const struct text_file *file = files; file->name; file++)
        if (!strcmp(file->name, name))
            return file->text;
    return NULL;
}

static inline const char *text_file_named(const char *name)
{
    return text_file_of(text_files, name);
}
