/* import_file: see import_file.h. */
#include "import_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/id.h"

enum { BUFFER = 256 * 1024, BEGINNING = 64 * 1024 };

struct import_file {
    gzFile gz;
    struct stat stat;
    int fd; /* of gz, which owns it */
    bool is_regular;
};

bool import_file_open(const char *path, struct import_file **ret_file, struct error *err)
{
    int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    struct import_file *file;

    if (fd < 0) {
        error_set(err, ERROR_FATAL, "file", "%s cannot be opened: %s", path, strerror(errno));
        return false;
    }
    file = mem_new(struct import_file);
    if (fstat(fd, &file->stat) || S_ISDIR(file->stat.st_mode) || !(file->gz = gzdopen(fd, "rb"))) {
        close(fd);
        mem_free(file);
        error_set(err, ERROR_FATAL, "file", "%s cannot be read: is it a file?", path);
        return false;
    }
    gzbuffer(file->gz, BUFFER);
    file->fd = fd;
    file->is_regular = S_ISREG(file->stat.st_mode);
    *ret_file = file;
    return true;
}

void import_file_close(struct import_file *file)
{
    if (!file)
        return;
    gzclose(file->gz);
    mem_free(file);
}

ptrdiff_t import_file_read(void *owner, char *room, size_t size, struct error *err)
{
    struct import_file *file = owner;
    int got = gzread(file->gz, room, (unsigned)size), code;
    const char *why = gzerror(file->gz, &code);

    /* A file that ends within the compressed data gives what there is and then only this code. */
    if (got < 0 || (got == 0 && code != Z_OK && code != Z_STREAM_END)) {
        error_set(err, ERROR_FATAL, "file", "the file cannot be read on: %s",
                  code == Z_ERRNO ? strerror(errno) : why);
        return -1;
    }
    return got;
}

bool import_file_text(const char *path, size_t max_bytes, struct arena *arena, struct str *ret_text,
                      struct error *err)
{
    char *text = arena_alloc(arena, max_bytes + 1); /* one more tells that there is more */
    struct import_file *file;
    size_t len = 0;
    ptrdiff_t got = 0;

    if (!import_file_open(path, &file, err))
        return false;
    while (len <= max_bytes && (got = import_file_read(file, text + len, max_bytes + 1 - len, err)) > 0)
        len += (size_t)got;
    import_file_close(file);
    if (got < 0)
        return false;
    *ret_text = str_n(text, len);
    return len <= max_bytes ||
           error_set(err, ERROR_FATAL, "file", "%s has more than %zu bytes", path, max_bytes);
}

double import_file_share(const struct import_file *file)
{
    z_off_t at = gzoffset(file->gz);

    if (!file->is_regular || file->stat.st_size <= 0 || at < 0)
        return -1;
    return (double)at / (double)file->stat.st_size;
}

const char *import_file_identity(struct import_file *file, struct arena *arena)
{
    char *identity = arena_alloc(arena, ID_SIZE);
    char *beginning = arena_alloc(arena, BEGINNING);
    ssize_t got = file->is_regular ? pread(file->fd, beginning, BEGINNING, 0) : -1;
    const char *numbers = str_printf(arena, "%lld %lld.%09ld", (long long)file->stat.st_size,
                                     (long long)file->stat.st_mtim.tv_sec, file->stat.st_mtim.tv_nsec);

    if (got < 0)
        return NULL;
    id_derive(identity, str_n(beginning, (size_t)got), str_of(numbers));
    return identity;
}
