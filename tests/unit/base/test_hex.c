/* hex: bytes as digits, and which characters are digits. */
#include "base/hex.h"

#include <string.h>

#include "unit.h"

static void bytes_become_two_digits_each(void **state)
{
    static const unsigned char bytes[] = {0x00, 0x09, 0x0a, 0x7f, 0x80, 0xf0, 0xff};
    char text[16] = "...............";
    char *end = hex_write(text, bytes, sizeof(bytes));

    assert_ptr_equal(end, text + 14);
    assert_memory_equal(text, "00090a7f80f0ff.", 15);
    assert_ptr_equal(hex_write(text, bytes, 0), text);
}

static void digit_is_its_number(void **state)
{
    static const char digits[] = "0123456789abcdef", capitals[] = "0123456789ABCDEF";

    for (int c = -128; c < 128; c++) {
        const char *small = c ? strchr(digits, c) : NULL, *capital = c ? strchr(capitals, c) : NULL;
        int number = small ? (int)(small - digits) : capital ? (int)(capital - capitals) : -1;

        assert_int_equal(hex_digit((char)c), number);
    }
}

static void two_digits_are_a_byte(void **state)
{
    static const struct {
        const char *text;
        int byte;
    } cases[] = {{"00", 0}, {"7f", 0x7f}, {"Ff", 0xff}, {"a0z", 0xa0}, {"", -1},
                 {"f", -1}, {"fg", -1},   {"g0", -1},   {" 0", -1},    {"-1", -1}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(hex_byte(str_of(cases[i].text)), cases[i].byte);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_two_digits_each),
        cmocka_unit_test(digit_is_its_number),
        cmocka_unit_test(two_digits_are_a_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
