/* uploads: however many pieces, one medium; what is damaged between them ends it; so many, and no more. */
#include "store/uploads.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "until.h"

#define KEY    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define NOW_MS 1700000000000
#define HOUR   3600000
#define LENGTH 300000

static const struct setting settings[] = {STORE_SETTINGS, {0}};
static const struct setting *const tables[] = {settings, NULL};

static char folder[64];
static struct loop *loop;
static struct config *config;
static struct media_store *store;
static char film[LENGTH]; /* of which nothing is taken out */

static struct media_answer last;
static bool has_answered;

static void on_done(void *owner, const struct media_answer *answer)
{
    assert_false(has_answered);
    has_answered = true;
    last = *answer;
    if (owner)
        assert_memory_equal(answer->content.data, film, LENGTH);
}

static enum media_outcome begin(int64_t length)
{
    has_answered = false;
    media_upload_begin(store, STR("acme"), length, on_done, NULL);
    until(has_answered);
    return last.outcome;
}

static enum media_outcome add(const char *upload, int64_t from, int64_t to)
{
    has_answered = false;
    media_upload_add(store, STR("acme"), str_of(upload), from, str_n(film + from, (size_t)(to - from)),
                     on_done, NULL);
    until(has_answered);
    return last.outcome;
}

typedef void by_id(struct media_store *at, struct str tenant, struct str id, media_done_fn *done,
                   void *owner);

static enum media_outcome ask(by_id *how, const char *id, void *owner)
{
    has_answered = false;
    how(store, STR("acme"), str_of(id), on_done, owner);
    until(has_answered);
    return last.outcome;
}

static int make_all(void **state)
{
    struct error err;

    snprintf(folder, sizeof(folder), "/tmp/steward-uploads-XXXXXX");
    assert_non_null(mkdtemp(folder));
    setenv("STEWARD_MEDIA_FOLDER", folder, 1);
    setenv("STEWARD_MEDIA_KEY", KEY, 1);
    clock_set_for_test(NOW_MS, -1);
    memcpy(film, "\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", 12);
    for (size_t i = 12; i < LENGTH; i++)
        film[i] = (char)(i * i >> 7);
    loop = loop_new();
    assert_true(config_load(tables, NULL, &config, &err));
    store = media_store_new(loop, config, &err);
    assert_non_null(store);
    return 0;
}

static int remove_all(void **state)
{
    char command[256];

    media_store_free(store);
    config_free(config);
    loop_free(loop);
    clock_set_for_test(-1, -1);
    for (const struct setting *one = settings; one->name; one++)
        unsetenv(one->name);
    snprintf(command, sizeof(command), "rm -r %s", folder);
    return system(command);
}

/* Files whose name begins so; the last one's path. */
static size_t files_of(char letter, char ret_path[512])
{
    char path[128];
    DIR *files;
    size_t count = 0;
    const struct dirent *one;

    snprintf(path, sizeof(path), "%s/blobs/of-acme", folder);
    files = opendir(path);
    while (files && (one = readdir(files)))
        if (one->d_name[0] == letter && strlen(one->d_name) == MEDIA_ID_CHARS + 1) {
            snprintf(ret_path, 512, "%s/%s", path, one->d_name);
            count++;
        }
    if (files)
        closedir(files);
    return count;
}

/* ---- tests ---- */

static void pieces_of_any_size_are_what_they_were(void **state)
{
    static const int64_t steps[] = {1, 7, 65535, 65536, 100000, LENGTH};
    char upload[MEDIA_ID_SIZE], media[MEDIA_ID_SIZE] = "", path[512];

    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        int64_t at = 0, small = steps[i] < 1000 ? 50 * steps[i] : LENGTH;

        assert_int_equal(begin(LENGTH), MEDIA_DONE);
        assert_int_equal(last.expires_ms, NOW_MS + HOUR);
        memcpy(upload, last.upload, sizeof(upload));
        while (at < LENGTH) {
            int64_t step = at < small ? steps[i] : 65536, to = at + step < LENGTH ? at + step : LENGTH;

            assert_int_equal(add(upload, at, to), MEDIA_DONE);
            assert_int_equal(last.offset, at = to);
            assert_true(files_of('p', path) <= (size_t)(at / 65536) + 1);
        }
        if (media[0])
            assert_string_equal(last.id, media);
        memcpy(media, last.id, sizeof(media));
        assert_int_equal(ask(media_store_get, media, film), MEDIA_DONE);
        assert_int_equal(ask(media_upload_stat, upload, NULL), MEDIA_DONE);
        assert_string_equal(last.id, media);
        assert_int_equal(files_of('u', path) + files_of('p', path), 0);
    }
}

static void what_it_does_not_go_on_with(void **state)
{
    char upload[MEDIA_ID_SIZE];

    assert_int_equal(begin(1000), MEDIA_DONE);
    memcpy(upload, last.upload, sizeof(upload));
    assert_int_equal(add(upload, 1, 2), MEDIA_ELSEWHERE);
    assert_int_equal(add(upload, 0, 1001), MEDIA_ELSEWHERE);
    assert_int_equal(add(upload, 0, 999), MEDIA_DONE);
    assert_int_equal(add(upload, 0, 999), MEDIA_ELSEWHERE);
    assert_int_equal(last.offset, 999);
    assert_int_equal(ask(media_store_get, upload, NULL), MEDIA_MISSING); /* it is no medium */
    assert_int_equal(add("", 0, 1), MEDIA_MISSING);
    clock_set_for_test(NOW_MS + HOUR, -1);
    assert_int_equal(add(upload, 999, 1000), MEDIA_MISSING);
}

static void a_part_that_was_touched_ends_it(void **state)
{
    char upload[MEDIA_ID_SIZE], path[512];

    for (int is_gone = 0; is_gone < 2; is_gone++) {
        assert_int_equal(begin(LENGTH), MEDIA_DONE);
        memcpy(upload, last.upload, sizeof(upload));
        assert_int_equal(add(upload, 0, 100000), MEDIA_DONE);
        assert_int_equal(files_of('p', path), 1);
        assert_int_equal(is_gone ? unlink(path) : truncate(path, 5000), 0);
        assert_int_equal(add(upload, 100000, LENGTH), MEDIA_DAMAGED);
        assert_int_equal(ask(media_upload_stat, upload, NULL), MEDIA_MISSING);
        assert_int_equal(files_of('u', path) + files_of('p', path), 0);
    }
}

static void so_many_go_on_and_no_more(void **state)
{
    char upload[MEDIA_ID_SIZE];

    for (size_t i = 0; i < UPLOADS_MAX; i++)
        assert_int_equal(begin(1000), MEDIA_DONE);
    memcpy(upload, last.upload, sizeof(upload));
    assert_int_equal(begin(1000), MEDIA_FULL);
    assert_int_equal(ask(media_upload_remove, upload, NULL), MEDIA_DONE);
    assert_int_equal(begin(1000), MEDIA_DONE);
    assert_int_equal(begin(1000), MEDIA_FULL);
    memcpy(upload, last.upload, sizeof(upload));
    media_store_free(store); /* another process counts them anew */
    assert_non_null(store = media_store_new(loop, config, &(struct error){0}));
    until(begin(1000) == MEDIA_FULL);
}

#define WITH_ALL(test) cmocka_unit_test_setup_teardown(test, make_all, remove_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_ALL(pieces_of_any_size_are_what_they_were),
        WITH_ALL(what_it_does_not_go_on_with),
        WITH_ALL(a_part_that_was_touched_ends_it),
        WITH_ALL(so_many_go_on_and_no_more),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
