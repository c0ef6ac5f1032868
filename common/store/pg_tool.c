/* pg_tool: see pg_tool.h. */
#include "store/pg_tool.h"

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "store/pg_error.h"

#define COMPLAINT_BYTES 4096
#define ALL_ROWS        "-c app.tenants=*"

/* ---- asking ---- */

static bool refuse(struct error *err, enum error_policy policy, const char *message)
{
    struct str rest = str_of(message), line = STR_NONE;

    str_split(&rest, '\n', &line);
    return error_set(err, policy, "postgres", "%.*s", STR_ARGS(line));
}

static PGconn *connect_to(const char *url, struct error *err)
{
    const char *const names[] = {"application_name", "connect_timeout", "client_encoding",
                                 "options",          "dbname",          NULL};
    const char *const values[] = {PG_TOOL_NAME, "5", "UTF8", ALL_ROWS, url, NULL};
    PGconn *db = PQconnectdbParams(names, values, 1);

    if (PQstatus(db) == CONNECTION_OK)
        return db;
    refuse(err, ERROR_RETRY, PQerrorMessage(db));
    PQfinish(db);
    return NULL;
}

static void take_rows(const PGresult *result, struct arena *arena, struct pg_rows *ret_rows)
{
    int rows = PQntuples(result), columns = PQnfields(result);
    const char **cells = arena_array(arena, (size_t)rows * (size_t)columns + 1, sizeof(*cells));

    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++)
            cells[row * columns + column] = str_c(arena, str_of(PQgetvalue(result, row, column)));
    }
    *ret_rows = (struct pg_rows){cells, rows, columns};
}

bool pg_tool_ask(const char *url, const char *sql, const char *const *params, int count, struct arena *arena,
                 struct pg_rows *ret_rows, struct error *err)
{
    PGconn *db = connect_to(url, err);
    PGresult *result;
    ExecStatusType status;

    if (!db)
        return false;
    result = PQexecParams(db, sql, count, NULL, params, NULL, NULL, 0);
    status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
        take_rows(result, arena, ret_rows);
    } else {
        const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);

        refuse(err, sqlstate ? pg_error_policy(sqlstate) : ERROR_RETRY, PQerrorMessage(db));
    }
    PQclear(result);
    PQfinish(db);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* ---- running ---- */

static bool is_known_to_children(const PQconninfoOption *option)
{
    return option->envvar && option->val && *option->val;
}

/* "NAME=value" for each, ends with NULL; ours come before those of the environment, and win. */
static char **environment_of(PQconninfoOption *options)
{
    size_t count = 0, room = 3;
    char **made;

    for (char **at = environ; *at; at++)
        room++;
    for (const PQconninfoOption *option = options; option->keyword; option++)
        room++;
    made = mem_array(room, sizeof(*made));
    made[count++] = mem_text("PGOPTIONS=" ALL_ROWS);
    made[count++] = mem_text("PGAPPNAME=" PG_TOOL_NAME);
    for (const PQconninfoOption *option = options; option->keyword; option++) {
        struct buf pair = {0};

        if (!is_known_to_children(option) || strcmp(option->keyword, "options") == 0)
            continue;
        buf_printf(&pair, "%s=%s", option->envvar, option->val);
        made[count++] = pair.data;
    }
    for (char **at = environ; *at; at++) {
        if (strncmp(*at, "PG", 2) != 0 && strncmp(*at, "STEWARD_", strlen("STEWARD_")) != 0)
            made[count++] = mem_text(*at);
    }
    made[count] = NULL;
    return made;
}

static void environment_free(char **made)
{
    for (char **at = made; *at; at++)
        mem_free(*at);
    mem_free(made);
}

static void become(const char *const *argv, char **environment, int complaints)
{
    int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (nowhere < 0 || dup2(nowhere, STDIN_FILENO) < 0 || dup2(nowhere, STDOUT_FILENO) < 0 ||
        dup2(complaints, STDERR_FILENO) < 0)
        _exit(126);
    execvpe(argv[0], (char *const *)(uintptr_t)argv, environment);
    dprintf(STDERR_FILENO, "%s\n", strerror(errno));
    _exit(127);
}

/* The last bytes of what it says; a program that says more is not held up. */
static void read_complaint(int from, char complaint[COMPLAINT_BYTES])
{
    size_t len = 0;
    ssize_t got;

    while ((got = read(from, complaint + len, COMPLAINT_BYTES - 1 - len)) > 0 ||
           (got < 0 && errno == EINTR)) {
        len += got > 0 ? (size_t)got : 0;
        if (len > COMPLAINT_BYTES / 2) {
            memmove(complaint, complaint + COMPLAINT_BYTES / 4, len - COMPLAINT_BYTES / 4);
            len -= COMPLAINT_BYTES / 4;
        }
    }
    while (len && (complaint[len - 1] == '\n' || complaint[len - 1] == '\0'))
        len--;
    complaint[len] = '\0';
}

static bool judge(const char *program, int status, const char *complaint, struct error *err)
{
    const char *line = strrchr(complaint, '\n');

    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    return error_set(err, ERROR_FATAL, "postgres", "%s: %s", program,
                     !*complaint ? "it ended with an error and without a word"
                     : line      ? line + 1
                                 : complaint);
}

static bool run(const char *const *argv, char **environment, struct error *err)
{
    char complaint[COMPLAINT_BYTES];
    int ends[2], status = 0;
    pid_t child;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return error_set(err, ERROR_RETRY, "postgres", "%s: %s", argv[0], strerror(errno));
    child = fork();
    if (child == 0)
        become(argv, environment, ends[1]);
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        return error_set(err, ERROR_RETRY, "postgres", "%s: %s", argv[0], strerror(errno));
    }
    read_complaint(ends[0], complaint);
    close(ends[0]);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return judge(argv[0], status, complaint, err);
}

bool pg_tool_run(const char *url, const char *const *argv, struct error *err)
{
    char *trouble = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &trouble);
    char **environment;
    bool is_good;

    if (!options) {
        PQfreemem(trouble); /* it may have the password in it */
        return error_set(err, ERROR_FATAL, "postgres", "the address of the database cannot be read");
    }
    environment = environment_of(options);
    is_good = run(argv, environment, err);
    environment_free(environment);
    PQconninfoFree(options);
    return is_good;
}
