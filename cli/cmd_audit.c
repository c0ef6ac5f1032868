/* cmd_audit: the audit log as a list, whether it is whole, and a note of how far it is.
 *
 * Verifying trusts nothing but the records: each hash is computed anew here. What was cut off at the end
 * leaves a chain that fits; only a checkpoint from before, kept elsewhere, knows that there was more. */
#include <stdio.h>

#include "audit/chain.h"
#include "audit_source.h"
#include "base/clock.h"
#include "import_file.h"
#include "print.h"
#include "rows/rows.h"
#include "json/json.h"
#include "json/timestamp.h"

#define SERVICE_OPTION                                                                                       \
    {                                                                                                        \
        "service", "NAME", "whose log: orchestrator, catalog (orchestrator)"                                 \
    }

enum { CHECKPOINTS_MAX = 100000 };

/* ---- list ---- */

static const struct option list_options[] = {
    SERVICE_OPTION,
    {"limit", "N", "how many of the newest, 1 to 1000 (50)"},
    {"export", NULL, "all of them, a line of JSON each, in order: for verify"},
    {0},
};

static void add_row(struct cli *cli, struct table *table, const Steward__V1__AuditPage__Entry *entry)
{
    static const char *const shown[] = {"at", "action", "outcome", "subject", "role", "target"};
    struct json_member *members;
    size_t count;

    if (!json_members(str_of(entry->record), cli->arena, &members, &count, NULL))
        count = 0;
    table_cell(table, "%lld", (long long)entry->sequence);
    for (size_t i = 0; i < COUNT_OF(shown); i++)
        table_cell(table, "%s", print_safe(cli->arena, json_value_of(members, count, str_of(shown[i]))));
}

static int export_all(struct cli *cli)
{
    int code;
    struct audit_source *source = audit_source_open(cli, NULL, &code);
    const Steward__V1__AuditPage__Entry *entry;

    while (source && (entry = audit_source_next(source, &code)) != NULL) {
        struct buf line = {0};

        json_from_message(&entry->base, &line);
        puts(line.data);
        buf_free(&line);
    }
    audit_source_close(source);
    return code;
}

static int list_them(struct cli *cli)
{
    static const char *const heads[] = {">NUMBER", "AT", "ACTION", "OUTCOME", "BY", "ROLE", "TARGET", NULL};
    struct table *table = table_new(cli->arena, heads);
    const Steward__V1__AuditPage *page;
    struct error err;
    int64_t limit;
    int code;

    if (args_has(cli->args, "export"))
        return export_all(cli);
    if (!args_int(cli->args, "limit", 1, 1000, 50, &limit, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    page = audit_newest(cli, limit, &code);
    if (!page)
        return code;
    if (cli->json) {
        struct buf json = {0};

        json_from_message(&page->base, &json);
        puts(json.data);
        buf_free(&json);
        return CLI_OK;
    }
    for (size_t i = page->n_entries; i > 0; i--)
        add_row(cli, table, page->entries[i - 1]);
    table_print(table, stdout);
    return CLI_OK;
}

const struct verb verb_audit_list = {
    .name = "audit",
    .action = "list",
    .summary = "List what was administered, and by whom",
    .options = list_options,
    .run = list_them,
};

/* ---- checkpoint ---- */

static const struct option checkpoint_options[] = {SERVICE_OPTION, {0}};

static int checkpoint(struct cli *cli)
{
    const char *service = audit_service(cli);
    char at[TIMESTAMP_SIZE];
    const Steward__V1__AuditPage *page;
    int code = CLI_USAGE;

    page = service ? audit_newest(cli, 1, &code) : NULL;
    if (!page)
        return code;
    if (!timestamp_write(clock_wall_ms() / 1000, 0, at))
        at[0] = '\0';
    printf("{\"service\":\"%s\",\"tenant_id\":\"%s\",\"sequence\":%lld,\"hash\":\"%s\",\"at\":\"%s\"}\n",
           service, page->tenant_id, page->n_entries ? (long long)page->entries[0]->sequence : 0,
           page->n_entries ? page->entries[0]->hash : "", at);
    return CLI_OK;
}

const struct verb verb_audit_checkpoint = {
    .name = "audit",
    .action = "checkpoint",
    .summary = "Say how far the audit log is, to be kept elsewhere",
    .help = "One line of JSON. Append it to a file on another machine, each day:\n"
            "    steward audit checkpoint >>checkpoints.jsonl\n"
            "Then `steward audit verify --checkpoints checkpoints.jsonl` sees what was cut off.\n",
    .options = checkpoint_options,
    .run = checkpoint,
};

/* ---- verify ---- */

static const struct option verify_options[] = {
    SERVICE_OPTION,
    {"file", "FILE", "of `audit list --export`, instead of asking the service"},
    {"checkpoints", "FILE", "lines of `audit checkpoint`: all of them must be in the log"},
    {0},
};

struct kept { /* a checkpoint */
    int64_t sequence;
    struct str hash, at;
    bool is_met;
};

struct verifying {
    struct cli *cli;
    struct kept *kept;
    size_t count;
    struct chain chain;
    const char *wrong; /* NULL: nothing yet */
    int64_t wrong_at;
};

static void fail_at(struct verifying *v, int64_t sequence, const char *why)
{
    v->wrong = why;
    v->wrong_at = sequence;
}

/* Those of the service that is verified; checkpoints of all may be in one file. */
static bool keep(struct verifying *v, struct str line, const char *service)
{
    struct json_member *members;
    size_t count;
    struct kept *kept = &v->kept[v->count];

    if (v->count == CHECKPOINTS_MAX || !json_members(line, v->cli->arena, &members, &count, NULL) ||
        !str_to_int64(json_value_of(members, count, STR("sequence")), &kept->sequence))
        return false;
    if (!str_is(json_value_of(members, count, STR("service")), service) || kept->sequence == 0)
        return true;
    kept->hash = json_value_of(members, count, STR("hash"));
    kept->at = json_value_of(members, count, STR("at"));
    v->count++;
    return true;
}

static int read_checkpoints(struct verifying *v, const char *path, const char *service)
{
    struct import_file *file;
    struct rows *rows;
    struct row row;
    struct error err = {0};
    int code = CLI_OK;

    if (!import_file_open(path, &file, &err))
        return cli_fail(v->cli, CLI_FAILED, "%s", err.text);
    v->kept = arena_array(v->cli->arena, CHECKPOINTS_MAX + 1, sizeof(*v->kept));
    rows = rows_new(import_file_read, file, ROWS_JSON);
    while (code == CLI_OK && rows_next(rows, v->cli->arena, &row, &err)) {
        if (row.is_bad || !keep(v, row.json, service))
            code = cli_fail(v->cli, CLI_FAILED, "%s: line %lld is no checkpoint", path, (long long)row.line);
    }
    if (code == CLI_OK && err.origin)
        code = cli_fail(v->cli, CLI_FAILED, "%s", err.text);
    rows_free(rows);
    import_file_close(file);
    return code;
}

static void meet_checkpoints(struct verifying *v, const char *hash)
{
    for (size_t i = 0; i < v->count && !v->wrong; i++) {
        if (v->kept[i].sequence != v->chain.sequence)
            continue;
        v->kept[i].is_met = true;
        if (!str_is(v->kept[i].hash, hash))
            fail_at(v, v->chain.sequence, "a checkpoint has another hash: the log was written anew");
    }
}

static int verify_entries(struct verifying *v)
{
    int code;
    struct audit_source *source = audit_source_open(v->cli, args_text(v->cli->args, "file", NULL), &code);
    const Steward__V1__AuditPage__Entry *entry;

    while (source && !v->wrong && (entry = audit_source_next(source, &code)) != NULL) {
        const char *wrong = chain_add(&v->chain, entry->sequence, str_of(entry->record), str_of(entry->hash));

        if (wrong)
            fail_at(v, entry->sequence, wrong);
        else
            meet_checkpoints(v, entry->hash);
    }
    audit_source_close(source);
    for (size_t i = 0; i < v->count && !v->wrong && !code; i++)
        if (!v->kept[i].is_met)
            fail_at(v, v->chain.sequence + 1,
                    "the log ends, though a checkpoint knows of more: it was cut off");
    return code;
}

static int tell(const struct verifying *v)
{
    char hash[CHAIN_HEX_SIZE];

    chain_hex(str_n((const char *)v->chain.hash, CHAIN_HASH_BYTES), hash);
    if (v->cli->json)
        printf("{\"ok\":%s,\"entries\":%lld,\"hash\":\"%s\",\"checkpoints\":%zu,\"broken_at\":%lld,\"why\":"
               "\"%s\"}\n",
               v->wrong ? "false" : "true", (long long)v->chain.sequence, hash, v->count,
               (long long)v->wrong_at, v->wrong ? v->wrong : "");
    else if (!v->wrong)
        printf("whole: %lld entries, %zu checkpoints met, hash %s\n", (long long)v->chain.sequence, v->count,
               hash);
    else
        printf("broken at entry %lld: %s\n", (long long)v->wrong_at, v->wrong);
    return v->wrong ? CLI_FAILED : CLI_OK;
}

static int verify(struct cli *cli)
{
    struct verifying v = {.cli = cli};
    const char *service = audit_service(cli), *path = args_text(cli->args, "checkpoints", NULL);
    int code = service ? CLI_OK : CLI_USAGE;

    if (!code && path)
        code = read_checkpoints(&v, path, service);
    if (!code)
        code = verify_entries(&v);
    return code ? code : tell(&v);
}

const struct verb verb_audit_verify = {
    .name = "audit",
    .action = "verify",
    .summary = "Compute the chain of the audit log anew, and say where it breaks",
    .help = "Exit code 0 if it is whole, 1 if an entry was changed, added or taken away.\n",
    .options = verify_options,
    .run = verify,
};
