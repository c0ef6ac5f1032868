/* import_state: written, read again and forgotten; and the set of ids. */
#include "import_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "id_set.h"
#include "unit.h"

static char folder[] = "/tmp/steward-import-XXXXXX";

static void is_read_as_written(void **state)
{
    const struct import_state written = {1234567890123, 99, 1};
    struct arena *arena = arena_new(1 << 16);
    struct import_state read = {0};
    const char *path, *other;
    char steward[64];

    assert_non_null(mkdtemp(folder));
    setenv("XDG_STATE_HOME", folder, 1);
    path = import_state_path("file", STR("purpose"), arena);
    other = import_state_path("file", STR("another"), arena);
    assert_non_null(path);
    assert_string_not_equal(path, other);
    assert_string_equal(path, import_state_path("file", STR("purpose"), arena));
    assert_false(import_state_read(path, &read));
    assert_true(import_state_write(path, &written));
    assert_true(import_state_read(path, &read));
    assert_memory_equal(&read, &written, sizeof(read));
    assert_false(import_state_read(other, &read));
    import_state_forget(path);
    assert_false(import_state_read(path, &read));
    snprintf(steward, sizeof(steward), "%s/steward", folder);
    assert_int_equal(rmdir(steward), 0);
    assert_int_equal(rmdir(folder), 0);
    arena_free(arena);
}

static void without_a_place_nothing_is_kept(void **state)
{
    struct import_state read;
    struct arena *arena = arena_new(1 << 16);

    assert_null(import_state_path(NULL, STR("purpose"), arena));
    setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
    assert_null(import_state_path("file", STR("purpose"), arena));
    assert_false(import_state_read(NULL, &read));
    assert_false(import_state_write(NULL, &read));
    import_state_forget(NULL);
    arena_free(arena);
}

static void a_set_has_what_was_added(void **state)
{
    struct id_set set = {0};
    char id[16];

    assert_false(id_set_has(&set, STR("1")));
    for (int i = 0; i < 5000; i++) {
        snprintf(id, sizeof(id), "%d", i * 2);
        id_set_add(&set, str_of(id));
    }
    for (int i = 0; i < 10000; i++) {
        snprintf(id, sizeof(id), "%d", i);
        assert_int_equal(id_set_has(&set, str_of(id)), i % 2 == 0);
    }
    id_set_free(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_read_as_written),
        cmocka_unit_test(without_a_place_nothing_is_kept),
        cmocka_unit_test(a_set_has_what_was_added),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
