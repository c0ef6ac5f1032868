#include "store/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file_read.h"
#include "base/hex.h"
#include "base/id.h"

#define DIGITS ((size_t)MEDIA_KEY_BYTES * 2)

static bool read_one(struct str digits, struct media_keys *keys)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    unsigned char *key = keys->keys[keys->count];

    if (digits.len != DIGITS)
        return false;
    for (size_t i = 0; i < MEDIA_KEY_BYTES; i++) {
        int byte = hex_byte(str_sub(digits, 2 * i, 2 * i + 2));

        if (byte < 0)
            return false;
        key[i] = (unsigned char)byte;
    }
    SHA256(key, MEDIA_KEY_BYTES, digest);
    memcpy(keys->ids[keys->count++], digest, MEDIA_KEY_ID_BYTES);
    return true;
}

bool media_keys_read(struct str text, struct media_keys *ret_keys, struct error *err)
{
    struct str one;

    ret_keys->count = 0;
    while (str_split(&text, ',', &one))
        if (ret_keys->count == MEDIA_KEYS_MAX || !read_one(str_trim(one), ret_keys))
            return error_set(
                err, ERROR_FATAL, "settings",
                "STEWARD_MEDIA_KEY is not 64 hexadecimal digits, or up to %d times that with commas between",
                MEDIA_KEYS_MAX);
    return ret_keys->count > 0 || error_set(err, ERROR_FATAL, "settings", "STEWARD_MEDIA_KEY is empty");
}

static bool write_new(int fd)
{
    unsigned char key[MEDIA_KEY_BYTES];
    char line[DIGITS + 1];
    bool is_written;

    random_bytes(key, sizeof(key));
    *hex_write(line, key, sizeof(key)) = '\n';
    is_written = write(fd, line, sizeof(line)) == (ssize_t)sizeof(line) && fsync(fd) == 0;
    OPENSSL_cleanse(key, sizeof(key));
    OPENSSL_cleanse(line, sizeof(line));
    return is_written;
}

/* Another copy may do the same now: the first to have its file there has made the key. */
static bool make(const char *path, bool *ret_is_new, struct error *err)
{
    char id[ID_SIZE], draft[4096];
    int fd;
    bool is_written;

    id_new(id);
    snprintf(draft, sizeof(draft), "%s.%s", path, id);
    fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return error_set(err, ERROR_RETRY, "media", "%s: %s", draft, strerror(errno));
    is_written = write_new(fd);
    close(fd);
    *ret_is_new = is_written && link(draft, path) == 0;
    if (!*ret_is_new && (!is_written || errno != EEXIST))
        error_set(err, ERROR_RETRY, "media", "%s: %s", path, strerror(errno));
    else
        is_written = true;
    unlink(draft);
    return is_written && access(path, R_OK) == 0;
}

bool media_keys_of_file(const char *path, struct media_keys *ret_keys, bool *ret_is_new, struct error *err)
{
    struct arena *arena;
    struct str text;
    bool is_read;

    *ret_is_new = false;
    if (access(path, F_OK) != 0 && !make(path, ret_is_new, err))
        return false;
    arena = arena_new(MEDIA_KEYS_MAX * (DIGITS + 2));
    is_read = file_read(path, MEDIA_KEYS_MAX * (DIGITS + 2), arena, &text, err);
    if (is_read && !media_keys_read(str_trim(text), ret_keys, NULL))
        is_read =
            error_set(err, ERROR_RETRY, "media", "%s does not hold a key of 64 hexadecimal digits", path);
    arena_free(arena);
    return is_read;
}

const unsigned char *media_key_of(const struct media_keys *keys, const unsigned char id[MEDIA_KEY_ID_BYTES])
{
    for (size_t i = 0; i < keys->count; i++)
        if (memcmp(keys->ids[i], id, MEDIA_KEY_ID_BYTES) == 0)
            return keys->keys[i];
    return NULL;
}
