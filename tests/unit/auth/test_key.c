/* key: API keys as text. */
#include "auth/key.h"
#include "unit.h"

static void what_was_made_can_be_read(void **state)
{
    for (int i = 0; i < 200; i++) {
        char key[KEY_SIZE];
        struct str id;

        key_make(key);
        assert_int_equal(strlen(key), KEY_SIZE - 1);
        assert_true(key_is_meant(str_of(key)));
        assert_true(key_read(str_of(key), &id));
        assert_int_equal(id.len, KEY_ID_CHARS);
        assert_memory_equal(id.data, key + 8, KEY_ID_CHARS);
    }
}

static void no_two_are_alike(void **state)
{
    char keys[100][KEY_SIZE];

    for (int i = 0; i < 100; i++) {
        key_make(keys[i]);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(keys[i] + 17, keys[k] + 17);
    }
}

/* Whatever one character is changed to, and wherever it is cut off, it is none any more. */
static void a_mistyped_key_is_none(void **state)
{
    char key[KEY_SIZE + 1] = "";
    struct str id;

    key_make(key);
    for (size_t i = 0; i < KEY_SIZE - 1; i++) {
        char was = key[i];

        key[i] = was == 'a' ? 'b' : 'a';
        assert_false(key_read(str_of(key), &id));
        key[i] = '\0';
        assert_false(key_read(str_n(key, KEY_SIZE - 1), &id));
        key[i] = was;
        assert_false(key_read(str_n(key, i), &id));
    }
    key[KEY_SIZE - 1] = 'a';
    assert_false(key_read(str_n(key, KEY_SIZE), &id));
    assert_false(key_read(STR(""), &id));
    assert_false(key_read(STR_NONE, &id));
}

static void digests_are_of_the_whole(void **state)
{
    unsigned char one[KEY_DIGEST_BYTES], other[KEY_DIGEST_BYTES];
    struct str a = {(const char *)one, sizeof(one)}, b = {(const char *)other, sizeof(other)};

    key_digest(STR("abc"), one); /* FIPS 180-2, B.1 */
    assert_memory_equal(one, "\xba\x78\x16\xbf\x8f\x01\xcf\xea", 8);
    key_digest(STR("abc"), other);
    assert_true(key_digests_match(a, b));
    other[31] ^= 1;
    assert_false(key_digests_match(a, b));
    assert_false(key_digests_match(a, str_n(a.data, 31)));
    assert_false(key_digests_match(STR_NONE, STR_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_made_can_be_read),
        cmocka_unit_test(no_two_are_alike),
        cmocka_unit_test(a_mistyped_key_is_none),
        cmocka_unit_test(digests_are_of_the_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
