/* import_file: a small file as a whole, or not at all. */
#include "import_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit.h"

/* "Steward", by gzip. */
static const char packed[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x0b\x2e\x49\x2d\x4f\x2c\x4a\x01\x00"
                             "\xb9\x1c\x1b\xa6\x07\x00\x00\x00";

static const struct {
    struct str content;
    size_t max_bytes;
    const char *text;  /* NULL: it is refused */
    const char *error; /* a part of it */
} cases[] = {
    {{"", 0}, 7, "", NULL},
    {STR("Steward"), 8, "Steward", NULL},
    {STR("Steward"), 7, "Steward", NULL},
    {STR("Steward"), 6, NULL, "has more than 6 bytes"},
    {STR("Steward"), 0, NULL, "has more than 0 bytes"},
    {STR(packed), 7, "Steward", NULL},
    {STR(packed), 6, NULL, "has more than 6 bytes"},
    {{packed, sizeof(packed) - 10}, 7, NULL, "cannot be read on"},
};

static void write_file(const char *path, struct str content)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, content.data, content.len), content.len);
    close(fd);
}

static void file_is_read_whole_or_not_at_all(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    char folder[] = "/tmp/steward-file-XXXXXX";
    struct error err;
    struct str text;
    char path[64];

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/file", folder);
    assert_false(import_file_text(path, 7, arena, &text, &err));
    assert_non_null(strstr(err.text, path));
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        bool is_read;

        write_file(path, cases[i].content);
        is_read = import_file_text(path, cases[i].max_bytes, arena, &text, &err);
        assert_int_equal(is_read, cases[i].text != NULL);
        if (is_read)
            assert_true(str_is(text, cases[i].text));
        else
            assert_non_null(strstr(err.text, cases[i].error));
    }
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(file_is_read_whole_or_not_at_all)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
