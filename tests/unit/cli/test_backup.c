/* backup: the manifest, there and back, and what is none. */
#include "backup.h"

#include "unit.h"

static const struct backup whole = {
    .created_at = "2026-11-21T08:15:00.000Z",
    .version = "0.1.0",
    .cluster = "abc\"def",
    .databases = (struct backup_database[]){{"orchestrator", "orchestrator.dump", "00ff", 12345}},
    .database_count = 1,
    .places = (struct backup_place[]){{"steward.requests", 0, 5, 77}, {"steward.requests", 1, 0, 0}},
    .place_count = 2,
    .offsets = (struct backup_offset[]){{"steward-catalog", "steward.catalog.commands", 2, 41}},
    .offset_count = 1,
};

static void there_and_back(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct buf text = {0}, again = {0};
    struct backup read;
    struct error err;

    backup_write(&whole, &text);
    assert_true(backup_read(buf_as_str(&text), arena, &read, &err));
    assert_string_equal(read.cluster, "abc\"def");
    assert_string_equal(read.databases[0].sha256, "00ff");
    assert_int_equal(read.places[0].high, 77);
    assert_int_equal(read.offsets[0].offset, 41);
    backup_write(&read, &again);
    assert_true(str_eq(buf_as_str(&text), buf_as_str(&again)));
    buf_free(&text);
    buf_free(&again);
    arena_free(arena);
}

static void what_is_none(void **state)
{
    static const char *const table[] = {
        "",
        "[]",
        "{\"format\":1}",
        "{\"format\":2,\"created_at\":\"\",\"version\":\"\",\"cluster\":\"\",\"databases\":[],\"places\":[],"
        "\"offsets\":[]}",
        "{\"format\":1,\"created_at\":\"\",\"version\":\"\",\"cluster\":\"\",\"databases\":[{}],\"places\":[]"
        ",\"offsets\":[]}",
        "{\"format\":1,\"created_at\":\"\",\"version\":\"\",\"cluster\":\"\",\"databases\":{},\"places\":[],"
        "\"offsets\":[]}",
        "{\"format\":1,\"created_at\":\"\",\"version\":\"\",\"cluster\":\"\",\"databases\":[{\"service\":"
        "\"catalog\",\"file\":"
        "\"../x\",\"sha256\":\"\",\"bytes\":1}],\"places\":[],\"offsets\":[]}",
        "{\"format\":1,\"created_at\":\"\",\"version\":\"\",\"cluster\":\"\",\"databases\":[],\"places\":[],"
        "\"offsets\":[{"
        "\"group\":\"g\",\"topic\":\"t\",\"partition\":-1,\"offset\":3}]}",
    };
    struct arena *arena = arena_new(1 << 20);
    struct backup read;

    for (size_t i = 0; i < COUNT_OF(table); i++) {
        struct error err = {0};

        assert_false(backup_read(str_of(table[i]), arena, &read, &err));
        assert_int_equal(err.policy, ERROR_FATAL);
        assert_true(strlen(err.text) > 0);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(what_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
