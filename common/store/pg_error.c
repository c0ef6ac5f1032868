/* store/pg_error: from SQLSTATE to policy. The longest prefix in the table decides. */
#include "store/pg_error.h"

#include <string.h>

#include "base/mem.h"

static const struct {
    const char *prefix;
    enum error_policy policy;
} policies[] = {
    {"08", ERROR_RETRY},    /* connection */
    {"0A", ERROR_FATAL},    /* the server cannot do that */
    {"0A000", ERROR_RETRY}, /* a cached plan that no longer fits, after a migration */
    {"21", ERROR_SKIP},     /* cardinality */
    {"22", ERROR_SKIP},     /* data */
    {"23", ERROR_SKIP},     /* constraints */
    {"25006", ERROR_RETRY}, /* read-only: a standby, for now */
    {"26", ERROR_RETRY},    /* a prepared statement is missing */
    {"28", ERROR_FATAL},    /* not allowed in */
    {"3D", ERROR_FATAL},    /* no such database */
    {"3F", ERROR_FATAL},    /* no such schema */
    {"40", ERROR_RETRY},    /* serialization failure, deadlock */
    {"42", ERROR_FATAL},    /* the SQL and the schema do not fit */
    {"53", ERROR_RETRY},    /* out of something */
    {"54", ERROR_SKIP},     /* too large or too complex */
    {"55", ERROR_RETRY},    /* locked, or in the wrong state */
    {"57", ERROR_RETRY},    /* cancelled, shutting down */
    {"58", ERROR_RETRY},    /* the server's disk */
    {"P0", ERROR_SKIP},     /* raised by a function */
};

enum error_policy pg_error_policy(const char *sqlstate)
{
    enum error_policy policy = ERROR_RETRY;
    size_t longest = 0;

    for (size_t i = 0; i < COUNT_OF(policies); i++) {
        size_t len = strlen(policies[i].prefix);

        if (len > longest && strncmp(sqlstate, policies[i].prefix, len) == 0) {
            longest = len;
            policy = policies[i].policy;
        }
    }
    return policy;
}

bool pg_error_spoils_connection(const char *sqlstate)
{
    static const char *const spoiling[] = {"0A000", "25006", "26000", "57P01", "57P02", "57P03", "57P05"};

    for (size_t i = 0; i < COUNT_OF(spoiling); i++)
        if (strcmp(sqlstate, spoiling[i]) == 0)
            return true;
    return false;
}
