/* cmd_restore: a backup back into the databases.
 *
 * The complication: the databases know how far each partition of Kafka was read. If it is the same Kafka,
 * what came since the backup is read again, and is done again. If it is another one, its partitions are read
 * from their beginning. */
#include <stdio.h>
#include <string.h>

#include "backup.h"
#include "base/file_hash.h"
#include "base/file_read.h"
#include "kafka_verbs.h"
#include "store/pg_tool.h"

enum { MANIFEST_BYTES = 16 << 20 };

struct restoring {
    struct cli *cli;
    const char *folder;
    struct backup backup;
    struct admin *admin;
    bool is_same_kafka;
    struct admin_topic *topics;
    size_t topic_count, begun_anew; /* partitions */
};

static int failed(struct restoring *r, const struct error *err, const char *what)
{
    return cli_fail(r->cli, err->policy == ERROR_RETRY ? CLI_UNAVAILABLE : CLI_FAILED, "%s: %s", what,
                    err->text);
}

static const char *url_of(struct restoring *r, const char *service, const char **ret_setting)
{
    for (const struct backup_source *source = backup_sources; source->service; source++) {
        *ret_setting = source->setting;
        if (strcmp(source->service, service) == 0)
            return config_text(r->cli->config, source->setting);
    }
    *ret_setting = "a setting of a later version";
    return "";
}

/* ---- looking before anything is touched ---- */

static int read_manifest(struct restoring *r)
{
    const char *path = str_printf(r->cli->arena, "%s/" BACKUP_MANIFEST, r->folder);
    struct error err;
    struct str text;

    if (!file_read(path, MANIFEST_BYTES, r->cli->arena, &text, &err))
        return err.policy == ERROR_SKIP
                   ? cli_fail(r->cli, CLI_NOT_FOUND, "%s. A backup that was not finished has none.", err.text)
                   : cli_fail(r->cli, CLI_FAILED, "%s", err.text);
    return backup_read(text, r->cli->arena, &r->backup, &err) ? CLI_OK : failed(r, &err, path);
}

static int check_file(struct restoring *r, const struct backup_database *database)
{
    const char *path = str_printf(r->cli->arena, "%s/%s", r->folder, database->file);
    char sha256[FILE_HASH_SIZE];
    struct error err;
    int64_t bytes;

    if (!file_hash(path, sha256, &bytes, &err))
        return failed(r, &err, "the backup is not whole");
    if (bytes != database->bytes || strcmp(sha256, database->sha256) != 0)
        return cli_fail(r->cli, CLI_FAILED, "%s is not what was backed up: its checksum is another one",
                        path);
    return CLI_OK;
}

/* A service that writes meanwhile would mix its rows with the old ones. */
static int check_database(struct restoring *r, const struct backup_database *database)
{
    static const char sql[] =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND backend_type = 'client backend' AND application_name <> '" PG_TOOL_NAME "'";
    const char *setting, *url = url_of(r, database->service, &setting);
    struct pg_rows rows;
    struct error err;

    if (!*url)
        return cli_fail(r->cli, CLI_USAGE, "the backup has the database of %s: %s must name it",
                        database->service, setting);
    if (!pg_tool_ask(url, sql, NULL, 0, r->cli->arena, &rows, &err))
        return failed(r, &err, setting);
    if (strcmp(rows.cells[0], "0") != 0)
        return cli_fail(r->cli, CLI_UNAVAILABLE,
                        "the database of %s is in use by %s connections: stop the services first",
                        database->service, rows.cells[0]);
    return CLI_OK;
}

static int look(struct restoring *r)
{
    int code = read_manifest(r);

    for (size_t i = 0; !code && i < r->backup.database_count; i++)
        code = check_file(r, &r->backup.databases[i]);
    for (size_t i = 0; !code && i < r->backup.database_count; i++)
        code = check_database(r, &r->backup.databases[i]);
    return code;
}

static int look_at_kafka(struct restoring *r)
{
    const char *cluster;
    struct error err;
    int code = kafka_connect(r->cli, &r->admin);

    if (code)
        return code;
    if (!admin_cluster(r->admin, r->cli->arena, &cluster, &err) ||
        !admin_topics(r->admin, NULL, r->cli->arena, &r->topics, &r->topic_count, &err))
        return kafka_failed(r->cli, &err);
    r->is_same_kafka = strcmp(cluster, r->backup.cluster) == 0;
    return CLI_OK;
}

/* ---- Postgres ---- */

static int put_back(struct restoring *r, const struct backup_database *database)
{
    const char *setting, *url = url_of(r, database->service, &setting);
    const char *target = "--dbname=application_name=" PG_TOOL_NAME;
    /* All of it or nothing. Row level security is switched on after the rows are there. */
    const char *const argv[] = {"pg_restore",
                                "--clean",
                                "--if-exists",
                                "--no-owner",
                                "--single-transaction",
                                "--exit-on-error",
                                target,
                                str_printf(r->cli->arena, "%s/%s", r->folder, database->file),
                                NULL};
    struct error err;

    return pg_tool_run(url, argv, &err) ? CLI_OK : failed(r, &err, setting);
}

/* ---- how far Kafka was read ---- */

static int64_t end_of(const struct restoring *r, const char *topic, int64_t partition) /* -1: not there */
{
    for (size_t i = 0; i < r->topic_count; i++) {
        if (strcmp(r->topics[i].name, topic) == 0 && partition < (int64_t)r->topics[i].partition_count)
            return r->topics[i].partitions[partition].high;
    }
    return -1;
}

static bool begin_anew(struct restoring *r, const char *url, const char *topic, const char *partition,
                       struct error *err)
{
    static const char sql[] = "UPDATE fold_offsets SET next_offset = -1, epoch = epoch + 1 "
                              "WHERE topic = $1 AND partition = $2::int";
    struct pg_rows rows;

    r->begun_anew++;
    return pg_tool_ask(url, sql, (const char *const[]){topic, partition}, 2, r->cli->arena, &rows, err);
}

/* Beyond the end of a partition there is nothing to go on with. */
static bool mend_places(struct restoring *r, const char *url, struct error *err)
{
    struct pg_rows rows;

    if (!pg_tool_ask(url,
                     "SELECT topic, partition, next_offset FROM fold_offsets WHERE next_offset >= 0 "
                     "ORDER BY topic, partition",
                     NULL, 0, r->cli->arena, &rows, err))
        return false;
    for (int row = 0; row < rows.rows; row++) {
        const char *const *cells = rows.cells + (ptrdiff_t)row * rows.columns;
        int64_t partition = 0, next = 0;

        if (!str_to_int64(str_of(cells[1]), &partition) || !str_to_int64(str_of(cells[2]), &next))
            return error_set(err, ERROR_FATAL, "postgres", "fold_offsets cannot be read");
        if ((!r->is_same_kafka || next > end_of(r, cells[0], partition)) &&
            !begin_anew(r, url, cells[0], cells[1], err))
            return false;
    }
    return true;
}

static bool has_committed(struct restoring *r, const struct backup_offset *wanted, bool *ret_has,
                          struct error *err)
{
    struct admin_offset *there;
    size_t count;

    *ret_has = false;
    if (!admin_committed(r->admin, wanted->group, r->cli->arena, &there, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        *ret_has |= strcmp(there[i].topic, wanted->topic) == 0 && there[i].partition == wanted->partition;
    return true;
}

/* Kafka forgets what a group has committed when it has been away for a week. */
static bool mend_offsets(struct restoring *r, struct error *err)
{
    for (size_t i = 0; r->is_same_kafka && i < r->backup.offset_count; i++) {
        const struct backup_offset *wanted = &r->backup.offsets[i];
        const struct admin_offset offset = {wanted->topic, (int32_t)wanted->partition, wanted->offset};
        bool has;

        if (wanted->offset > end_of(r, wanted->topic, wanted->partition))
            continue;
        if (!has_committed(r, wanted, &has, err) ||
            (!has && !admin_commit(r->admin, wanted->group, &offset, err)))
            return false;
    }
    return true;
}

static int mend(struct restoring *r)
{
    const char *setting, *url = url_of(r, "orchestrator", &setting);
    struct error err;

    for (size_t i = 0; i < r->backup.database_count; i++) {
        if (strcmp(r->backup.databases[i].service, "orchestrator") == 0 && !mend_places(r, url, &err))
            return failed(r, &err, setting);
    }
    return mend_offsets(r, &err) ? CLI_OK : kafka_failed(r->cli, &err);
}

/* ---- the whole ---- */

static int ask_first(struct restoring *r)
{
    printf("the backup of %s, version %s, of %s Kafka:\n", r->backup.created_at, r->backup.version,
           r->is_same_kafka ? "this" : "ANOTHER");
    for (size_t i = 0; i < r->backup.database_count; i++)
        printf("  %s, %lld bytes\n", r->backup.databases[i].service, (long long)r->backup.databases[i].bytes);
    return cli_fail(r->cli, CLI_USAGE, "nothing was done: say --yes to replace what the databases hold");
}

static int restore(struct restoring *r)
{
    int code = CLI_OK;

    for (size_t i = 0; !code && i < r->backup.database_count; i++)
        code = put_back(r, &r->backup.databases[i]);
    if (!code)
        code = mend(r);
    if (!code && r->cli->json)
        printf("{\"databases\":%zu,\"same_kafka\":%s,\"begun_anew\":%zu}\n", r->backup.database_count,
               r->is_same_kafka ? "true" : "false", r->begun_anew);
    else if (!code)
        printf("%zu databases are as they were at %s. %s; %zu partitions are read from their beginning.\n"
               "Start the services.\n",
               r->backup.database_count, r->backup.created_at,
               r->is_same_kafka ? "What Kafka got since is done again" : "Kafka is another one",
               r->begun_anew);
    return code;
}

static int run(struct cli *cli)
{
    struct restoring r = {.cli = cli, .folder = cli->args->words[0]};
    int code = look(&r);

    if (!code)
        code = look_at_kafka(&r);
    if (!code)
        code = args_has(cli->args, "yes") ? restore(&r) : ask_first(&r);
    admin_close(r.admin);
    return code;
}

static const struct option options[] = {{"yes", NULL, "do it; without it, only look"}, {0}};

const struct verb verb_restore = {
    .name = "restore",
    .words = "FOLDER",
    .min_words = 1,
    .max_words = 1,
    .summary = "Put a backup back into the databases",
    .help =
        "Stop the services first, start them after. Each database is replaced in one transaction, into an "
        "empty one or\n"
        "into one that the same version has used. Takes pg_restore.\n",
    .options = options,
    .run = run,
};
