/* chain: every way to change a log is seen, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
/* after the above */
#include <cmocka.h>

#include "audit/audit.h"
#include "audit/chain.h"

#define FIRST  "{\"action\":\"a\",\"sequence\":1,\"subject\":\"k\"}"
#define SECOND "{\"action\":\"b\",\"sequence\":2,\"subject\":\"k\"}"

/* What sha256sum says of 32 zero bytes and FIRST; and of that and SECOND. */
#define FIRST_HASH  "180119332d6aae756dc4892e3460870f2344e70a3a59da34be3f1dbf975fb15a"
#define SECOND_HASH "d85e53bc2a1cbf0ac95e98ee27323ef55014d99dcced0b94e204eb8b4ee33457"

struct entry {
    int64_t sequence;
    const char *record, *hash;
};

static void the_first_that_does_not_fit_is_named(void **state)
{
    static const struct {
        struct entry entries[3];
        int64_t fits;      /* so many */
        const char *wrong; /* part of what is said of the next; NULL: all fit */
    } cases[] = {
        {{{1, FIRST, FIRST_HASH}, {2, SECOND, SECOND_HASH}}, 2, NULL},
        {{{2, SECOND, SECOND_HASH}}, 0, "missing"},
        {{{1, FIRST, FIRST_HASH}, {1, FIRST, FIRST_HASH}}, 1, "not the next"},
        {{{1, FIRST, FIRST_HASH}, {2, FIRST, FIRST_HASH}}, 1, "another sequence"},
        {{{1, "{\"action\":\"A\",\"sequence\":1,\"subject\":\"k\"}", FIRST_HASH}}, 0, "does not fit"},
        {{{1, FIRST, SECOND_HASH}}, 0, "does not fit"},
        {{{1, FIRST, ""}}, 0, "does not fit"},
        {{{1, FIRST, FIRST_HASH}, {2, SECOND, FIRST_HASH}}, 1, "does not fit"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct chain chain = {0};
        const char *wrong = NULL;

        for (size_t k = 0; k < 3 && cases[i].entries[k].record && !wrong; k++) {
            const struct entry *e = &cases[i].entries[k];

            wrong = chain_add(&chain, e->sequence, str_of(e->record), str_of(e->hash));
        }
        assert_int_equal(chain.sequence, cases[i].fits);
        assert_int_equal(wrong != NULL, cases[i].wrong != NULL);
        if (wrong)
            assert_non_null(strstr(wrong, cases[i].wrong));
    }
}

static void a_record_is_canonical(void **state)
{
    const struct audit_detail details[] = {{"count", .number = 12},
                                           {"also", .text = STR("\"sequence\":0")},
                                           {0}};
    const struct audit_act act = {
        .tenant_id = STR("acme"),
        .action = "products.put",
        .outcome = "done",
        .kind = "key",
        .role = "operator",
        .subject = STR("k1"),
        .target = STR("a\n\"b\xc3\xa4"),
        .correlation_id = STR("c-1"),
        .details = details,
        .at_ms = 1700000000123,
    };
    struct buf record = {0};

    audit_record(&act, &record);
    assert_string_equal(
        record.data,
        "{\"action\":\"products.put\",\"at\":\"2023-11-14T22:13:20.123Z\",\"correlation_id\":\"c-1\","
        "\"detail\":{\"also\":\"\\\"sequence\\\":0\",\"count\":12},\"kind\":\"key\",\"outcome\":\"done\","
        "\"role\":\"operator\",\"sequence\":0,\"subject\":\"k1\",\"target\":\"a\\n\\\"b\xc3\xa4\","
        "\"tenant_id\":\"acme\"}");
    buf_free(&record);
}

static void long_texts_are_cut(void **state)
{
    char target[1000];
    struct audit_act act = {.action = "a", .outcome = "done", .kind = "key", .role = "admin"};
    struct buf record = {0};

    memset(target, 'x', sizeof(target));
    act.target = str_n(target, sizeof(target));
    audit_record(&act, &record);
    assert_true(record.len < 500);
    buf_free(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_that_does_not_fit_is_named),
        cmocka_unit_test(a_record_is_canonical),
        cmocka_unit_test(long_texts_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
