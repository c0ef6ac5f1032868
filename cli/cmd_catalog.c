/* cmd_catalog: products into the catalogue, and how many there are. */
#include <errno.h>
#include <stdio.h>

#include "import.h"
#include "import_file.h"
#include "print.h"
#include "json/json.h"

enum { MAP_MAX = 256 * 1024, SHOWN_MAX = 20 };

static const struct option import_options[] = {
    {"map", "NAME|FILE", "which field becomes what: icecat, csv, or a file (see above)"},
    {"format", "FORMAT", "json or csv (by the file's first character)"},
    {"replace", NULL, "afterwards, delete the products that were not in the file"},
    {"if-empty", NULL, "do nothing where there are products already"},
    {"restart", NULL, "forget how far an earlier run came"},
    {"rejects", "FILE", "write every rejected line's number and reason to this file"},
    {0},
};

static bool read_map(struct cli *cli, const char *name, const struct mapping **ret_mapping,
                     struct str *ret_text, struct error *err)
{
    const char *text = mapping_built_in(str_of(name));
    struct mapping *mapping = NULL;

    *ret_text = str_of(text);
    if (!text && !import_file_text(name, MAP_MAX, cli->arena, ret_text, err))
        return false;
    if (!mapping_read(*ret_text, cli->arena, &mapping, err))
        return false;
    *ret_mapping = mapping;
    return true;
}

static int ask_stats(struct cli *cli, struct cli_reply *ret_reply, struct json_member **ret_members,
                     size_t *ret_count)
{
    const struct cli_ask ask = {.method = "GET", .url = cli_url(cli, "STEWARD_CATALOG_URL", "/stats")};
    struct json_fault fault;
    int code = cli_fetch(cli, &ask, ret_reply);

    if (code || json_members(ret_reply->body, cli->arena, ret_members, ret_count, &fault))
        return code;
    return cli_fail(cli, CLI_FAILED, "the answer cannot be read: %s", fault.reason);
}

static int plan_import(struct cli *cli, struct import_plan *plan)
{
    const char *map = args_text(cli->args, "map", NULL), *format = args_text(cli->args, "format", NULL);
    const char *rejects = args_text(cli->args, "rejects", NULL);
    struct str ignored;
    struct error err;

    *plan = (struct import_plan){.path = cli->args->words[0],
                                 .format = ROWS_GUESS,
                                 .restart = args_has(cli->args, "restart"),
                                 .replace = args_has(cli->args, "replace")};
    if (!read_map(cli, "csv", &plan->map_csv, &ignored, &err) ||
        (map && !read_map(cli, map, &plan->mapping, &plan->map_name, &err)))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    if (format && strcmp(format, "json") != 0 && strcmp(format, "csv") != 0)
        return cli_fail(cli, CLI_USAGE, "--format is json or csv");
    if (format)
        plan->format = strcmp(format, "json") == 0 ? ROWS_JSON : ROWS_CSV;
    if (rejects && !(plan->rejects = fopen(rejects, "we")))
        return cli_fail(cli, CLI_FAILED, "%s cannot be written: %s", rejects, strerror(errno));
    return CLI_OK;
}

static void report_json(const struct import_result *result, const struct import_rejects *rejects)
{
    struct buf out = {0};

    buf_printf(&out,
               "{\"complete\":%s,\"read\":%lld,\"accepted\":%lld,\"rejected\":%lld,\"deleted\":%lld,"
               "\"resumed_after\":%lld,\"took_ms\":%lld,\"rejects\":[",
               result->is_complete ? "true" : "false", (long long)result->read, (long long)result->accepted,
               (long long)result->rejected, (long long)result->deleted, (long long)result->resumed_after,
               (long long)result->took_ms);
    for (size_t i = 0; i < rejects->count; i++) {
        buf_printf(&out, "%s{\"line\":%lld,\"reason\":", i ? "," : "", (long long)rejects->shown[i].line);
        json_add_string(&out, str_of(rejects->shown[i].reason));
        buf_char(&out, '}');
    }
    printf("%s]}\n", out.data);
    buf_free(&out);
}

static void report_text(struct cli *cli, const struct import_result *result,
                        const struct import_rejects *rejects)
{
    size_t shown = rejects->count < SHOWN_MAX ? rejects->count : SHOWN_MAX;

    for (size_t i = 0; i < shown; i++)
        fprintf(stderr, "line %lld: %s\n", (long long)rejects->shown[i].line,
                print_safe(cli->arena, str_of(rejects->shown[i].reason)));
    if ((int64_t)shown < result->rejected)
        fprintf(stderr, "... and %lld more (--rejects FILE writes them all)\n",
                (long long)(result->rejected - (int64_t)shown));
    printf("%lld products imported, %lld rejected", (long long)result->accepted, (long long)result->rejected);
    if (result->deleted)
        printf(", %lld deleted", (long long)result->deleted);
    printf(", in %.1f s\n", (double)result->took_ms / 1000);
}

/* For --if-empty: the products that are there. */
static int count_products(struct cli *cli, int64_t *ret_products)
{
    struct cli_reply reply;
    struct json_member *members;
    size_t count;
    int code = ask_stats(cli, &reply, &members, &count);

    *ret_products = 0;
    if (code)
        return code;
    if (!str_to_int64(json_value_of(members, count, STR("products")), ret_products))
        return cli_fail(cli, CLI_FAILED, "the answer does not say how many products there are");
    return CLI_OK;
}

static int import(struct cli *cli)
{
    struct import_rejects rejects;
    struct import_result result;
    struct import_plan plan;
    int64_t products = 0;
    int code = args_has(cli->args, "if-empty") ? count_products(cli, &products) : CLI_OK;

    if (!code && products) {
        if (!cli->json)
            printf("%lld products are there: nothing was imported\n", (long long)products);
        else
            printf("{\"complete\":false,\"products\":%lld}\n", (long long)products);
        return CLI_OK;
    }
    if (!code)
        code = plan_import(cli, &plan);
    if (code)
        return code;
    code = import_run(cli, &plan, &result, &rejects);
    if (cli->json)
        report_json(&result, &rejects);
    else
        report_text(cli, &result, &rejects);
    if (plan.rejects && fclose(plan.rejects))
        return cli_fail(cli, CLI_FAILED, "the rejected lines could not be written: %s", strerror(errno));
    if (!code && result.rejected)
        return cli_fail(cli, CLI_FAILED, "lines rejected: %lld; the others are in the catalogue",
                        (long long)result.rejected);
    return code;
}

const struct verb verb_catalog_import = {
    .name = "catalog",
    .action = "import",
    .words = "FILE",
    .min_words = 1,
    .max_words = 1,
    .summary = "Import products from JSON lines or CSV, plain or gzip",
    .help = "FILE is - for standard input. Without a map, a line of JSON is a product as the catalogue's API "
            "has it, and\n"
            "a CSV file's columns are named as its fields (product_id, title, brand, price, currency, "
            "categories cut at\n"
            "|, ...; text:NAME, number:NAME and flag:NAME are attributes).\n"
            "\n"
            "A map has a rule a line, # begins a comment:\n"
            "    supplier = brand\n"
            "    price = price_minor USD\n"
            "    tags = categories ,\n"
            "    attr_n_* = attribute number\n"
            "    weight = attribute number weight g\n"
            "Targets: product_id title brand description url image_url released_at category code; lists (a "
            "JSON array,\n"
            "or text cut at the separator, | if none is given): categories colours sizes codes; price "
            "CURRENCY (12.99),\n"
            "price_minor CURRENCY (1299), currency; stars rating_count stock; attribute text|number|flag "
            "[NAME [UNIT]].\n"
            "A * at the end of a field stands for any ending. Fields without a rule are left out.\n"
            "\n"
            "An import that was stopped goes on where it was when the same command is given again. Lines "
            "that are\n"
            "refused are told with number and reason; the others are imported, and the exit code is 1.\n",
    .options = import_options,
    .run = import,
};

static int stats(struct cli *cli)
{
    struct cli_reply reply;
    struct json_member *members;
    size_t count;
    int code = ask_stats(cli, &reply, &members, &count);

    if (code)
        return code;
    if (cli->json)
        printf("%.*s\n", STR_ARGS(reply.body));
    for (size_t i = 0; !cli->json && i < count; i++)
        printf("%-20.*s %s\n", STR_ARGS(members[i].name), print_safe(cli->arena, members[i].value));
    return CLI_OK;
}

const struct verb verb_catalog_stats = {
    .name = "catalog",
    .action = "stats",
    .summary = "Show how many products there are, and how far the index is",
    .run = stats,
};
