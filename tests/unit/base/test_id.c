/* id: UUIDs of version 7 and 8, and random numbers. */
#include "base/id.h"

#include <ctype.h>

#include "base/clock.h"
#include "base/mem.h"
#include "unit.h"

static void assert_uuid(const char *id, char version)
{
    assert_int_equal(strlen(id), ID_SIZE - 1);
    for (int i = 0; i < ID_SIZE - 1; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23)
            assert_int_equal(id[i], '-');
        else
            assert_true(isdigit((unsigned char)id[i]) || (id[i] >= 'a' && id[i] <= 'f'));
    }
    assert_int_equal(id[14], version);
    assert_non_null(strchr("89ab", id[19]));
}

static void new_ids_sort_by_time(void **state)
{
    char last[ID_SIZE] = "", id[ID_SIZE];

    for (int64_t ms = 1795248900000; ms < 1795248900300; ms++) {
        clock_set_for_test(ms, 1);
        id_new(id);
        assert_uuid(id, '7');
        assert_true(strcmp(last, id) < 0);
        memcpy(last, id, ID_SIZE);
    }
    clock_set_for_test(0x0123456789ab, 1);
    id_new(id);
    assert_memory_equal(id, "01234567-89ab-7", 15);
    clock_set_for_test(-1, -1);
}

static void derived_ids_repeat(void **state)
{
    static const struct {
        const char *cause, *purpose;
    } cases[] = {{"a", "b"}, {"ab", ""}, {"", "ab"}, {"a", "c"}, {"b", "b"}, {"", ""}};
    char ids[COUNT_OF(cases)][ID_SIZE], again[ID_SIZE];

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        id_derive(ids[i], str_of(cases[i].cause), str_of(cases[i].purpose));
        id_derive(again, str_of(cases[i].cause), str_of(cases[i].purpose));
        assert_uuid(ids[i], '8');
        assert_string_equal(ids[i], again);
        for (size_t other = 0; other < i; other++)
            assert_string_not_equal(ids[i], ids[other]);
    }
    /* SHA-256 of the cause's length in eight bytes, "a" and "b": the same in every process, for ever. */
    assert_string_equal(ids[0], "daf8c173-dba8-8eeb-be79-71127b494fa3");
}

static void random_numbers_stay_below(void **state)
{
    static const uint64_t bounds[] = {1, 2, 7, 1000, UINT64_C(1) << 40};
    uint64_t first;

    for (size_t i = 0; i < COUNT_OF(bounds); i++) {
        for (int n = 0; n < 1000; n++)
            assert_true(random_below(bounds[i]) < bounds[i]);
    }
    random_seed(7);
    first = random_below(1000000);
    random_seed(7);
    assert_true(random_below(1000000) == first);
    assert_true(random_below(0) == 0);
}

static void random_bytes_differ(void **state)
{
    unsigned char a[32] = {0}, b[32] = {0};

    random_bytes(a, sizeof(a));
    random_bytes(b, sizeof(b));
    assert_memory_not_equal(a, b, sizeof(a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_ids_sort_by_time),
        cmocka_unit_test(derived_ids_repeat),
        cmocka_unit_test(random_numbers_stay_below),
        cmocka_unit_test(random_bytes_differ),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
