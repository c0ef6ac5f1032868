/* known: what was looked up a moment ago. */
#include "auth/known.h"
#include "unit.h"

static struct str digest(char fill)
{
    static char bytes[128][KEY_DIGEST_BYTES];

    memset(bytes[(int)fill], fill, KEY_DIGEST_BYTES);
    return str_n(bytes[(int)fill], KEY_DIGEST_BYTES);
}

static enum known_answer look(struct known *known, char fill, int64_t now_ms)
{
    const struct principal *principal = NULL;
    enum known_answer answer = known_get(known, digest(fill), now_ms, &principal);

    assert_int_equal(answer == KNOWN_GOOD, principal != NULL);
    return answer;
}

static void it_is_known_for_a_while(void **state)
{
    struct known *known = known_new(10);
    struct principal p = {.subject = STR("key-1"), .tenant_id = STR("acme")};
    const struct principal *found;

    assert_int_equal(look(known, 'a', 0), KNOWN_NOT);
    known_put(known, digest('a'), &p, 100);
    known_put(known, digest('b'), NULL, 50);
    assert_int_equal(known_get(known, digest('a'), 99, &found), KNOWN_GOOD);
    assert_string_equal(found->subject.data, "key-1");
    assert_int_equal(look(known, 'b', 49), KNOWN_BAD);
    assert_int_equal(look(known, 'b', 50), KNOWN_NOT);
    assert_int_equal(look(known, 'a', 100), KNOWN_NOT);
    known_free(known);
}

static void it_is_bounded(void **state)
{
    struct known *known = known_new(3);

    for (char c = 'a'; c <= 'z'; c++)
        known_put(known, digest(c), NULL, 100);
    assert_int_equal(look(known, 'w', 1), KNOWN_NOT);
    assert_int_equal(look(known, 'x', 1), KNOWN_BAD);
    assert_int_equal(look(known, 'z', 1), KNOWN_BAD);
    known_put(known, digest('z'), NULL, 100); /* takes its own place */
    assert_int_equal(look(known, 'x', 1), KNOWN_BAD);
    known_free(known);
}

static void what_has_changed_is_forgotten(void **state)
{
    struct known *known = known_new(10);
    struct principal one = {.subject = STR("one")}, other = {.subject = STR("other")};

    known_put(known, digest('a'), &one, 100);
    known_put(known, digest('b'), &other, 100);
    known_put(known, digest('c'), NULL, 100);
    known_forget(known, STR("one"));
    assert_int_equal(look(known, 'a', 1), KNOWN_NOT);
    assert_int_equal(look(known, 'b', 1), KNOWN_GOOD);
    assert_int_equal(look(known, 'c', 1), KNOWN_BAD);
    known_free(known);
    known_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_known_for_a_while),
        cmocka_unit_test(it_is_bounded),
        cmocka_unit_test(what_has_changed_is_forgotten),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
