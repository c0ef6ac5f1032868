/* archive: see archive.h. The headers are those of POSIX' ustar. */
#include "archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { BLOCK = 512 };

struct archive {
    gzFile file;
    int64_t now_s;
    bool has_failed;
};

struct header {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100], magic[6],
        version[2], user[32], group[32], major[8], minor[8], prefix[155], pad[12];
};
_Static_assert(sizeof(struct header) == BLOCK, "a block");

bool archive_open(const char *path, int64_t now_ms, struct archive **ret_archive, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    gzFile file = fd >= 0 ? gzdopen(fd, "wb") : NULL;

    if (!file) {
        error_set(err, ERROR_FATAL, "archive", "%s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return false;
    }
    *ret_archive = mem_new(struct archive);
    **ret_archive = (struct archive){.file = file, .now_s = now_ms / 1000};
    return true;
}

static void write_all(struct archive *archive, const void *bytes, size_t len)
{
    if (len && gzwrite(archive->file, bytes, (unsigned)len) != (int)len)
        archive->has_failed = true;
}

void archive_add(struct archive *archive, const char *name, struct str content)
{
    static const char zeros[BLOCK];
    struct header header = {.type = '0', .magic = "ustar", .version = {'0', '0'}};
    unsigned sum = 0;

    snprintf(header.name, sizeof(header.name), "%s", name);
    snprintf(header.mode, sizeof(header.mode), "%07o", 0600U);
    snprintf(header.uid, sizeof(header.uid), "%07o", 0U);
    snprintf(header.gid, sizeof(header.gid), "%07o", 0U);
    snprintf(header.size, sizeof(header.size), "%011llo", (unsigned long long)content.len);
    snprintf(header.mtime, sizeof(header.mtime), "%011llo", (unsigned long long)archive->now_s);
    memset(header.checksum, ' ', sizeof(header.checksum));
    for (size_t i = 0; i < sizeof(header); i++)
        sum += ((const unsigned char *)&header)[i];
    snprintf(header.checksum, sizeof(header.checksum), "%06o", sum);
    write_all(archive, &header, sizeof(header));
    write_all(archive, content.data, content.len);
    write_all(archive, zeros, (BLOCK - content.len % BLOCK) % BLOCK);
}

bool archive_close(struct archive *archive, struct error *err)
{
    static const char end[2 * BLOCK];
    bool is_whole;

    write_all(archive, end, sizeof(end));
    is_whole = gzclose(archive->file) == Z_OK && !archive->has_failed;
    mem_free(archive);
    return is_whole || error_set(err, ERROR_FATAL, "archive", "it could not be written: is the disk full?");
}
