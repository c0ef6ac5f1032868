/* file_read: a file comes as a whole, or not at all. */
#include "base/file_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

static char folder[] = "/tmp/steward-read-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    *state = arena_new(1 << 16);
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof(path), "%s/file", folder);
    return 0;
}

static int remove_folder(void **state)
{
    arena_free(*state);
    unlink(path);
    return rmdir(folder);
}

static void write_file(const char *content)
{
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    fputs(content, file);
    assert_int_equal(fclose(file), 0);
}

static void file_within_its_bound_is_read(void **state)
{
    struct error err;
    struct str text;

    write_file("seven\n.");
    assert_true(file_read(path, 7, *state, &text, &err));
    assert_true(str_is(text, "seven\n."));
    assert_int_equal(text.data[text.len], '\0');
    assert_true(file_read(path, 4096, *state, &text, &err));
    assert_true(str_is(text, "seven\n."));
    write_file("");
    assert_true(file_read(path, 0, *state, &text, &err));
    assert_int_equal(text.len, 0);
}

static void larger_file_is_not_cut_off(void **state)
{
    struct error err;
    struct str text;

    write_file("seven\n.");
    assert_false(file_read(path, 6, *state, &text, &err));
    assert_int_equal(err.policy, ERROR_FATAL);
    assert_non_null(strstr(err.text, "has more than 6 bytes"));
    assert_non_null(strstr(err.text, path));
}

static void what_is_no_file_is_told(void **state)
{
    struct error err;
    struct str text;

    unlink(path);
    assert_false(file_read(path, 7, *state, &text, &err));
    assert_int_equal(err.policy, ERROR_SKIP);
    assert_non_null(strstr(err.text, path));
    assert_false(file_read(folder, 7, *state, &text, &err));
    assert_int_equal(err.policy, ERROR_FATAL);
    assert_non_null(strstr(err.text, folder));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_within_its_bound_is_read),
        cmocka_unit_test(larger_file_is_not_cut_off),
        cmocka_unit_test(what_is_no_file_is_told),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
