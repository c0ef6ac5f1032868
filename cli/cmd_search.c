/* cmd_search: a search, as any HTTP client does it. */
#include "cli.h"
#include "filter_text.h"
#include "show.h"
#include "json/json.h"

static const struct option options[] = {
    {"filter", "TEXT", "what must fit, whatever the words are: 'brand=Asus price<900 in_stock'"},
    {"limit", "N", "how many results, 1 to 100 (10)"},
    {"session", "ID", "the session it belongs to"},
    {"user", "ID", "who asks"},
    {"sort", "ORDER", "RELEVANCE, PRICE_ASCENDING, PRICE_DESCENDING, RATING, RATING_ASCENDING or NEWEST"},
    {"cursor", "TEXT", "go on after an earlier answer (its next_cursor)"},
    {"locale", "TAG", "of the reader, as en-US"},
    {"wait", "SECONDS", "how long to wait for the answer (10)"},
    {0},
};

static void add_text(struct buf *out, const char *name, const char *value)
{
    if (!value)
        return;
    buf_printf(out, ",\"%s\":", name);
    json_add_string(out, str_of(value));
}

static struct str body_of(struct cli *cli, int64_t limit, const Steward__V1__Filters *filters)
{
    static const struct {
        const char *field, *option;
    } texts[] = {{"session_id", "session"},
                 {"user_id", "user"},
                 {"sort", "sort"},
                 {"cursor", "cursor"},
                 {"locale", "locale"}};
    struct buf query = {0}, body = {0};
    struct str copy;

    for (int i = 0; i < cli->args->word_count; i++)
        buf_printf(&query, "%s%s", i ? " " : "", cli->args->words[i]);
    buf_str(&body, STR("{\"query\":"));
    json_add_string(&body, buf_as_str(&query));
    buf_printf(&body, ",\"limit\":%lld", (long long)limit);
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        add_text(&body, texts[i].field, args_text(cli->args, texts[i].option, NULL));
    if (filters) {
        buf_str(&body, STR(",\"filters\":"));
        json_from_message(&filters->base, &body);
    }
    buf_char(&body, '}');
    copy = str_copy(cli->arena, buf_as_str(&body));
    buf_free(&query);
    buf_free(&body);
    return copy;
}

static int run(struct cli *cli)
{
    const char *filter = args_text(cli->args, "filter", NULL);
    Steward__V1__Filters *filters = NULL;
    struct cli_reply reply;
    struct error err;
    int64_t limit, wait_s;
    int code;

    if (!args_int(cli->args, "limit", 1, 100, 10, &limit, &err) ||
        !args_int(cli->args, "wait", 1, 50, 10, &wait_s, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    if (filter && !filter_text_read(str_of(filter), cli->arena, &filters, &err))
        return cli_fail(cli, CLI_USAGE, "--filter, %s", err.text);
    if (!filter && !cli->args->word_count)
        return cli_fail(cli, CLI_USAGE, "what is searched for? Give words, --filter or both");
    code =
        cli_fetch(cli,
                  &(struct cli_ask){.method = "POST",
                                    .url = cli_url(cli, "STEWARD_URL", "/api/v1/search"),
                                    .body = body_of(cli, limit, filters),
                                    .header = str_printf(cli->arena, "Prefer: wait=%lld", (long long)wait_s),
                                    .deadline_ms = (int)wait_s * 1000 + 5000},
                  &reply);
    return code ? code : show_response(cli, reply.body, false);
}

const struct verb verb_search = {
    .name = "search",
    .words = "[QUERY...]",
    .min_words = 0,
    .max_words = ARGS_WORDS_MAX,
    .summary = "Search for products, in your own words",
    .help =
        "For example:  steward search wireless headphones under 100\n"
        "              steward search laptop --filter 'brand=Asus,Lenovo price<900 weight<=2kg in_stock'\n"
        "\n"
        "A filter has conditions, and all must fit: field=value, !=, <, <=, > or >=. Fields are brand,\n"
        "category, colour, size, price (price<900EUR), rating (rating>=4), in_stock and the names of\n"
        "attributes (wireless, !wireless). Of a list (a,b) one must fit; blanks need quotes:\n"
        "category=\"Computers > Laptops\". docs/filters.md has all of it.\n",
    .options = options,
    .run = run,
};
