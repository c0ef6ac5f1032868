/* crc32c: the examples of RFC 3720, B.4, and the check value of the catalogues. */
#include "secrets/crc32c.h"

#include "unit.h"

static void published_sums(void **state)
{
    char zeros[32] = {0}, ones[32], up[32], down[32];

    for (int i = 0; i < 32; i++) {
        ones[i] = (char)0xff;
        up[i] = (char)i;
        down[i] = (char)(31 - i);
    }
    assert_int_equal(crc32c(str_n(zeros, 32)), 0x8a9136aa);
    assert_int_equal(crc32c(str_n(ones, 32)), 0x62a8ab43);
    assert_int_equal(crc32c(str_n(up, 32)), 0x46dd794e);
    assert_int_equal(crc32c(str_n(down, 32)), 0x113fdb5c);
    assert_int_equal(crc32c(STR("123456789")), 0xe3069283);
    assert_int_equal(crc32c(STR_NONE), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(published_sums)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
