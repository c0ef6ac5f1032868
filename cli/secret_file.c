/* secret_file: see secret_file.h. Written beside and renamed, so that nobody ever reads half a secret. */
#include "secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file_read.h"

bool secret_file_read(const char *path, struct arena *arena, struct str *ret_secret)
{
    struct str text;

    if (!file_read(path, SECRET_FILE_MAX, arena, &text, NULL))
        return false;
    *ret_secret = str_trim(text);
    return ret_secret->len;
}

static bool write_to(int fd, struct str secret)
{
    bool is_written = write(fd, secret.data, secret.len) == (ssize_t)secret.len && write(fd, "\n", 1) == 1 &&
                      fsync(fd) == 0;

    return close(fd) == 0 && is_written;
}

bool secret_file_write(const char *path, struct str secret, struct error *err)
{
    char beside[PATH_MAX];
    int fd = -1;

    if ((size_t)snprintf(beside, sizeof(beside), "%s.new", path) < sizeof(beside))
        fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    else
        errno = ENAMETOOLONG;
    if (fd >= 0 && write_to(fd, secret) && rename(beside, path) == 0)
        return true;
    error_set(err, ERROR_FATAL, "file", "the secret could not be written to %s: %s", path, strerror(errno));
    if (fd >= 0)
        unlink(beside);
    return false;
}
