/* map: against a plain array that does the same slowly. */
#include "base/map.h"

#include <stdio.h>

#include "base/id.h"
#include "base/mem.h"
#include "unit.h"

enum { KEYS = 500 };

static char names[KEYS][8];
static void *expected[KEYS];
static size_t expected_count;

static void name_the_keys(void)
{
    for (int i = 0; i < KEYS; i++)
        snprintf(names[i], sizeof(names[i]), "k%d", i);
}

static void step(struct map *map, size_t key, size_t op)
{
    struct str name = str_of(names[key]);
    void *value = &names[random_below(KEYS)];

    if (op < 5) {
        assert_ptr_equal(map_put(map, name, value), expected[key]);
        expected_count += !expected[key];
        expected[key] = value;
    } else {
        assert_ptr_equal(map_remove(map, name), expected[key]);
        expected_count -= expected[key] != NULL;
        expected[key] = NULL;
    }
    assert_ptr_equal(map_get(map, name), expected[key]);
    assert_int_equal(map->count, expected_count);
}

static void agrees_with_an_array(void **state)
{
    struct map map = {0};

    random_seed(1);
    name_the_keys();
    for (int i = 0; i < 50000; i++)
        step(&map, random_below(KEYS), random_below(i < 25000 ? 8 : 12));
    for (size_t i = 0; i < KEYS; i++)
        assert_ptr_equal(map_get(&map, str_of(names[i])), expected[i]);
    assert_true(map.room <= 2048); /* removing and adding again does not make it grow */
    map_free(&map);
    assert_null(map_get(&map, STR("k1")));
}

static void walks_and_removes(void **state)
{
    struct map map = {0};
    struct str key;
    void *value;
    size_t seen = 0;

    name_the_keys();
    for (int i = 0; i < KEYS; i++)
        map_put(&map, str_of(names[i]), names[i]);
    for (size_t at = 0; map_next(&map, &at, &key, &value); seen++) {
        assert_ptr_equal(key.data, value);
        if (seen % 2)
            map_remove(&map, key);
    }
    assert_int_equal(seen, KEYS);
    assert_int_equal(map.count, KEYS / 2);
    map_free(&map);
}

static void takes_any_bytes_as_keys(void **state)
{
    struct map map = {0};
    int a, b, c;

    assert_null(map_get(&map, STR("x")));
    assert_null(map_remove(&map, STR("x")));
    map_put(&map, STR_NONE, &a);
    map_put(&map, STR("\0"), &b);
    map_put(&map, STR("\0\0"), &c);
    assert_ptr_equal(map_get(&map, STR("")), &a);
    assert_ptr_equal(map_get(&map, STR("\0")), &b);
    assert_ptr_equal(map_get(&map, STR("\0\0")), &c);
    map_free(&map);
}

static void borrows_the_new_key(void **state)
{
    struct map map = {0};
    char first[] = "key", second[] = "key";
    int value;

    map_put(&map, str_of(first), &value);
    map_put(&map, str_of(second), &value);
    first[0] = 'x';
    assert_ptr_equal(map_get(&map, STR("key")), &value);
    map_free(&map);
}

static void hashes_every_byte(void **state)
{
    unsigned char bytes[64] = {0};
    uint64_t plain[65];

    for (size_t len = 0; len <= 64; len++) {
        plain[len] = hash_bytes(bytes, len);
        assert_true(hash_bytes(bytes, len) == plain[len]);
        for (size_t shorter = 0; shorter < len; shorter++)
            assert_true(plain[shorter] != plain[len]);
        for (size_t at = 0; at < len; at++) {
            bytes[at] = 1;
            assert_true(hash_bytes(bytes, len) != plain[len]);
            bytes[at] = 0;
        }
    }
}

/* What it gives is stored and compared between processes: these are FNV-1a's published values. */
static void hashes_for_good(void **state)
{
    assert_true(hash_for_good(0, "", 0) == UINT64_C(0xcbf29ce484222325));
    assert_true(hash_for_good(0, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(hash_for_good(0, "foobar", 6) == UINT64_C(0x85944171f73967e8));
    assert_true(hash_for_good(1, "a", 1) != hash_for_good(0, "a", 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_an_array),    cmocka_unit_test(walks_and_removes),
        cmocka_unit_test(takes_any_bytes_as_keys), cmocka_unit_test(borrows_the_new_key),
        cmocka_unit_test(hashes_every_byte),       cmocka_unit_test(hashes_for_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
