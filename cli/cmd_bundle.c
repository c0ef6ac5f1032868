/* cmd_bundle: what somebody needs who is asked for help, in one archive, without secrets. It runs this tool's
 * own verbs and keeps what they say, whatever it is: also that something is away is worth knowing. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "archive.h"
#include "base/clock.h"
#include "redact.h"
#include "services.h"
#include "usage.h"

enum { PART_BYTES = 8 << 20, LOG_BYTES = 1 << 20, ASK_MS = 5000, SECRETS_MAX = 32 };

struct bundle {
    struct cli *cli;
    struct archive *archive;
    const char *secrets[SECRETS_MAX + 1];
    size_t count;
};

static void gather_secrets(struct bundle *bundle)
{
    size_t count = 0;

    for (const struct setting *const *table = cli_tables; *table; table++) {
        for (const struct setting *setting = *table; setting->name && count < SECRETS_MAX; setting++) {
            if (setting->secret)
                bundle->secrets[count++] = config_text(bundle->cli->config, setting->name);
        }
    }
    bundle->secrets[count] = NULL;
}

static void add(struct bundle *bundle, const char *name, struct str text)
{
    struct buf clean = {0};

    redact(text, bundle->secrets, &clean);
    archive_add(bundle->archive, name, buf_as_str(&clean));
    buf_free(&clean);
    bundle->count++;
}

/* ---- what this tool says ---- */

static void become(const char *const *words, int out)
{
    if (dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
        execv("/proc/self/exe", (char *const *)(uintptr_t)words);
    _exit(127);
}

/* Past the limit it is read and let go, so that the verb comes to its end. */
static void read_all(int from, struct buf *out)
{
    char block[65536];
    ssize_t got;

    while ((got = read(from, block, sizeof(block))) > 0 || (got < 0 && errno == EINTR)) {
        if (got > 0 && out->len < PART_BYTES)
            buf_str(out, str_n(block, (size_t)got));
    }
}

static void add_verb(struct bundle *bundle, const char *name, const char *const *words)
{
    struct buf said = {0};
    int ends[2], status = 0;
    pid_t child;

    if (pipe2(ends, O_CLOEXEC) < 0)
        return;
    child = fork();
    if (child == 0)
        become(words, ends[1]);
    close(ends[1]);
    if (child > 0) {
        read_all(ends[0], &said);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    close(ends[0]);
    if (WIFEXITED(status) && WEXITSTATUS(status))
        buf_printf(&said, "\nexit code %d\n", WEXITSTATUS(status));
    add(bundle, name, buf_as_str(&said));
    buf_free(&said);
}

static void add_verbs(struct bundle *bundle)
{
    static const struct {
        const char *name;
        const char *words[8];
    } parts[] = {
        {"config.txt", {"steward", "config"}},
        {"doctor.json", {"steward", "doctor", "--json"}},
        {"health.json", {"steward", "health", "--json"}},
        {"topics.json", {"steward", "topics", "--json"}},
        {"topics-check.json", {"steward", "topics", "check", "--json"}},
        {"lag.json", {"steward", "lag", "--json"}},
        {"dead-letters.json", {"steward", "dlt", "list", "--limit", "20", "--json"}},
    };

    for (size_t i = 0; i < COUNT_OF(parts); i++)
        add_verb(bundle, parts[i].name, parts[i].words);
}

/* ---- what the services say ---- */

static void add_metrics(struct bundle *bundle)
{
    struct cli *cli = bundle->cli;

    for (size_t i = 0; i < CLI_SERVICES; i++) {
        const struct cli_ask ask = {.method = "GET",
                                    .url = cli_url(cli, cli_services[i].setting, "/metrics"),
                                    .deadline_ms = ASK_MS};
        struct cli_reply reply;
        struct error err;
        bool is_there = cli_try(cli, &ask, &reply, &err);

        add(bundle, str_printf(cli->arena, "metrics/%s.txt", cli_services[i].name),
            is_there ? reply.body : str_of(err.text));
    }
}

/* ---- logs ---- */

static void add_log(struct bundle *bundle, const char *folder, const char *name)
{
    struct arena *arena = arena_new(2 * LOG_BYTES);
    FILE *file = fopen(str_printf(arena, "%s/%s", folder, name), "re");
    char *text = arena_alloc(arena, LOG_BYTES);
    size_t len;

    if (file) {
        if (fseek(file, -LOG_BYTES, SEEK_END) < 0)
            rewind(file); /* it is shorter */
        len = fread(text, 1, LOG_BYTES, file);
        fclose(file);
        add(bundle, str_printf(arena, "logs/%.80s", name), str_n(text, len));
    }
    arena_free(arena);
}

static int add_logs(struct bundle *bundle)
{
    const char *folder = args_text(bundle->cli->args, "logs", NULL);
    DIR *files = folder ? opendir(folder) : NULL;
    const struct dirent *entry;

    if (folder && !files)
        return cli_fail(bundle->cli, CLI_NOT_FOUND, "%s: %s", folder, strerror(errno));
    while (files && (entry = readdir(files))) {
        if (str_ends(str_of(entry->d_name), STR(".log")))
            add_log(bundle, folder, entry->d_name);
    }
    if (files)
        closedir(files);
    return CLI_OK;
}

/* ---- the whole ---- */

static int run(struct cli *cli)
{
    const char *path = cli->args->words[0];
    struct bundle bundle = {.cli = cli};
    int64_t now_ms = clock_wall_ms();
    struct error err;
    int code;

    if (!archive_open(path, now_ms, &bundle.archive, &err))
        return cli_fail(cli, CLI_FAILED, "%s", err.text);
    gather_secrets(&bundle);
    add(&bundle, "about.txt",
        str_of(str_printf(cli->arena, "steward %s, %s\n", version_text, clock_rfc3339(cli->arena, now_ms))));
    add_verbs(&bundle);
    add_metrics(&bundle);
    code = add_logs(&bundle);
    if (!archive_close(bundle.archive, &err))
        return cli_fail(cli, CLI_FAILED, "%s: %s", path, err.text);
    if (!code && cli->json)
        printf("{\"files\":%zu}\n", bundle.count);
    else if (!code)
        printf("%s: %zu files. Secrets are taken out; look through it before you give it away.\n", path,
               bundle.count);
    return code;
}

static const struct option options[] = {{"logs", "FOLDER",
                                         "with the ends of its *.log files: what people said may be in them"},
                                        {0}};

const struct verb verb_bundle = {
    .name = "bundle",
    .words = "FILE.tar.gz",
    .min_words = 1,
    .max_words = 1,
    .summary = "Put what a helper needs into an archive: health, metrics, topics, lag; no secrets",
    .help = "No requests, no sessions, no products. Passwords, keys and tokens are taken out of everything "
            "that is put "
            "in.\n",
    .options = options,
    .run = run,
};
