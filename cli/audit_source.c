/* audit_source: pages by HTTP, each in an arena of its own, or lines of a file. A log may be larger than
 * memory. */
#include "audit_source.h"

#include <stdio.h>

#include "audit/audit.h"
#include "import_file.h"
#include "rows/rows.h"
#include "json/json.h"

enum { PAGE_MEMORY = 64 << 20 };

static const struct {
    const char *name, *setting, *path;
} services[] = {
    {"orchestrator", "STEWARD_URL", "/api/v1/audit"},
    {"catalog", "STEWARD_CATALOG_URL", "/audit"},
};

struct audit_source {
    struct cli *cli;
    struct arena *arena; /* of the page, or of the line */
    const Steward__V1__AuditPage *page;
    size_t at; /* in the page */
    int64_t after;
    struct import_file *file;
    struct rows *rows;
};

static int place_of(struct cli *cli)
{
    const char *wanted = args_text(cli->args, "service", "orchestrator");

    for (size_t i = 0; i < COUNT_OF(services); i++)
        if (!strcmp(services[i].name, wanted))
            return (int)i;
    cli_fail(cli, CLI_USAGE, "%s keeps no audit log: --service orchestrator, or catalog", wanted);
    return -1;
}

const char *audit_service(struct cli *cli)
{
    int place = place_of(cli);

    return place < 0 ? NULL : services[place].name;
}

/* In the arena. NULL: told. */
static const Steward__V1__AuditPage *fetch(struct cli *cli, struct arena *arena, const char *query,
                                           int *ret_code)
{
    struct cli aside = *cli;
    struct cli_ask ask = {.method = "GET"};
    int place = place_of(cli);

    *ret_code = CLI_USAGE;
    if (place < 0)
        return NULL;
    aside.arena = arena;
    ask.url = cli_url(&aside, services[place].setting, "%s?%s", services[place].path, query);
    return cli_fetch_message(&aside, &ask, &steward__v1__audit_page__descriptor, NULL, ret_code);
}

const Steward__V1__AuditPage *audit_newest(struct cli *cli, int64_t limit, int *ret_code)
{
    return fetch(cli, cli->arena, str_printf(cli->arena, "limit=%lld", (long long)limit), ret_code);
}

struct audit_source *audit_source_open(struct cli *cli, const char *file, int *ret_code)
{
    struct audit_source *source = mem_new(struct audit_source);
    struct error err;

    *ret_code = CLI_OK;
    source->cli = cli;
    source->arena = arena_new(PAGE_MEMORY);
    if (file && !import_file_open(file, &source->file, &err)) {
        *ret_code = cli_fail(cli, CLI_FAILED, "%s", err.text);
        audit_source_close(source);
        return NULL;
    }
    if (file)
        source->rows = rows_new(import_file_read, source->file, ROWS_JSON);
    return source;
}

static const Steward__V1__AuditPage__Entry *next_line(struct audit_source *source, int *ret_code)
{
    ProtobufCMessage *entry;
    struct json_fault fault;
    struct error err = {0};
    struct row row;

    arena_reset(source->arena);
    if (!rows_next(source->rows, source->arena, &row, &err)) {
        if (err.origin)
            *ret_code = cli_fail(source->cli, CLI_FAILED, "%s", err.text);
        return NULL;
    }
    if (row.is_bad) {
        *ret_code = cli_fail(source->cli, CLI_FAILED, "line %lld: %s", (long long)row.line, row.err.text);
        return NULL;
    }
    if (json_to_message(&steward__v1__audit_page__entry__descriptor, row.json, source->arena, &entry, &fault))
        return (const Steward__V1__AuditPage__Entry *)entry;
    *ret_code = cli_fail(source->cli, CLI_FAILED, "line %lld is no entry: %s %s", (long long)row.line,
                         fault.field, fault.reason);
    return NULL;
}

static const Steward__V1__AuditPage__Entry *next_of_page(struct audit_source *source, int *ret_code)
{
    char query[64];

    if (!source->page || source->at == source->page->n_entries) {
        if (source->page && source->page->n_entries < AUDIT_PAGE_MAX)
            return NULL;
        snprintf(query, sizeof(query), "after=%lld&limit=%d", (long long)source->after, AUDIT_PAGE_MAX);
        arena_reset(source->arena);
        source->at = 0;
        source->page = fetch(source->cli, source->arena, query, ret_code);
        if (!source->page || !source->page->n_entries)
            return NULL;
    }
    source->after = source->page->entries[source->at]->sequence;
    return source->page->entries[source->at++];
}

const Steward__V1__AuditPage__Entry *audit_source_next(struct audit_source *source, int *ret_code)
{
    *ret_code = CLI_OK;
    return source->rows ? next_line(source, ret_code) : next_of_page(source, ret_code);
}

void audit_source_close(struct audit_source *source)
{
    if (!source)
        return;
    rows_free(source->rows);
    import_file_close(source->file);
    arena_free(source->arena);
    mem_free(source);
}
