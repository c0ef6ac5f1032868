/* cmd_tuning: merchandising rules and synonyms: list, put, delete. */
#include <stdio.h>

#include "cli.h"
#include "import_file.h"
#include "print.h"
#include "show.h"
#include "steward/v1/tuning.pb-c.h"
#include "json/json.h"

enum { RULE_FILE_MAX = 64 * 1024, PAGE = 500, PAGES_MAX = 20 };

/* What the two kinds differ in. */
struct kind {
    const char *path; /* of the catalogue's port */
    const ProtobufCMessageDescriptor *listing;
    const char *const *heads;
    void (*row)(struct cli *cli, struct table *table, const ProtobufCMessage *one);
    bool (*body)(struct cli *cli, const char *word, struct str *ret_body, struct error *err);
};

static const struct option tuning_options[] = {
    {"tenant", "ID", "whose (default)"},
    {0},
};

/* ---- list ---- */

/* Both listings look alike: one repeated message, whose first field is the id. */
static int fetch_page(struct cli *cli, const struct kind *kind, const char *after, struct str *ret_body,
                      const Steward__V1__MerchandisingRules **ret_list)
{
    const char *url = cli_url(cli, "STEWARD_CATALOG_URL", "%s?limit=%d&after=%s", kind->path, PAGE,
                              cli_escaped(cli, after));
    const struct cli_ask ask = {.method = "GET", .url = url, .header = cli_tenant_header(cli)};
    int code;

    *ret_list = cli_fetch_message(cli, &ask, kind->listing, ret_body, &code);
    return code;
}

static int list(struct cli *cli, const struct kind *kind)
{
    struct table *table = table_new(cli->arena, kind->heads);
    const char *after = "";

    for (int page = 0; page < PAGES_MAX; page++) {
        const Steward__V1__MerchandisingRules *found = NULL;
        struct str body;
        int code = fetch_page(cli, kind, after, &body, &found);

        if (code || !found)
            return code;
        if (cli->json)
            printf("%.*s\n", STR_ARGS(body));
        for (size_t i = 0; i < found->n_rules; i++) {
            kind->row(cli, table, &found->rules[i]->base);
            after = found->rules[i]->rule_id;
        }
        if (found->n_rules < PAGE)
            break;
    }
    if (!cli->json)
        table_print(table, stdout);
    return CLI_OK;
}

/* ---- put, delete ---- */

static const char *url_of(struct cli *cli, const struct kind *kind)
{
    return cli_url(cli, "STEWARD_CATALOG_URL", "%s/%s", kind->path, cli_escaped(cli, cli->args->words[1]));
}

static int put(struct cli *cli, const struct kind *kind)
{
    struct cli_reply reply;
    struct str body;
    struct error err;
    int code;

    if (!kind->body(cli, cli->args->words[2], &body, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    code = cli_fetch(cli,
                     &(struct cli_ask){.method = "PUT",
                                       .url = url_of(cli, kind),
                                       .body = body,
                                       .header = cli_tenant_header(cli)},
                     &reply);
    if (!code && cli->json)
        printf("%.*s\n", STR_ARGS(reply.body));
    else if (!code)
        printf("%s %s\n", cli->args->words[1], reply.status == 201 ? "added" : "replaced");
    return code;
}

static int erase(struct cli *cli, const struct kind *kind)
{
    struct cli_reply reply;
    int code = cli_fetch(cli,
                         &(struct cli_ask){.method = "DELETE",
                                           .url = url_of(cli, kind),
                                           .header = cli_tenant_header(cli)},
                         &reply);

    if (!code && !cli->json)
        printf("%s deleted\n", cli->args->words[1]);
    return code;
}

static int run(struct cli *cli, const struct kind *kind)
{
    static const struct {
        const char *name;
        int words;
        int (*run)(struct cli *cli, const struct kind *kind);
    } actions[] = {{"list", 1, list}, {"put", 3, put}, {"delete", 2, erase}};

    for (size_t i = 0; i < COUNT_OF(actions); i++)
        if (!strcmp(cli->args->words[0], actions[i].name) && cli->args->word_count == actions[i].words)
            return actions[i].run(cli, kind);
    return cli_fail(cli, CLI_USAGE, "say list, put with an id and what it is, or delete with an id");
}

/* ---- rules ---- */

static const char *when_of(struct cli *cli, const Steward__V1__MerchandisingRule *rule)
{
    const Steward__V1__MerchandisingRule__When *when = rule->when;
    struct buf text = {0};
    const char *said;

    if (when && *when->query_is)
        buf_printf(&text, "is \"%s\" ", when->query_is);
    if (when && *when->query_contains)
        buf_printf(&text, "has \"%s\" ", when->query_contains);
    if (when && *when->locale)
        buf_printf(&text, "in %s ", when->locale);
    if (when && when->filters)
        buf_str(&text, STR("narrowed "));
    said = text.len ? str_c(cli->arena, str_trim(buf_as_str(&text))) : "always";
    buf_free(&text);
    return said;
}

static const char *what_of(struct cli *cli, const Steward__V1__MerchandisingRule *rule)
{
    if (rule->effect == STEWARD__V1__MERCHANDISING_RULE__EFFECT__PIN)
        return str_printf(cli->arena, "pin to %d", rule->position);
    if (rule->effect == STEWARD__V1__MERCHANDISING_RULE__EFFECT__HIDE)
        return "hide";
    return str_printf(cli->arena, "%s by %g",
                      rule->effect == STEWARD__V1__MERCHANDISING_RULE__EFFECT__BOOST ? "boost" : "bury",
                      rule->factor);
}

static const char *products_of(struct cli *cli, const Steward__V1__MerchandisingRule *rule)
{
    const Steward__V1__MerchandisingRule__Which *which = rule->products;

    if (!which || !which->n_product_ids)
        return "by filters";
    if (which->n_product_ids == 1)
        return which->product_ids[0];
    return str_printf(cli->arena, "%s and %zu more", which->product_ids[0], which->n_product_ids - 1);
}

static void rule_row(struct cli *cli, struct table *table, const ProtobufCMessage *one)
{
    const Steward__V1__MerchandisingRule *rule = (const Steward__V1__MerchandisingRule *)one;

    table_cell(table, "%s", rule->rule_id);
    table_cell(table, "%s%s", what_of(cli, rule), rule->off ? " (off)" : "");
    table_cell(table, "%s", products_of(cli, rule));
    table_cell(table, "%s", when_of(cli, rule));
    table_cell(table, "%s", show_time(cli->arena, rule->starts_at));
    table_cell(table, "%s", show_time(cli->arena, rule->ends_at));
    table_cell(table, "%d", rule->priority);
}

static bool rule_body(struct cli *cli, const char *word, struct str *ret_body, struct error *err)
{
    return import_file_text(word, RULE_FILE_MAX, cli->arena, ret_body, err) &&
           (ret_body->len || error_set(err, ERROR_FATAL, "rules", "%s is empty", word));
}

static int rules(struct cli *cli)
{
    static const char *const heads[] = {"RULE", "DOES",  "PRODUCTS",  "WHEN",
                                        "FROM", "UNTIL", ">PRIORITY", NULL};
    static const struct kind kind = {"/rules", &steward__v1__merchandising_rules__descriptor, heads, rule_row,
                                     rule_body};

    return run(cli, &kind);
}

const struct verb verb_catalog_rules = {
    .name = "catalog",
    .action = "rules",
    .words = "list | put ID FILE | delete ID",
    .min_words = 1,
    .max_words = 3,
    .summary = "Merchandising: pin, boost, bury or hide products for some searches",
    .help = "FILE (- for standard input) has the rule in JSON:\n"
            "    {\"effect\": \"PIN\", \"position\": 1, \"products\": {\"product_ids\": [\"1234\"]},\n"
            "     \"when\": {\"query_contains\": \"laptop\"}, \"ends_at\": \"2026-12-24T00:00:00Z\"}\n"
            "    {\"effect\": \"BOOST\", \"factor\": 1.5, \"products\": {\"filters\": {\"brands\": "
            "[\"Sony\"]}}}\n"
            "docs/search.md says what else a rule may have. It is followed at once, by every copy.\n",
    .options = tuning_options,
    .run = rules,
};

/* ---- synonyms ---- */

static void synonym_row(struct cli *cli, struct table *table, const ProtobufCMessage *one)
{
    const Steward__V1__Synonym *synonym = (const Steward__V1__Synonym *)one;

    table_cell(table, "%s", synonym->synonym_id);
    table_cell(table, "%s", synonym->rule);
}

static bool synonym_body(struct cli *cli, const char *word, struct str *ret_body, struct error *err)
{
    Steward__V1__Synonym synonym;
    struct buf body = {0};

    steward__v1__synonym__init(&synonym);
    synonym.rule = str_c(cli->arena, str_of(word));
    json_from_message(&synonym.base, &body);
    *ret_body = str_copy(cli->arena, buf_as_str(&body));
    buf_free(&body);
    return true;
}

static int synonyms(struct cli *cli)
{
    static const char *const heads[] = {"SYNONYM", "RULE", NULL};
    static const struct kind kind = {"/synonyms", &steward__v1__synonyms__descriptor, heads, synonym_row,
                                     synonym_body};

    return run(cli, &kind);
}

const struct verb verb_catalog_synonyms = {
    .name = "catalog",
    .action = "synonyms",
    .words = "list | put ID RULE | delete ID",
    .min_words = 1,
    .max_words = 3,
    .summary = "Words that mean the same in this shop, beside those of the file",
    .help = "RULE is \"sofa, couch\" for every way or \"laptop => notebook\" for one.\n",
    .options = tuning_options,
    .run = synonyms,
};
