/* cmd_backup: the databases, and how far Kafka was, into a folder. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup.h"
#include "base/clock.h"
#include "base/file_hash.h"
#include "kafka_verbs.h"
#include "services.h"
#include "store/pg_tool.h"
#include "usage.h"

struct backing_up {
    struct cli *cli;
    const char *folder;
    struct backup backup;
};

/* A folder of its own: no dump of another day is mixed in. */
static int make_folder(struct cli *cli, const char *folder)
{
    if (mkdir(folder, 0700) == 0)
        return CLI_OK;
    if (errno == EEXIST)
        return cli_fail(cli, CLI_USAGE, "%s is there already: a backup makes its own folder", folder);
    return cli_fail(cli, CLI_FAILED, "%s cannot be made: %s", folder, strerror(errno));
}

/* ---- Kafka ---- */

static bool read_places(struct backing_up *b, struct admin *admin, struct error *err)
{
    struct arena *arena = b->cli->arena;
    struct admin_topic *topics;
    size_t count, room = 0;

    if (!admin_topics(admin, NULL, arena, &topics, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        room += topics[i].partition_count;
    b->backup.places = arena_array(arena, room + 1, sizeof(*b->backup.places));
    for (size_t i = 0; i < count; i++) {
        for (size_t at = 0; at < topics[i].partition_count; at++) {
            const struct admin_partition *from = &topics[i].partitions[at];

            b->backup.places[b->backup.place_count++] =
                (struct backup_place){topics[i].name, from->partition, from->low, from->high};
        }
    }
    return true;
}

static bool read_offsets(struct backing_up *b, struct admin *admin, struct error *err)
{
    struct arena *arena = b->cli->arena;
    struct admin_offset *offsets[CLI_SERVICES];
    size_t counts[CLI_SERVICES], room = 0;

    for (size_t i = 0; i < CLI_SERVICES; i++) {
        if (!admin_committed(admin, cli_services[i].group, arena, &offsets[i], &counts[i], err))
            return false;
        room += counts[i];
    }
    b->backup.offsets = arena_array(arena, room + 1, sizeof(*b->backup.offsets));
    for (size_t i = 0; i < CLI_SERVICES; i++) {
        for (size_t at = 0; at < counts[i]; at++)
            b->backup.offsets[b->backup.offset_count++] =
                (struct backup_offset){cli_services[i].group, offsets[i][at].topic, offsets[i][at].partition,
                                       offsets[i][at].offset};
    }
    return true;
}

static int read_kafka(struct backing_up *b)
{
    struct admin *admin;
    struct error err;
    int code = kafka_connect(b->cli, &admin);

    if (code)
        return code;
    if (!admin_cluster(admin, b->cli->arena, &b->backup.cluster, &err) || !read_places(b, admin, &err) ||
        !read_offsets(b, admin, &err))
        code = kafka_failed(b->cli, &err);
    admin_close(admin);
    return code;
}

/* ---- Postgres ---- */

static int dump(struct backing_up *b, const struct backup_source *source, const char *url)
{
    struct arena *arena = b->cli->arena;
    struct backup_database *database = &b->backup.databases[b->backup.database_count++];
    const char *path = str_printf(arena, "%s/%s.dump", b->folder, source->service);
    /* The role is bound by row level security, and is told in its options to see all rows. */
    const char *const argv[] = {"pg_dump",
                                "--format=custom",
                                "--no-owner",
                                "--enable-row-security",
                                "--lock-wait-timeout=30s",
                                str_printf(arena, "--file=%s", path),
                                NULL};
    char sha256[FILE_HASH_SIZE];
    struct error err;

    if (!pg_tool_run(url, argv, &err) || !file_hash(path, sha256, &database->bytes, &err))
        return cli_fail(b->cli, err.policy == ERROR_RETRY ? CLI_UNAVAILABLE : CLI_FAILED, "%s: %s",
                        source->setting, err.text);
    chmod(path, 0600);
    database->service = source->service;
    database->file = str_printf(arena, "%s.dump", source->service);
    database->sha256 = str_c(arena, str_of(sha256));
    return CLI_OK;
}

static int dump_all(struct backing_up *b)
{
    size_t count = 0;
    int code = CLI_OK;

    while (backup_sources[count].service)
        count++;
    b->backup.databases = arena_array(b->cli->arena, count, sizeof(*b->backup.databases));
    for (const struct backup_source *source = backup_sources; !code && source->service; source++) {
        const char *url = config_text(b->cli->config, source->setting);

        if (*url)
            code = dump(b, source, url);
        else
            fprintf(stderr, "steward: %s is left out: %s is not set\n", source->service, source->setting);
    }
    if (!code && !b->backup.database_count)
        return cli_fail(b->cli, CLI_USAGE, "no database is named");
    return code;
}

/* ---- the whole ---- */

static int write_manifest(struct backing_up *b)
{
    const char *path = str_printf(b->cli->arena, "%s/" BACKUP_MANIFEST, b->folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    struct buf text = {0};
    bool is_good;

    backup_write(&b->backup, &text);
    is_good = fd >= 0 && write(fd, text.data, text.len) == (ssize_t)text.len && fsync(fd) == 0;
    if (fd >= 0)
        is_good &= close(fd) == 0;
    buf_free(&text);
    return is_good ? CLI_OK : cli_fail(b->cli, CLI_FAILED, "%s cannot be written: %s", path, strerror(errno));
}

static void report(const struct backing_up *b)
{
    int64_t bytes = 0;

    for (size_t i = 0; i < b->backup.database_count; i++)
        bytes += b->backup.databases[i].bytes;
    if (b->cli->json)
        printf("{\"databases\":%zu,\"bytes\":%lld,\"partitions\":%zu}\n", b->backup.database_count,
               (long long)bytes, b->backup.place_count);
    else
        printf("%s: %zu databases, %lld bytes, the ends of %zu partitions\n", b->folder,
               b->backup.database_count, (long long)bytes, b->backup.place_count);
}

/* Kafka is looked at first: what a dump has seen is never ahead of the ends that are noted beside it by more
 * than what came meanwhile, and that is still in Kafka. */
static int run(struct cli *cli)
{
    struct backing_up b = {.cli = cli, .folder = cli->args->words[0]};
    int code = make_folder(cli, b.folder);

    if (code)
        return code;
    b.backup.created_at = clock_rfc3339(cli->arena, clock_wall_ms());
    b.backup.version = version_text;
    code = read_kafka(&b);
    if (!code)
        code = dump_all(&b);
    if (!code)
        code = write_manifest(&b);
    if (!code)
        report(&b);
    return code;
}

const struct verb verb_backup = {
    .name = "backup",
    .words = "FOLDER",
    .min_words = 1,
    .max_words = 1,
    .summary = "Back up the databases, and how far Kafka was, into a new folder",
    .help =
        "Everything may go on running. Takes pg_dump, and the databases at STEWARD_POSTGRES_URL (the "
        "orchestrator's)\n"
        "and STEWARD_CATALOG_POSTGRES_URL. The folder holds what people said, and the digests of keys: keep "
        "it as safe\n"
        "as the databases.\n",
    .run = run,
};
