/* cage: descriptors, then limits, then the filter, which forbids the calls that the others are made with.
 *
 * The limit of memory is on addresses, and counted from what the worker was forked with: a model that was
 * warmed once and is shared costs it nothing. */
#include "cage.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cage_parts.h"

static bool failed(struct error *err, const char *what)
{
    return error_set(err, ERROR_FATAL, "cage", "%s: %s", what, strerror(errno));
}

/* Decoders talk to standard error, each in its own words; the log is not theirs. A sanitizer's report is
 * wanted. */
bool cage_keep_only(int socket, struct error *err)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (nowhere < 0)
        return failed(err, "/dev/null");
    /* Neither may be where another is to be. */
    socket = fcntl(socket, F_DUPFD, CAGE_SOCKET + 1);
    nowhere = fcntl(nowhere, F_DUPFD, CAGE_SOCKET + 1);
    if (socket < 0 || nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 ||
        (!CAGE_IS_SANITIZED && dup2(nowhere, STDERR_FILENO) < 0) || dup2(socket, CAGE_SOCKET) < 0)
        return failed(err, "descriptors cannot be moved");
    if (close_range(CAGE_SOCKET + 1, ~0U, 0))
        return failed(err, "descriptors cannot be closed");
    return true;
}

static bool mapped_bytes(size_t *ret_bytes, struct error *err)
{
    FILE *file = fopen("/proc/self/statm", "re");
    unsigned long pages = 0;
    bool ok = file && fscanf(file, "%lu", &pages) == 1;

    if (file)
        fclose(file);
    if (!ok)
        return error_set(err, ERROR_FATAL, "cage", "/proc/self/statm cannot be read");
    *ret_bytes = pages * (size_t)sysconf(_SC_PAGESIZE);
    return true;
}

static bool set_limits(const struct work *work, int pieces, struct error *err)
{
    size_t mapped = 0;
    struct rlimit limit;

    if (!mapped_bytes(&mapped, err))
        return false;
    const struct {
        int what;
        rlim_t most;
        bool is_off;
    } limits[] = {
        {RLIMIT_AS, mapped + work->memory_bytes, CAGE_IS_SANITIZED},
        {RLIMIT_CPU, (rlim_t)work->seconds * (rlim_t)pieces, false},
        {RLIMIT_CORE, 0, false},
        {RLIMIT_FSIZE, 0, CAGE_IS_SANITIZED},
        {RLIMIT_NPROC, 0, false},
    };
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        limit = (struct rlimit){limits[i].most, limits[i].most};
        if (!limits[i].is_off && setrlimit((__rlimit_resource_t)limits[i].what, &limit))
            return failed(err, "a limit cannot be set");
    }
    return true;
}

bool cage_enter(const struct work *work, int pieces, struct error *err)
{
    if (!set_limits(work, pieces, err))
        return false;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return failed(err, "no-new-privs");
    /* Nobody of the same user reads its memory, and it reads nobody's. */
    if (!CAGE_IS_SANITIZED && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
        return failed(err, "dumpable");
    return cage_filter_calls(err);
}
