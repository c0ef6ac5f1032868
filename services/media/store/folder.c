/* folder: blobs/of-TENANT/ID, and unfinished/ for what is being written. */
#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/id.h"
#include "store/folder_parts.h"

int64_t folder_blocks(int64_t bytes)
{
    return (bytes + FOLDER_BLOCK - 1) / FOLDER_BLOCK * FOLDER_BLOCK;
}

static struct folder *folder_of(struct place *place)
{
    return container_of(place, struct folder, place);
}

/* ---- paths ---- */

static void path_of(const struct folder *folder, struct str tenant, struct str name,
                    char ret_path[FOLDER_PATH_MAX])
{
    snprintf(ret_path, FOLDER_PATH_MAX, "%s/" FOLDER_BLOBS "/" FOLDER_OF "%.*s%s%.*s", folder->path,
             STR_ARGS(tenant), name.len ? "/" : "", STR_ARGS(name));
}

static enum media_outcome failed(const char *path, struct error *err)
{
    int number = errno;
    bool is_full = number == ENOSPC || number == EDQUOT || number == EFBIG;

    if (is_full)
        error_set(err, ERROR_RETRY, "media", "there is no room left on the disk");
    else
        error_set(err, ERROR_RETRY, "media", "%s: %s", path, strerror(number));
    return is_full ? MEDIA_FULL : MEDIA_AWAY;
}

static bool make_folder(const char *path, struct error *err)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST ||
           error_set(err, ERROR_RETRY, "media", "%s: %s", path, strerror(errno));
}

static bool folder_open(struct place *place, struct error *err)
{
    const struct folder *folder = folder_of(place);
    char blobs[FOLDER_PATH_MAX], unfinished[FOLDER_PATH_MAX];

    snprintf(blobs, sizeof(blobs), "%s/" FOLDER_BLOBS, folder->path);
    snprintf(unfinished, sizeof(unfinished), "%s/" FOLDER_UNFINISHED, folder->path);
    return make_folder(folder->path, err) && make_folder(blobs, err) && make_folder(unfinished, err);
}

/* ---- putting ---- */

static bool write_all(int fd, struct str bytes)
{
    while (bytes.len) {
        ssize_t count = write(fd, bytes.data, bytes.len);

        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        bytes = str_sub(bytes, (size_t)count, bytes.len);
    }
    return fsync(fd) == 0;
}

static bool sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_synced = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    return is_synced;
}

static enum media_outcome write_aside(const char *path, struct str blob, struct error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    enum media_outcome outcome = MEDIA_DONE;

    if (fd < 0)
        return failed(path, err);
    if (!write_all(fd, blob))
        outcome = failed(path, err);
    if (close(fd) != 0 && outcome == MEDIA_DONE)
        outcome = failed(path, err);
    return outcome;
}

static enum media_outcome write_whole(const struct folder *folder, struct str tenant, const char *path,
                                      struct str blob, struct error *err)
{
    char aside[FOLDER_PATH_MAX], home[FOLDER_PATH_MAX], name[ID_SIZE];
    enum media_outcome outcome;

    id_new(name);
    snprintf(aside, sizeof(aside), "%s/" FOLDER_UNFINISHED "/%s", folder->path, name);
    path_of(folder, tenant, STR(""), home);
    if (mkdir(home, 0700) != 0 && errno != EEXIST)
        return failed(home, err);
    outcome = write_aside(aside, blob, err);
    if (outcome == MEDIA_DONE && rename(aside, path) != 0)
        outcome = failed(path, err);
    if (outcome != MEDIA_DONE)
        unlink(aside);
    else if (!sync_folder(home))
        outcome = failed(home, err);
    return outcome;
}

static int64_t size_of(const char *path) /* 0: it is not there */
{
    struct stat status;

    return stat(path, &status) == 0 ? folder_blocks(status.st_size) : 0;
}

static enum media_outcome folder_put(struct place *place, struct str tenant, struct str name, struct str blob,
                                     struct error *err)
{
    const struct folder *folder = folder_of(place);
    char path[FOLDER_PATH_MAX];
    int64_t more;
    enum media_outcome outcome;

    path_of(folder, tenant, name, path);
    more = folder_blocks((int64_t)blob.len) - size_of(path);
    if (!usages_have_room(&place->usages, tenant, more, err))
        return MEDIA_FULL;
    outcome = write_whole(folder, tenant, path, blob, err);
    if (outcome == MEDIA_DONE)
        usages_count(&place->usages, tenant, more);
    return outcome;
}

/* ---- getting, removing ---- */

static bool read_all(int fd, unsigned char *to, size_t count, size_t *ret_got)
{
    *ret_got = 0;
    while (*ret_got < count) {
        ssize_t got = read(fd, to + *ret_got, count - *ret_got);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        *ret_got += (size_t)got;
    }
    return true;
}

static enum media_outcome folder_get(struct place *place, struct str tenant, struct str name,
                                     unsigned char *head, unsigned char **ret_blob, size_t *ret_size,
                                     struct error *err)
{
    const struct folder *folder = folder_of(place);
    char path[FOLDER_PATH_MAX];
    struct stat status;
    size_t got;
    int fd;
    bool is_read;

    if (!place_name_is_good(name))
        return MEDIA_MISSING;
    path_of(folder, tenant, name, path);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? MEDIA_MISSING : failed(path, err);
    is_read = fstat(fd, &status) == 0;
    *ret_size = is_read ? (size_t)status.st_size : 0;
    if (head) {
        is_read = is_read && read_all(fd, head, SEAL_HEAD_BYTES, &got);
    } else if (*ret_size > PLACE_BLOB_MAX) {
        close(fd);
        error_set(err, ERROR_FATAL, "media", "what is kept of it is %zu bytes long", *ret_size);
        return MEDIA_DAMAGED;
    } else {
        *ret_blob = mem_alloc(*ret_size + SEAL_HEAD_BYTES);
        is_read = is_read && read_all(fd, *ret_blob, *ret_size, &got) && got == *ret_size;
    }
    close(fd);
    return is_read ? MEDIA_DONE : failed(path, err);
}

static enum media_outcome folder_remove(struct place *place, struct str tenant, struct str name,
                                        struct error *err)
{
    const struct folder *folder = folder_of(place);
    char path[FOLDER_PATH_MAX];
    int64_t size;

    if (!place_name_is_good(name))
        return MEDIA_MISSING;
    path_of(folder, tenant, name, path);
    size = size_of(path);
    if (unlink(path) != 0)
        return errno == ENOENT ? MEDIA_MISSING : failed(path, err);
    usages_count(&place->usages, tenant, -size);
    return MEDIA_DONE;
}

/* ---- its life ---- */

static void folder_free(struct place *place)
{
    struct folder *folder = folder_of(place);

    usages_forget(&place->usages);
    mem_free(folder->path);
    mem_free(folder);
}

struct place *folder_new(const char *path, const struct place_limits *limits)
{
    static const struct place_kind kind = {.open = folder_open,
                                           .put = folder_put,
                                           .get = folder_get,
                                           .remove = folder_remove,
                                           .sweep = folder_sweep,
                                           .free = folder_free};
    struct folder *folder = mem_new(struct folder);

    *folder = (struct folder){
        .place = {&kind,
                  limits->keep_ms,
                  {.tenant_bytes_max = limits->tenant_bytes, .bytes_max = limits->all_bytes}},
        .path = mem_text(path),
    };
    return &folder->place;
}
