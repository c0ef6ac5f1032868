/* service/files.h: the files of pages for browsers, in memory.
 *
 * Read once, at start: the pages of a folder, and what lies in assets/ beside them, each with its compressed
 * forms (".br", ".gz") if they are there. Only what has been read is ever sent, by its name alone. */
#pragma once

#include "base/error.h"
#include "base/mem.h"
#include "service/call.h"

#define FILES_MAX       128
#define FILE_BYTES_MAX  (4u << 20)
#define FILES_BYTES_MAX (16u << 20) /* all of a folder together */

struct files;
struct file;

struct files_folder {
    const char *path;         /* "": there is none, and nothing in it */
    const char *setting;      /* that named it, for errors */
    const char *const *pages; /* must be in it; ends with NULL */
};

MUST_CHECK bool files_read(const struct files_folder *from, struct files **ret_files, struct error *err);
void files_free(struct files *files);
size_t files_count(const struct files *files);
const struct file *files_page(const struct files *files, const char *name); /* NULL: it is not there */
const struct file *files_asset(const struct files *files, struct str name);

/* One that was made here; takes the bytes. Its type follows from its name. */
struct file *file_of(const char *name, struct buf *bytes);
struct str file_text(const struct file *file);
void file_free(struct file *file);

/* With its ETag, in a coding that the client takes. NULL: 404. `policy`: Content-Security-Policy; NULL: it is
 * for no browser. */
void call_reply_file(struct call *call, const struct file *file, const char *policy);
