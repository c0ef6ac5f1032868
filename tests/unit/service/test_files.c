/* Reading the files of pages: what is taken, what is left, and what stops it. */
#include "service/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static char folder[] = "/tmp/steward-page-XXXXXX";

static void path_of(char *to, size_t room, const char *name)
{
    assert_true(snprintf(to, room, "%s/%s", folder, name) < (int)room);
}

static void put(const char *name, size_t bytes)
{
    char path[200];
    FILE *file;

    path_of(path, sizeof(path), name);
    file = fopen(path, "w");
    assert_non_null(file);
    for (size_t i = 0; i < bytes; i++)
        assert_int_equal(fputc('x', file), 'x');
    assert_int_equal(fclose(file), 0);
}

static void take_away(const char *name)
{
    char path[200];

    path_of(path, sizeof(path), name);
    assert_int_equal(remove(path), 0);
}

static void make_folder(const char *name)
{
    char path[200];

    path_of(path, sizeof(path), name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static int set_up(void **state)
{
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    return rmdir(folder);
}

static const char *const pages[] = {"index.html", NULL};

static bool read_folder(const char *path, struct files **ret_files, struct error *err)
{
    return files_read(&(struct files_folder){path, "STEWARD_FOLDER", pages}, ret_files, err);
}

static size_t how_many(void)
{
    struct error err = {0};
    struct files *files = NULL;
    size_t count;

    if (!read_folder(folder, &files, &err))
        fail_msg("%s", err.text);
    count = files_count(files);
    files_free(files);
    return count;
}

static void assert_refused(const char *why)
{
    struct error err = {0};
    struct files *files = NULL;

    assert_false(read_folder(folder, &files, &err));
    assert_null(files);
    if (!strstr(err.text, why))
        fail_msg("\"%s\" does not say \"%s\"", err.text, why);
}

static void without_a_folder_there_is_no_page(void **state)
{
    struct error err = {0};
    struct files *files = NULL;

    assert_true(read_folder("", &files, &err));
    assert_int_equal(files_count(files), 0);
    files_free(files);
    files_free(NULL);
}

static void what_belongs_to_a_page_is_read(void **state)
{
    assert_refused("index.html");
    put("index.html", 100);
    put("index.html.gz", 10);
    assert_int_equal(how_many(), 1);
    make_folder("assets");
    put("assets/a-01234567.js", 0);
    put("assets/a-01234567.js.br", 1);
    put("assets/b.css", 5);
    put("assets/only-packed.js.gz", 5);
    put("assets/c.exe", 5);
    put("assets/.d.js", 5);
    assert_int_equal(how_many(), 3);
    take_away("assets/a-01234567.js");
    take_away("assets/a-01234567.js.br");
    take_away("assets/b.css");
    take_away("assets/only-packed.js.gz");
    take_away("assets/c.exe");
    take_away("assets/.d.js");
}

static void there_are_limits(void **state)
{
    char name[40];

    put("assets/large.js", FILE_BYTES_MAX + 1);
    assert_refused("large.js");
    take_away("assets/large.js");
    make_folder("assets/folder.js");
    assert_refused("folder.js");
    take_away("assets/folder.js");
    for (int i = 0; i <= FILES_MAX; i++) {
        snprintf(name, sizeof(name), "assets/%d.js", i);
        put(name, 1);
    }
    assert_refused("more than 128 files");
    take_away("assets/0.js");
    assert_int_equal(how_many(), FILES_MAX + 1);
    for (int i = 1; i <= FILES_MAX; i++) {
        snprintf(name, sizeof(name), "assets/%d.js", i);
        take_away(name);
    }
    take_away("assets");
    take_away("index.html.gz");
    take_away("index.html");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_folder_there_is_no_page),
        cmocka_unit_test(what_belongs_to_a_page_is_read),
        cmocka_unit_test(there_are_limits),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
