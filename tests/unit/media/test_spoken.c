/* Figures, units and signs as words. */
#include "unit.h"

#include "base/mem.h"
#include "speech/spoken.h"

static void test_texts(void **state)
{
    static const struct {
        const char *written, *spoken;
    } cases[] = {
        {"Wireless Over-Ear Headphones", "wireless over ear headphones"},
        {"15.6-inch Laptop, 16 GB RAM, 512 GB SSD",
         "fifteen point six inch laptop sixteen gigabytes ram five hundred twelve gigabytes ssd"},
        {"USB-C Cable, 0.5 m, 60 W", "usb c cable zero point five meters sixty watts"},
        {"Power Bank, 26,800 mAh", "power bank twenty six thousand eight hundred milliamp hours"},
        {"4K TV", "four k tv"},
        {"Bassline & Co", "bassline and co"},
        {"Chef's Knife 'new'", "chef's knife new"},
        {"10 % more", "ten percent more"},
        {"E27", "e twenty seven"},
        {"m and l", "m and l"},
        {"1000000", "one million"},
        {"1,00", "one zero"},
        {"99999999999", "nine nine nine nine nine nine nine nine nine nine nine"},
        {"caf\xc3\xa9", "caf"},
        {"", ""},
        {" - ", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf said = {0};

        spoken_add(&said, str_of(cases[i].written));
        assert_string_equal(said.data ? said.data : "", cases[i].spoken);
        buf_free(&said);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        int64_t number;
        const char *spoken;
    } cases[] = {
        {0, "zero"},
        {13, "thirteen"},
        {40, "forty"},
        {101, "one hundred one"},
        {1500, "one thousand five hundred"},
        {SPOKEN_NUMBER_MAX,
         "nine hundred ninety nine million nine hundred ninety nine thousand nine hundred ninety nine"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf said = {0};

        spoken_number(&said, cases[i].number);
        assert_string_equal(said.data, cases[i].spoken);
        buf_free(&said);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts), cmocka_unit_test(test_numbers)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
