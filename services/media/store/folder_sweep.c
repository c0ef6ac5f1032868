/* folder_sweep: through the whole folder: what has ended goes, the rest is counted. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/tenant.h"
#include "store/folder_parts.h"

static int64_t changed_ms(const struct stat *status)
{
    return (int64_t)status->st_mtim.tv_sec * 1000 + status->st_mtim.tv_nsec / 1000000;
}

static int64_t expires_ms(const struct folder *folder, int home, const char *name, const struct stat *status)
{
    unsigned char head[SEAL_HEAD_BYTES];
    int fd = openat(home, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t got = fd >= 0 ? read(fd, head, sizeof(head)) : 0;
    int64_t told = got > 0 ? seal_expires(head, (size_t)got) : -1;

    if (fd >= 0)
        close(fd);
    return told >= 0
               ? told
               : changed_ms(status) + place_keep_ms(&folder->place, place_name_is_of_upload(str_of(name)));
}

struct sweep {
    struct folder *folder;
    int64_t now_ms;
    struct place_counts *counts;
    struct str tenant; /* that it is at */
};

static void look_at_blob(struct sweep *sweep, int home, const char *name)
{
    struct stat status;

    if (!place_name_is_good(str_of(name)) || fstatat(home, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return;
    if (expires_ms(sweep->folder, home, name, &status) <= sweep->now_ms && unlinkat(home, name, 0) == 0) {
        sweep->counts->erased += !place_name_is_of_upload(str_of(name));
        return;
    }
    place_count(&sweep->folder->place.usages, sweep->counts, sweep->tenant, str_of(name),
                folder_blocks(status.st_size));
}

static void look_at_unfinished(struct sweep *sweep, int home, const char *name)
{
    struct stat status;

    if (name[0] != '.' && fstatat(home, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        changed_ms(&status) + FOLDER_UNFINISHED_MS <= sweep->now_ms)
        unlinkat(home, name, 0);
}

/* False: the folder cannot be read. */
static bool each_file(struct sweep *sweep, int parent, const char *name,
                      void (*look)(struct sweep *sweep, int home, const char *name))
{
    int home = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *files = home >= 0 ? fdopendir(home) : NULL;
    const struct dirent *file;

    if (!files) {
        if (home >= 0)
            close(home);
        return false;
    }
    while ((file = readdir(files)))
        look(sweep, home, file->d_name);
    closedir(files);
    return true;
}

static void look_at_tenant(struct sweep *sweep, int home, const char *name)
{
    struct str tenant = str_sub(str_of(name), strlen(FOLDER_OF), strlen(name));

    if (!str_starts(str_of(name), STR(FOLDER_OF)) || !tenant_id_is_good(tenant))
        return;
    sweep->tenant = tenant;
    (void)each_file(sweep, home, name, look_at_blob); /* what is no folder is not ours */
}

bool folder_sweep(struct place *place, int64_t now_ms, struct place_counts *ret_counts, struct error *err)
{
    struct folder *folder = container_of(place, struct folder, place);
    struct sweep sweep = {.folder = folder, .now_ms = now_ms, .counts = ret_counts};
    int root = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_done;

    *ret_counts = (struct place_counts){0};
    if (root < 0)
        return error_set(err, ERROR_RETRY, "media", "%s: %s", folder->path, strerror(errno));
    usages_forget(&place->usages);
    is_done = each_file(&sweep, root, FOLDER_BLOBS, look_at_tenant) &&
              each_file(&sweep, root, FOLDER_UNFINISHED, look_at_unfinished);
    close(root);
    ret_counts->bytes = place->usages.bytes;
    return is_done || error_set(err, ERROR_RETRY, "media", "%s cannot be read", folder->path);
}
