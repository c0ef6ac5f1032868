/* service/files.c: reads the files of pages and answers with them.
 *
 * Files whose names have a hash of their content are kept by browsers for good; the pages that name them are
 * asked for again each time. */
#include "service/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/id.h"
#include "base/map.h"
#include "service/rules_files.h"

struct form {
    struct buf bytes;
    char etag[ID_SIZE + 2]; /* with its quotes */
};

struct file {
    char *name;
    const char *type;
    unsigned there;
    struct form forms[CODINGS];
};

struct files {
    struct map pages, assets; /* struct file by name */
    size_t bytes;
};

/* ---- reading ---- */

void file_free(struct file *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < CODINGS; i++)
        buf_free(&file->forms[i].bytes);
    mem_free(file->name);
    mem_free(file);
}

static void free_all(struct map *of)
{
    struct str name;
    void *file;

    for (size_t at = 0; map_next(of, &at, &name, &file);)
        file_free(file);
    map_free(of);
}

void files_free(struct files *files)
{
    if (!files)
        return;
    free_all(&files->pages);
    free_all(&files->assets);
    mem_free(files);
}

size_t files_count(const struct files *files)
{
    return files->pages.count + files->assets.count;
}

static bool read_bytes(int fd, size_t size, struct buf *out)
{
    char *to = buf_reserve(out, size + 1);
    ssize_t got = 1;

    while (got > 0 && out->len < size) {
        got = read(fd, to + out->len, size - out->len);
        if (got > 0)
            out->len += (size_t)got;
    }
    to[out->len] = '\0';
    return out->len == size;
}

/* *ret_there: false: there is no such file, which is no error. */
static bool read_form(struct files *files, int folder, const char *name, struct form *form, bool *ret_there,
                      struct error *err)
{
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat about;
    bool ok;

    *ret_there = fd >= 0;
    if (fd < 0)
        return errno == ENOENT || error_set(err, ERROR_FATAL, "files", "%s: %s", name, strerror(errno));
    ok = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size <= FILE_BYTES_MAX &&
         files->bytes + (size_t)about.st_size <= FILES_BYTES_MAX &&
         read_bytes(fd, (size_t)about.st_size, &form->bytes);
    close(fd);
    files->bytes += form->bytes.len;
    return ok || error_set(err, ERROR_FATAL, "files",
                           "%s cannot be read, or is too large: at most %u bytes, and %u of all files", name,
                           FILE_BYTES_MAX, FILES_BYTES_MAX);
}

static void name_content(struct form *form, struct str coding)
{
    char id[ID_SIZE];

    id_derive(id, buf_as_str(&form->bytes), coding);
    snprintf(form->etag, sizeof(form->etag), "\"%s\"", id);
}

static struct file *file_new(const char *name)
{
    struct file *file = mem_new(struct file);

    file->name = mem_text(name);
    file->type = file_content_type(str_of(name));
    return file;
}

struct file *file_of(const char *name, struct buf *bytes)
{
    struct file *file = file_new(name);
    struct form *form = &file->forms[CODING_PLAIN];

    form->bytes = *bytes;
    *bytes = (struct buf){0};
    file->there = 1u << CODING_PLAIN;
    name_content(form, coding_name(CODING_PLAIN));
    return file;
}

struct str file_text(const struct file *file)
{
    return buf_as_str(&file->forms[CODING_PLAIN].bytes);
}

/* NULL with *err untouched: there is no such file. */
static struct file *read_file(struct files *files, int folder, const char *name, bool *ret_ok,
                              struct error *err)
{
    struct file *file = file_new(name);

    *ret_ok = true;
    for (int i = CODINGS - 1; i >= 0 && *ret_ok; i--) {
        char stored[NAME_MAX + 8];
        bool there;

        snprintf(stored, sizeof(stored), "%s%s", name, coding_ending((enum coding)i).data);
        *ret_ok = read_form(files, folder, stored, &file->forms[i], &there, err);
        name_content(&file->forms[i], coding_name((enum coding)i));
        file->there |= there ? 1u << i : 0;
    }
    if (*ret_ok && file->there & 1u << CODING_PLAIN)
        return file;
    file_free(file);
    return NULL;
}

static bool read_assets(struct files *files, DIR *folder, struct error *err)
{
    const struct dirent *entry;
    bool ok = true;

    while (ok && (entry = readdir(folder)) != NULL) {
        struct str name = str_of(entry->d_name);
        struct file *file;

        if (!file_name_is_good(name) || !file_content_type(name)[0])
            continue;
        if (files->assets.count == FILES_MAX)
            return error_set(err, ERROR_FATAL, "files", "more than %d files in assets/", FILES_MAX);
        file = read_file(files, dirfd(folder), entry->d_name, &ok, err);
        if (file)
            map_put(&files->assets, str_of(file->name), file);
    }
    return ok;
}

static bool read_pages(struct files *files, const struct files_folder *from, int folder, struct error *err)
{
    bool ok = true;

    for (const char *const *name = from->pages; *name && ok; name++) {
        struct file *file = read_file(files, folder, *name, &ok, err);

        if (file)
            map_put(&files->pages, str_of(file->name), file);
        else if (ok)
            ok = error_set(err, ERROR_FATAL, "files", "%s has no %s: build it, or unset %s", from->path,
                           *name, from->setting);
    }
    return ok;
}

static bool read_all(struct files *files, const struct files_folder *from, int folder, struct error *err)
{
    int assets = openat(folder, "assets", O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    DIR *entries = assets < 0 ? NULL : fdopendir(assets);
    bool ok = read_pages(files, from, folder, err);

    if (entries) {
        ok = ok && read_assets(files, entries, err);
        closedir(entries);
    } else if (assets >= 0) {
        close(assets);
    }
    return ok;
}

bool files_read(const struct files_folder *from, struct files **ret_files, struct error *err)
{
    struct files *files = mem_new(struct files);
    bool ok = true;

    if (from->path[0]) {
        int fd = open(from->path, O_RDONLY | O_CLOEXEC | O_DIRECTORY);

        ok = fd >= 0 ? read_all(files, from, fd, err)
                     : error_set(err, ERROR_FATAL, "files", "%s %s: %s", from->setting, from->path,
                                 strerror(errno));
        if (fd >= 0)
            close(fd);
    }
    if (!ok) {
        files_free(files);
        return false;
    }
    *ret_files = files;
    return true;
}

/* ---- answering ---- */

const struct file *files_page(const struct files *files, const char *name)
{
    return map_get(&files->pages, str_of(name));
}

const struct file *files_asset(const struct files *files, struct str name)
{
    return map_get(&files->assets, name);
}

static void say_how(struct call *call, const struct file *file, struct str etag, const char *policy)
{
    call_add_header(call, "Cache-Control",
                    file_is_forever(str_of(file->name)) ? STR("public, max-age=31536000, immutable")
                                                        : STR("no-cache"));
    call_add_header(call, "ETag", etag);
    call_add_header(call, "Vary", STR("Accept-Encoding"));
    if (!policy)
        return;
    call_add_header(call, "Content-Security-Policy", str_of(policy));
    call_add_header(call, "Cross-Origin-Opener-Policy", STR("same-origin"));
}

void call_reply_file(struct call *call, const struct file *file, const char *policy)
{
    const struct form *form;
    enum coding coding;

    if (!file) {
        call_problem(call, 404, "not-found", NULL, "there is nothing at this address");
        return;
    }
    coding = coding_for(call_header(call, "Accept-Encoding"), file->there);
    form = &file->forms[coding];
    say_how(call, file, str_of(form->etag), policy);
    if (etag_is_known(call_header(call, "If-None-Match"), str_of(form->etag))) {
        call_reply_text(call, 304, NULL, STR_NONE);
        return;
    }
    if (coding != CODING_PLAIN)
        call_add_header(call, "Content-Encoding", coding_name(coding));
    call_reply_text(call, 200, file->type, buf_as_str(&form->bytes));
}
