/* store/migrate: the schema, brought forward one numbered file at a time.
 *
 * The deadline is for reaching the server and the lock; a migration that runs is left to finish, because one
 * that is cut off would be cut off again at every start. */
#include "store/migrate.h"

#include <libpq-fe.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/str.h"
#include "store/pg_error.h"

enum { HASH_TEXT = 2 * SHA256_DIGEST_LENGTH + 1 };

static const char table[] =
    "CREATE TABLE IF NOT EXISTS steward_migrations ("
    " service text NOT NULL, number int NOT NULL, name text NOT NULL, sha256 text NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (service, number))";

/* What makes a table with a tenant_id one whose rows are seen only by who says whose they want: FORCE,
 * because the role owns its tables. Unset, or ended with the transaction that set it, the setting matches
 * nothing. The setting is read once for a statement, not for each row. */
static const char policies[] =
    "DO $do$ BEGIN IF to_regprocedure('keep_tenants_apart(regclass)') IS NULL THEN "
    "CREATE FUNCTION keep_tenants_apart(the_table regclass) RETURNS void LANGUAGE plpgsql AS $fn$ BEGIN "
    "EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', the_table); "
    "EXECUTE format('CREATE POLICY tenants ON %s USING (%2$s) WITH CHECK (%2$s)', the_table, "
    "'(SELECT current_setting(''app.tenants'', true)) = ''*'' OR tenant_id = ANY ((SELECT "
    "string_to_array(current_setting(''app.tenants'', true), '',''))::text[])'); "
    "END $fn$; END IF; END $do$";

static void ignore_notice(void *owner, const PGresult *notice)
{
}

static bool fail_with(struct error *err, enum error_policy policy, const char *what, const char *message)
{
    struct str rest = str_of(message), line = STR_NONE;

    str_split(&rest, '\n', &line);
    return error_set(err, policy, "migrate", "%s: %.*s", what, STR_ARGS(line));
}

/* Runs one command, with text parameters; the result goes to ret_result if somebody wants it. */
static bool run(PGconn *db, const char *what, const char *sql, int count, const char *const *params,
                PGresult **ret_result, struct error *err)
{
    PGresult *result = count ? PQexecParams(db, sql, count, NULL, params, NULL, NULL, 0) : PQexec(db, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
        bool may_go_away = !sqlstate || pg_error_policy(sqlstate) == ERROR_RETRY;

        PQclear(result);
        return fail_with(err, may_go_away ? ERROR_RETRY : ERROR_FATAL, what, PQerrorMessage(db));
    }
    if (ret_result)
        *ret_result = result;
    else
        PQclear(result);
    return true;
}

static PGconn *connect_once(const char *url)
{
    const char *const names[] = {"fallback_application_name", "connect_timeout", "client_encoding", "dbname",
                                 NULL};
    const char *const values[] = {"steward-migrate", "5", "UTF8", url, NULL};

    return PQconnectdbParams(names, values, 1);
}

/* A server that answers and still refuses us (no such role, no such database) will not change its mind. */
static PGconn *connect_until(const char *url, int64_t deadline, struct error *err)
{
    const struct timespec pause = {.tv_nsec = 200 * 1000 * 1000};

    for (;;) {
        PGconn *db = connect_once(url);
        bool is_refusal;

        if (PQstatus(db) == CONNECTION_OK) {
            PQsetNoticeReceiver(db, ignore_notice, NULL);
            return db;
        }
        is_refusal = PQping(url) == PQPING_OK;
        if (is_refusal || clock_mono_ms() >= deadline) {
            fail_with(err, is_refusal ? ERROR_FATAL : ERROR_RETRY, "connecting", PQerrorMessage(db));
            PQfinish(db);
            return NULL;
        }
        PQfinish(db);
        nanosleep(&pause, NULL);
    }
}

/* One lock for all services of a database: they share the table. It goes with the connection. */
static bool take_lock(PGconn *db, int64_t deadline, struct error *err)
{
    char text[64];
    int64_t left = deadline - clock_mono_ms();

    snprintf(text, sizeof(text), "SET lock_timeout = %lld", (long long)(left > 1 ? left : 1));
    return run(db, "waiting for the lock", text, 0, NULL, NULL, err) &&
           run(db, "waiting for the lock", "SELECT pg_advisory_lock(hashtext('steward_migrations'))", 0, NULL,
               NULL, err) &&
           run(db, "waiting for the lock", "SET lock_timeout = 0; SET statement_timeout = 0", 0, NULL, NULL,
               err);
}

static void hash_of(const char *sql, char ret_text[HASH_TEXT])
{
    unsigned char digest[SHA256_DIGEST_LENGTH];

    SHA256((const unsigned char *)sql, strlen(sql), digest);
    *hex_write(ret_text, digest, sizeof(digest)) = '\0';
}

static bool apply(PGconn *db, const char *service, const struct migration *m, const char *hash,
                  struct error *err)
{
    char number[16];
    int64_t began = clock_mono_ms();

    snprintf(number, sizeof(number), "%d", m->number);
    if (!run(db, m->name, "BEGIN; SELECT set_config('app.tenants', '*', true)", 0, NULL, NULL, err) ||
        !run(db, m->name, m->sql, 0, NULL, NULL, err) ||
        !run(db, m->name,
             "INSERT INTO steward_migrations (service, number, name, sha256) VALUES ($1, $2, $3, $4)", 4,
             (const char *const[]){service, number, m->name, hash}, NULL, err) ||
        !run(db, m->name, "COMMIT", 0, NULL, NULL, err))
        return false; /* the connection is closed next, which rolls it back */
    log_info("migration applied", {"name", LOG_TEXT(m->name)}, {"took_ms", LOG_INT(clock_mono_ms() - began)});
    return true;
}

static bool apply_if_new(PGconn *db, const char *service, const struct migration *m, struct error *err)
{
    PGresult *found = NULL;
    char number[16], hash[HASH_TEXT];
    bool is_applied, is_same;

    hash_of(m->sql, hash);
    snprintf(number, sizeof(number), "%d", m->number);
    if (!run(db, m->name, "SELECT sha256 FROM steward_migrations WHERE service = $1 AND number = $2", 2,
             (const char *const[]){service, number}, &found, err))
        return false;
    is_applied = PQntuples(found) > 0;
    is_same = is_applied && strcmp(PQgetvalue(found, 0, 0), hash) == 0;
    PQclear(found);
    if (is_applied && !is_same)
        return error_set(err, ERROR_FATAL, "migrate", "%s was changed after it was applied to this database",
                         m->name);
    return is_applied || apply(db, service, m, hash, err);
}

static bool warn_if_ahead(PGconn *db, const char *service, int newest, struct error *err)
{
    PGresult *found = NULL;

    if (!run(db, "reading the schema's version",
             "SELECT coalesce(max(number), 0) FROM steward_migrations WHERE service = $1", 1,
             (const char *const[]){service}, &found, err))
        return false;
    if (atoi(PQgetvalue(found, 0, 0)) > newest)
        log_warn("the database is ahead of this program", {"schema", LOG_TEXT(PQgetvalue(found, 0, 0))},
                 {"known", LOG_INT(newest)});
    PQclear(found);
    return true;
}

bool migrate(const char *url, const char *service, const struct migration *migrations, int deadline_ms,
             struct error *err)
{
    int64_t deadline = clock_mono_ms() + deadline_ms;
    PGconn *db = connect_until(url, deadline, err);
    bool is_done;
    int newest = 0;

    if (!db)
        return false;
    is_done = take_lock(db, deadline, err) &&
              run(db, "making the table of migrations", table, 0, NULL, NULL, err) &&
              run(db, "making what keeps tenants apart", policies, 0, NULL, NULL, err);
    for (const struct migration *m = migrations; is_done && m->name; m++) {
        is_done = apply_if_new(db, service, m, err);
        newest = m->number;
    }
    is_done = is_done && warn_if_ahead(db, service, newest, err);
    PQfinish(db);
    return is_done;
}

bool role_is_bound(const char *url, int deadline_ms, bool *ret_is_bound, struct error *err)
{
    PGconn *db = connect_until(url, clock_mono_ms() + deadline_ms, err);
    PGresult *found = NULL;
    bool is_known;

    if (!db)
        return false;
    is_known = run(db, "reading what the role may",
                   "SELECT NOT (rolsuper OR rolbypassrls) FROM pg_roles WHERE rolname = current_user", 0,
                   NULL, &found, err);
    if (is_known) {
        *ret_is_bound = PQntuples(found) == 1 && PQgetvalue(found, 0, 0)[0] == 't';
        PQclear(found);
    }
    PQfinish(db);
    return is_known;
}
