/* redact: what is taken out, and what stays. */
#include "redact.h"

#include "base/mem.h"
#include "unit.h"

static void texts(void **state)
{
    static const char *const secrets[] = {"hunter22", "hunter22-longer", "abc", "", NULL};
    static const struct {
        const char *text, *expected;
    } table[] = {
        {"nothing to hide: a=1, \"b\": 2", "nothing to hide: a=1, \"b\": 2"},
        {"postgresql://steward:p/w@x:y@db:5432/name", "postgresql://steward:****@db:5432/name"},
        {"redis://:pass@h/0 and redis://h:6379/0", "redis://:****@h/0 and redis://h:6379/0"},
        {"\"http://127.0.0.1:8000\",\"a@b\"", "\"http://127.0.0.1:8000\",\"a@b\""},
        {"key st_live_8fG2kQ1z_abcDEF_09, gone", "key st_live_****, gone"},
        {"Authorization: bearer abc.def-ghi", "Authorization: bearer ****"},
        {"token eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln!", "token ****!"},
        {"eyJ short", "eyJ short"},
        {"password=s3cr3t;user=u", "password=****;user=u"},
        {"{\"client_secret\": \"a \\\" b\", \"x\": 1}", "{\"client_secret\": \"****\", \"x\": 1}"},
        {"PASSWORD: 'two words'", "PASSWORD: '****'"},
        {"the password is wrong", "the password is wrong"},
        {"a hunter22 and hunter22-longer here", "a **** and **** here"},
        {"abc is too short to be meant", "abc is too short to be meant"},
        {"password=", "password="},
        {"secret", "secret"},
        {"://", "://"},
        {"st_live_", "st_live_"},
    };

    for (size_t i = 0; i < COUNT_OF(table); i++) {
        struct buf out = {0};

        redact(str_of(table[i].text), secrets, &out);
        assert_string_equal(out.data, table[i].expected);
        buf_free(&out);
    }
}

static void bytes(void **state)
{
    static const char *const none[] = {NULL};
    struct buf out = {0};

    redact(str_n("a\0b\xff://:\0@", 10), none, &out);
    assert_true(str_eq(buf_as_str(&out), str_n("a\0b\xff://:****@", 13)));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
