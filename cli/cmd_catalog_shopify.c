/* cmd_catalog_shopify: all that a Shopify shop has, as a file for `catalog import`. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "rows/rows.h"
#include "rows/shopify_product.h"
#include "shopify.h"
#include "json/json.h"

enum { RECORD_LIMIT = 16 << 20 };

struct converted {
    int64_t products, left_out;
    const char *reason; /* of the first that was left out */
};

static ptrdiff_t read_on(void *file, char *room, size_t size, struct error *err)
{
    size_t got = fread(room, 1, size, file);

    if (got || !ferror(file))
        return (ptrdiff_t)got;
    error_set(err, ERROR_FATAL, "file", "the lines cannot be read: %s", strerror(errno));
    return -1;
}

static bool take(const struct shopify_reader *reader, const struct row *row, struct arena *arena, FILE *out,
                 struct error *err)
{
    Steward__V1__Product *product;
    struct buf line = {0};

    if (row->is_bad) {
        *err = row->err;
        return false;
    }
    if (!shopify_product(reader, row->json, arena, &product, err))
        return false;
    json_from_message(&product->base, &line);
    fprintf(out, "%.*s\n", STR_ARGS(buf_as_str(&line)));
    buf_free(&line);
    return true;
}

static int convert(struct cli *cli, FILE *lines, FILE *out, struct converted *ret)
{
    const struct shopify_reader *reader = shopify_reader_new(cli->arena);
    struct arena *arena = arena_new(RECORD_LIMIT);
    struct rows *rows;
    struct error err, why;
    struct row row;

    rewind(lines);
    rows = rows_new(read_on, lines, ROWS_JSON);
    for (; rows_next(rows, arena, &row, &err); arena_reset(arena)) {
        if (take(reader, &row, arena, out, &why))
            ret->products++;
        else if (!ret->left_out++)
            ret->reason = str_c(cli->arena, str_of(why.text));
    }
    rows_free(rows);
    arena_free(arena);
    return err.origin ? cli_fail(cli, CLI_FAILED, "%s", err.text) : CLI_OK;
}

static int fetch(struct cli *cli, FILE *lines, FILE *out, struct converted *ret)
{
    struct shopify shop;
    const char *url = NULL;
    int code = shopify_sign_in(cli, cli->args->words[0], &shop);

    if (!code)
        code = shopify_prepare(&shop, shopify_variant_fields, &url);
    if (code || !url)
        return code;
    code = shopify_download(cli, url, lines);
    return code ? code : convert(cli, lines, out, ret);
}

static void report(const struct cli *cli, const struct converted *converted)
{
    if (cli->json) {
        printf("{\"products\":%lld,\"left_out\":%lld}\n", (long long)converted->products,
               (long long)converted->left_out);
        return;
    }
    printf("%lld products fetched", (long long)converted->products);
    if (converted->left_out)
        printf(", %lld left out (the first: %s)", (long long)converted->left_out, converted->reason);
    printf("\n");
}

/* Half a file is none: it takes its name when it is whole. */
static int fetch_into(struct cli *cli, const char *path)
{
    const char *beside = str_printf(cli->arena, "%s.part", path);
    struct converted converted = {0};
    FILE *lines = tmpfile(), *out = fopen(beside, "we");
    int code = lines && out ? fetch(cli, lines, out, &converted)
                            : cli_fail(cli, CLI_FAILED, "%s cannot be written: %s", beside, strerror(errno));
    bool is_written = out && !ferror(out);

    if (lines)
        fclose(lines);
    is_written &= out && !fclose(out);
    if (!code && (!is_written || rename(beside, path)))
        code = cli_fail(cli, CLI_FAILED, "%s cannot be written: %s", path, strerror(errno));
    if (code)
        unlink(beside);
    else
        report(cli, &converted);
    return code;
}

static int run(struct cli *cli)
{
    return fetch_into(cli, cli->args->words[1]);
}

const struct verb verb_catalog_shopify = {
    .name = "catalog",
    .action = "shopify",
    .words = "SHOP FILE",
    .min_words = 2,
    .max_words = 2,
    .summary = "Fetch all that a Shopify shop sells into a file for `catalog import`",
    .help = "SHOP is its address, https://my-shop.myshopify.com. STEWARD_SHOPIFY_ID and "
            "STEWARD_SHOPIFY_SECRET are the\n"
            "client id and secret of an app of the shop's with the scopes read_products and read_inventory. "
            "The shop\n"
            "prepares the lines in a bulk operation, which may take a while. Each variant becomes a product; "
            "those of\n"
            "one product are shown as one. Every night, say:\n"
            "    steward catalog shopify https://my-shop.myshopify.com shop.jsonl &&\n"
            "    steward catalog import shop.jsonl --replace\n",
    .run = run,
};
