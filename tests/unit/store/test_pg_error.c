/* What PostgreSQL's error codes mean to a caller. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "store/pg_error.h"

static void test_policy(void **state)
{
    static const struct {
        const char *sqlstate;
        enum error_policy policy;
        bool spoils;
    } cases[] = {
        {"40001", ERROR_RETRY, false}, /* serialization failure */
        {"40P01", ERROR_RETRY, false}, /* deadlock */
        {"57P01", ERROR_RETRY, true},  /* shutting down */
        {"57P03", ERROR_RETRY, true},  /* starting up */
        {"57014", ERROR_RETRY, false}, /* statement timeout */
        {"08006", ERROR_RETRY, false}, /* connection */
        {"53300", ERROR_RETRY, false}, /* too many connections */
        {"55P03", ERROR_RETRY, false}, /* lock not to be had */
        {"23505", ERROR_SKIP, false},  /* unique */
        {"23503", ERROR_SKIP, false},  /* foreign key */
        {"22012", ERROR_SKIP, false},  /* division by zero: the compare-and-set idiom */
        {"22021", ERROR_SKIP, false},  /* bad text */
        {"42P01", ERROR_FATAL, false}, /* no such table */
        {"42501", ERROR_FATAL, false}, /* not permitted */
        {"26000", ERROR_RETRY, true},  /* not prepared */
        {"0A000", ERROR_RETRY, true},  /* cached plan */
        {"0A001", ERROR_FATAL, false}, {"99999", ERROR_RETRY, false}, /* never heard of */
        {"", ERROR_RETRY, false},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (pg_error_policy(cases[i].sqlstate) != cases[i].policy)
            fail_msg("%s: %s", cases[i].sqlstate, error_policy_name(pg_error_policy(cases[i].sqlstate)));
        assert_int_equal(pg_error_spoils_connection(cases[i].sqlstate), cases[i].spoils);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_policy)};

    return cmocka_run_group_tests_name("store/pg_error", tests, NULL, NULL);
}
