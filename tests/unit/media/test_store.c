/* store: what was put is there whole or not at all, whoever is killed, whatever is full or was touched. */
#include "store/store.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "until.h"

#define PNG    "\x89PNG\r\n\x1a\n"
#define CHUNK  "\0\0\0\4IDAT....crc."
#define KEY    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define NEWER  "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100"
#define NOW_MS 1700000000000
#define DAY_MS 86400000

static const struct setting settings[] = {STORE_SETTINGS, {0}};
static const struct setting *const tables[] = {settings, NULL};

static char folder[64];
static struct loop *loop;
static struct config *config;
static struct media_store *store;

/* ---- the answer of the last order ---- */

static struct media_answer last;
static char why[240], content[65536];
static bool has_answered;

static void on_done(void *owner, const struct media_answer *answer)
{
    assert_false(has_answered);
    has_answered = true;
    last = *answer;
    snprintf(why, sizeof(why), "%s", answer->why ? answer->why : "");
    assert_true(answer->content.len <= sizeof(content));
    memcpy(content, answer->content.len ? answer->content.data : "", answer->content.len);
}

static enum media_outcome put(const char *tenant, struct str bytes)
{
    has_answered = false;
    media_store_put(store, str_of(tenant), bytes, on_done, NULL);
    assert_false(has_answered);
    until(has_answered);
    return last.outcome;
}

typedef void by_id(struct media_store *at, struct str tenant, struct str id, media_done_fn *done,
                   void *owner);

static enum media_outcome ask(by_id *how, const char *tenant, const char *id)
{
    has_answered = false;
    how(store, str_of(tenant), str_of(id), on_done, NULL);
    until(has_answered);
    return last.outcome;
}

/* A picture of that many bytes; `mark` makes it another one. */
static struct str picture(char mark, size_t len)
{
    static char bytes[65536];
    size_t data = len - 8 - 12 - 12;

    memcpy(bytes, PNG "\0\0\0\0IDAT", 16);
    bytes[10] = (char)(data >> 8);
    bytes[11] = (char)data;
    memset(bytes + 16, mark, data + 4);
    memcpy(bytes + 20 + data, "\0\0\0\0IEND\xae\x42\x60\x82", 12);
    return str_n(bytes, len);
}

/* ---- the store and its settings ---- */

static void begin(void)
{
    struct error err;

    assert_true(config_load(tables, NULL, &config, &err));
    store = media_store_new(loop, config, &err);
    assert_non_null(store);
}

static void end(void)
{
    media_store_free(store);
    config_free(config);
    store = NULL;
}

static void again(const char *name, const char *value)
{
    end();
    setenv(name, value, 1);
    begin();
}

static int make_all(void **state)
{
    snprintf(folder, sizeof(folder), "/tmp/steward-store-XXXXXX");
    assert_non_null(mkdtemp(folder));
    setenv("STEWARD_MEDIA_FOLDER", folder, 1);
    setenv("STEWARD_MEDIA_KEY", KEY, 1);
    clock_set_for_test(NOW_MS, -1);
    loop = loop_new();
    begin();
    return 0;
}

static int remove_all(void **state)
{
    char command[256];

    end();
    loop_free(loop);
    clock_set_for_test(-1, -1);
    for (const struct setting *one = settings; one->name; one++)
        unsetenv(one->name);
    snprintf(command, sizeof(command), "chmod -R u+w %s && rm -r %s", folder, folder);
    return system(command);
}

/* ---- its files ---- */

static void path_of(const char *tenant, const char *id, char ret_path[256])
{
    snprintf(ret_path, 256, "%s/blobs/of-%s/%s", folder, tenant, id);
}

static size_t files_in(const char *name)
{
    char path[256];
    DIR *files;
    size_t count = 0;
    const struct dirent *one;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    files = opendir(path);
    while (files && (one = readdir(files)))
        count += one->d_name[0] != '.';
    if (files)
        closedir(files);
    return count;
}

static void change_byte(const char *path, off_t at)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    char byte;

    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= 1;
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

static bool file_has(const char *path, struct str what)
{
    static char bytes[65536];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = read(fd, bytes, sizeof(bytes));

    close(fd);
    return str_find(str_n(bytes, (size_t)got), what) >= 0;
}

/* ---- tests ---- */

static void what_was_put_is_got(void **state)
{
    char id[MEDIA_ID_SIZE], path[256];
    struct stat status;

    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
    assert_string_equal(last.type->type, "image/png");
    assert_int_equal(last.bytes, 5000);
    assert_int_equal(last.expires_ms, NOW_MS + DAY_MS);
    memcpy(id, last.id, sizeof(id));
    assert_int_equal(ask(media_store_stat, "acme", id), MEDIA_DONE);
    assert_int_equal(last.bytes, 5000);
    assert_int_equal(ask(media_store_get, "acme", id), MEDIA_DONE);
    assert_memory_equal(content, picture('a', 5000).data, 5000);
    path_of("acme", id, path);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_false(file_has(path, STR("IDAT")));
    assert_false(file_has(path, STR("aaaaaaaa")));
    assert_int_equal(ask(media_store_remove, "acme", id), MEDIA_DONE);
    assert_int_equal(ask(media_store_remove, "acme", id), MEDIA_MISSING);
    assert_int_equal(ask(media_store_get, "acme", id), MEDIA_MISSING);
}

static void the_same_is_kept_once_in_a_tenant_and_apart_between_them(void **state)
{
    char id[MEDIA_ID_SIZE];

    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
    memcpy(id, last.id, sizeof(id));
    clock_set_for_test(NOW_MS + 1000, -1);
    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
    assert_string_equal(last.id, id);
    assert_int_equal(last.expires_ms, NOW_MS + 1000 + DAY_MS);
    assert_int_equal(files_in("blobs/of-acme"), 1);
    assert_int_equal(put("other", picture('a', 5000)), MEDIA_DONE);
    assert_string_not_equal(last.id, id);
    assert_int_equal(ask(media_store_get, "other", id), MEDIA_MISSING);
    assert_int_equal(put("..", picture('a', 5000)), MEDIA_DONE); /* a tenant may be called so */
    assert_int_equal(files_in("blobs/of-.."), 1);
}

static void ids_that_are_none(void **state)
{
    static const char *const ids[] = {"",
                                      "../../key",
                                      "0123",
                                      "0123456789ABCDEF0123456789ABCDEF",
                                      "0123456789abcdef0123456789abcdef0",
                                      "0123456789abcdef0123456789abcde/"};

    for (size_t i = 0; i < COUNT_OF(ids); i++)
        assert_int_equal(ask(media_store_get, "acme", ids[i]), MEDIA_MISSING);
}

static void what_is_not_taken(void **state)
{
    assert_int_equal(put("acme", STR("%PDF-1.7 and so on")), MEDIA_UNKNOWN);
    assert_int_equal(put("acme", STR("\xff\xd8\xff and no segment")), MEDIA_BROKEN);
    assert_true(str_find(str_of(why), STR("JPEG")) >= 0);
    assert_int_equal(files_in("blobs") + files_in("unfinished"), 0);
}

/* Each place of a head, the content, its end, and the file of another. */
static void what_was_touched_is_said_to_be(void **state)
{
    static const off_t places[] =
        {0, 8, 16, 24, 32, 40, 48, 60, 92, 108, 120, SEAL_HEAD_BYTES, SEAL_HEAD_BYTES + 4999};
    char id[MEDIA_ID_SIZE], path[256], other[256];

    assert_int_equal(put("acme", picture('b', 5000)), MEDIA_DONE);
    path_of("acme", last.id, other);
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE); /* puts it right, too */
        memcpy(id, last.id, sizeof(id));
        path_of("acme", id, path);
        change_byte(path, places[i]);
        assert_int_equal(ask(media_store_get, "acme", id), MEDIA_DAMAGED);
        assert_true(why[0]);
    }
    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
    for (off_t size = 5000; size > 0; size /= 3) {
        assert_int_equal(truncate(path, size), 0);
        assert_int_equal(ask(media_store_get, "acme", id), MEDIA_DAMAGED);
        assert_int_equal(ask(media_store_stat, "acme", id), MEDIA_DAMAGED);
    }
    assert_int_equal(rename(other, path), 0);
    assert_int_equal(ask(media_store_get, "acme", id), MEDIA_DAMAGED);
    assert_int_equal(put("acme", picture('c', 5000)), MEDIA_DONE);
    assert_int_equal(ask(media_store_get, "acme", last.id), MEDIA_DONE);
}

static void its_time_ends(void **state)
{
    char first[MEDIA_ID_SIZE];

    again("STEWARD_MEDIA_SECONDS", "2");
    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
    memcpy(first, last.id, sizeof(first));
    clock_set_for_test(NOW_MS + 1999, -1);
    assert_int_equal(put("acme", picture('b', 5000)), MEDIA_DONE);
    assert_int_equal(ask(media_store_get, "acme", first), MEDIA_DONE);
    clock_set_for_test(NOW_MS + 2000, -1);
    assert_int_equal(ask(media_store_get, "acme", first), MEDIA_MISSING);
    assert_int_equal(ask(media_store_stat, "acme", first), MEDIA_MISSING);
    until(files_in("blobs/of-acme") == 1);
    clock_set_for_test(NOW_MS + 4000, -1);
    until(files_in("blobs/of-acme") == 0);
}

static void a_torn_file_ends_too_and_what_was_never_finished(void **state)
{
    char path[256];

    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
    path_of("acme", last.id, path);
    assert_int_equal(truncate(path, 3), 0);
    snprintf(path, sizeof(path), "%s/unfinished/of-one-that-was-killed", folder);
    close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    clock_set_for_test(-1, -1); /* files are as old as the system says */
    clock_set_for_test(clock_wall_ms() + 2LL * DAY_MS, -1);
    again("STEWARD_MEDIA_SECONDS", "86400");
    until(files_in("blobs/of-acme") == 0 && files_in("unfinished") == 0);
}

static void a_quota_is_kept_of_a_tenant_and_of_all(void **state)
{
    size_t taken = 0;
    char id[MEDIA_ID_SIZE];

    again("STEWARD_MEDIA_TENANT_QUOTA_MB", "1");
    while (put("acme", picture((char)taken, 60000)) == MEDIA_DONE) {
        memcpy(id, last.id, sizeof(id));
        taken++;
    }
    assert_int_equal(last.outcome, MEDIA_FULL);
    assert_int_equal(taken, (1 << 20) / 61440); /* in blocks of 4096 */
    assert_int_equal(files_in("blobs/of-acme"), taken);
    assert_int_equal(put("acme", picture(0, 60000)), MEDIA_DONE); /* it has that already */
    assert_int_equal(put("other", picture('o', 60000)), MEDIA_DONE);
    again("STEWARD_MEDIA_QUOTA_MB", "1");
    assert_int_equal(put("other", picture('p', 60000)), MEDIA_FULL);
    assert_int_equal(ask(media_store_remove, "acme", id), MEDIA_DONE);
    assert_int_equal(ask(media_store_remove, "other", last.id), MEDIA_MISSING);
    assert_int_equal(put("acme", picture(1, 60000)), MEDIA_DONE);
}

/* As a disk that is full: the system ends a write in its middle. */
static void a_full_disk_leaves_nothing_half(void **state)
{
    struct rlimit before, small = {8192, 0};

    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_int_equal(put("acme", picture('b', 60000)), MEDIA_FULL);
    assert_string_equal(why, "there is no room left on the disk");
    assert_int_equal(put("acme", picture('c', 5000)), MEDIA_DONE);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);
    assert_int_equal(files_in("blobs/of-acme"), 2);
    assert_int_equal(files_in("unfinished"), 0);
}

static void another_store_finds_it(void **state)
{
    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
    again("STEWARD_MEDIA_SECONDS", "60");
    assert_int_equal(ask(media_store_get, "acme", last.id), MEDIA_DONE);
    assert_int_equal(last.expires_ms, NOW_MS + DAY_MS);
}

static void a_new_key_before_the_old(void **state)
{
    char id[MEDIA_ID_SIZE];

    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
    memcpy(id, last.id, sizeof(id));
    again("STEWARD_MEDIA_KEY", NEWER);
    assert_int_equal(ask(media_store_get, "acme", id), MEDIA_DAMAGED);
    assert_true(str_find(str_of(why), STR("STEWARD_MEDIA_KEY")) >= 0);
    again("STEWARD_MEDIA_KEY", NEWER ", " KEY);
    assert_int_equal(ask(media_store_get, "acme", id), MEDIA_DONE);
    assert_int_equal(put("acme", picture('b', 5000)), MEDIA_DONE);
    memcpy(id, last.id, sizeof(id));
    again("STEWARD_MEDIA_KEY", NEWER);
    assert_int_equal(ask(media_store_get, "acme", id), MEDIA_DONE);
}

static void without_a_key_one_is_made_beside_it(void **state)
{
    char path[256];
    struct stat status;

    again("STEWARD_MEDIA_KEY", "");
    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
    snprintf(path, sizeof(path), "%s/key", folder);
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    again("STEWARD_MEDIA_KEY", "");
    assert_int_equal(ask(media_store_get, "acme", last.id), MEDIA_DONE);
}

static void keys_that_are_none(void **state)
{
    static const char *const texts[] = {"abc",
                                        KEY "00",
                                        KEY ",",
                                        KEY " " KEY,
                                        KEY "," KEY "," KEY "," KEY "," KEY,
                                        "zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"};
    struct media_keys keys;
    struct error err;

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_false(media_keys_read(str_of(texts[i]), &keys, &err));
        assert_null(strstr(err.text, texts[i]));
    }
    assert_true(media_keys_read(STR(KEY), &keys, &err));
}

static void a_folder_that_cannot_be_made_is_tried_again(void **state)
{
    char inside[96], path[128];

    snprintf(inside, sizeof(inside), "%s/a", folder);
    snprintf(path, sizeof(path), "%s/b", inside);
    setenv("STEWARD_MEDIA_SECONDS", "1", 1);
    again("STEWARD_MEDIA_FOLDER", path);
    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_AWAY);
    until(media_store_lacks(store));
    assert_int_equal(mkdir(inside, 0700), 0);
    until(!media_store_lacks(store));
    assert_int_equal(put("acme", picture('a', 5000)), MEDIA_DONE);
}

static void whoever_waits_at_the_end_is_answered(void **state)
{
    has_answered = false;
    media_store_put(store, STR("acme"), picture('a', 5000), on_done, NULL);
    end();
    assert_true(has_answered);
    begin();
}

#define A_TEST(name) cmocka_unit_test_setup_teardown(name, make_all, remove_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        A_TEST(what_was_put_is_got),
        A_TEST(the_same_is_kept_once_in_a_tenant_and_apart_between_them),
        A_TEST(ids_that_are_none),
        A_TEST(what_is_not_taken),
        A_TEST(what_was_touched_is_said_to_be),
        A_TEST(its_time_ends),
        A_TEST(a_torn_file_ends_too_and_what_was_never_finished),
        A_TEST(a_quota_is_kept_of_a_tenant_and_of_all),
        A_TEST(a_full_disk_leaves_nothing_half),
        A_TEST(another_store_finds_it),
        A_TEST(a_new_key_before_the_old),
        A_TEST(without_a_key_one_is_made_beside_it),
        A_TEST(keys_that_are_none),
        A_TEST(a_folder_that_cannot_be_made_is_tried_again),
        A_TEST(whoever_waits_at_the_end_is_answered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
