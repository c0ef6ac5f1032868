/* shopify: see shopify.h.
 *
 * The complication: whatever happens is answered with status 200, so what the answer says of errors counts;
 * and who asks too often is told so there, too. */
#include "shopify.h"

#include "base/clock.h"
#include "json/json.h"

#define VERSION_PATH "/admin/api/2026-07/graphql.json"

enum {
    ASK_MS = 30000,
    PAUSE_MS = 250,
    PAUSE_MAX_MS = 30000,
    ATTEMPTS = 10,
    OPERATION_MS = 2 * 3600 * 1000,
    PART_BYTES = 4 << 20,
};

/* ---- one answer after the other ---- */

struct wait {
    struct cli *cli;
    FILE *out; /* where the body goes; NULL: into `body` */
    bool is_done;
    int status; /* 0: none, `err` says why */
    struct str body;
    int64_t total_bytes; /* of all that the body is a part of; -1: not said */
    struct error err;
};

static void on_reply(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct wait *wait = owner;

    wait->is_done = true;
    if (err) {
        wait->err = *err;
    } else if (wait->out && reply->status / 100 == 2) {
        bool is_written = fwrite(reply->body.data, 1, reply->body.len, wait->out) == reply->body.len;

        wait->status = is_written ? reply->status : 0;
        wait->total_bytes = reply->status == 206 ? reply->total_bytes : (int64_t)reply->body.len;
        if (!is_written)
            error_set(&wait->err, ERROR_FATAL, "file", "the disk is full");
    } else {
        wait->status = reply->status;
        wait->body = str_copy(wait->cli->arena, reply->body);
    }
    loop_stop(wait->cli->loop);
}

static void ask(struct wait *wait, const struct http_ask *http)
{
    http_client_ask(wait->cli->client, http, on_reply, wait);
    while (!wait->is_done)
        loop_run(wait->cli->loop);
}

static void on_pause_over(void *owner)
{
    loop_stop(owner);
}

static void pause_for(struct cli *cli, int attempt)
{
    int64_t pause_ms = attempt < 7 ? (int64_t)PAUSE_MS << attempt : PAUSE_MAX_MS;
    struct timer *timer = timer_new(cli->loop, on_pause_over, cli->loop);

    timer_set(timer, pause_ms);
    loop_run(cli->loop);
    timer_free(timer);
}

static bool may_pass(const struct wait *wait)
{
    return (!wait->status && wait->err.policy == ERROR_RETRY) || wait->status == 429 || wait->status >= 500;
}

static int no_answer(struct cli *cli, const char *who, const struct wait *wait)
{
    if (!wait->status)
        return cli_fail(cli, CLI_UNAVAILABLE, "%s did not answer: %s", who, wait->err.text);
    if (wait->status == 401 || wait->status == 403)
        return cli_fail(cli, CLI_FAILED, "%s refuses the key: HTTP %d", who, wait->status);
    return cli_fail(cli, wait->status >= 500 || wait->status == 429 ? CLI_UNAVAILABLE : CLI_FAILED,
                    "%s answered HTTP %d", who, wait->status);
}

/* ---- who we are ---- */

static bool is_good_url(struct str url)
{
    return (str_starts(url, STR("https://")) || http_is_to_self(url)) && str_find(url, STR("@")) < 0;
}

int shopify_sign_in(struct cli *cli, const char *url, struct shopify *ret_shop)
{
    static const char *const headers[] = {"Content-Type: application/x-www-form-urlencoded", NULL};
    const char *id = config_text(cli->config, "STEWARD_SHOPIFY_ID");
    const char *secret = config_text(cli->config, "STEWARD_SHOPIFY_SECRET");
    struct str shop = str_of(url);
    struct wait wait = {.cli = cli};
    struct json_member fields[SHOPIFY_FIELDS_MAX];
    size_t count;

    if (!*id || !*secret)
        return cli_fail(cli, CLI_USAGE, "STEWARD_SHOPIFY_ID and STEWARD_SHOPIFY_SECRET are needed");
    if (!is_good_url(shop))
        return cli_fail(cli, CLI_USAGE, "a shop is named like https://my-shop.myshopify.com");
    while (shop.len && shop.data[shop.len - 1] == '/')
        shop.len--;
    *ret_shop = (struct shopify){.cli = cli, .url = str_c(cli->arena, shop)};
    ask(&wait, &(struct http_ask){
                   .method = "POST",
                   .url = str_printf(cli->arena, "%s/admin/oauth/access_token", ret_shop->url),
                   .headers = headers,
                   .body = str_of(str_printf(cli->arena,
                                             "grant_type=client_credentials&client_id=%s&client_secret=%s",
                                             cli_escaped(cli, id), cli_escaped(cli, secret))),
                   .deadline_ms = ASK_MS,
               });
    if (wait.status != 200)
        return no_answer(cli, "the shop", &wait);
    count = json_fields(wait.body, cli->arena, fields, SHOPIFY_FIELDS_MAX);
    ret_shop->token = str_c(cli->arena, json_text_of(fields, count, STR("access_token")));
    return *ret_shop->token ? CLI_OK : cli_fail(cli, CLI_FAILED, "the shop gives no token");
}

/* ---- questions ---- */

struct str shopify_said(const struct shopify_said *said, const char *path)
{
    return json_text_of(said->fields, said->count, str_of(path));
}

static void ask_once(const struct shopify *shop, struct str body, struct wait *wait)
{
    const char *const headers[] = {"Content-Type: application/json",
                                   str_printf(shop->cli->arena, "X-Shopify-Access-Token: %s", shop->token),
                                   NULL};

    *wait = (struct wait){.cli = shop->cli};
    ask(wait, &(struct http_ask){
                  .method = "POST",
                  .url = str_printf(shop->cli->arena, "%s" VERSION_PATH, shop->url),
                  .headers = headers,
                  .body = body,
                  .deadline_ms = ASK_MS,
              });
}

static struct str question_of(struct cli *cli, const struct shopify_question *question)
{
    struct buf out = {0};
    char *text;

    buf_str(&out, STR("{\"query\":"));
    json_add_string(&out, str_of(question->query));
    buf_printf(&out, ",\"variables\":{\"%s\":", question->name);
    json_add_string(&out, str_of(question->value));
    buf_str(&out, STR("}}"));
    text = str_c(cli->arena, buf_as_str(&out));
    buf_free(&out);
    return str_of(text);
}

int shopify_ask(const struct shopify *shop, const struct shopify_question *question,
                struct shopify_said *ret_said)
{
    struct str body = question_of(shop->cli, question);
    struct wait wait;

    for (int attempt = 0;; attempt++) {
        bool is_throttled, is_last = attempt == ATTEMPTS;

        ask_once(shop, body, &wait);
        ret_said->count = json_fields(wait.body, shop->cli->arena, ret_said->fields, SHOPIFY_FIELDS_MAX);
        is_throttled =
            wait.status == 429 || str_is(shopify_said(ret_said, "errors.0.extensions.code"), "THROTTLED");
        if (!is_last && (is_throttled || (question->may_repeat && may_pass(&wait)))) {
            pause_for(shop->cli, attempt);
            continue;
        }
        if (wait.status != 200)
            return no_answer(shop->cli, "the shop", &wait);
        if (shopify_said(ret_said, "errors.0.message").len)
            return cli_fail(shop->cli, CLI_FAILED, "the shop says: %.*s",
                            STR_ARGS(shopify_said(ret_said, "errors.0.message")));
        return CLI_OK;
    }
}

int shopify_have_done(const struct shopify *shop, const struct shopify_question *question, const char *field,
                      const char *proof, const struct shopify_said **ret_said)
{
    struct arena *arena = shop->cli->arena;
    struct shopify_said *said = arena_new_of(arena, struct shopify_said);
    int code = shopify_ask(shop, question, said);
    struct str trouble = shopify_said(said, str_printf(arena, "data.%s.userErrors.0.message", field));

    *ret_said = said;
    if (code)
        return code;
    if (trouble.len)
        return cli_fail(shop->cli, CLI_FAILED, "the shop says: %.*s", STR_ARGS(trouble));
    return shopify_said(said, str_printf(arena, "data.%s.%s", field, proof)).len
               ? CLI_OK
               : cli_fail(shop->cli, CLI_FAILED, "the shop answers something else");
}

/* ---- the bulk operation ---- */

static int start(const struct shopify *shop, const char *variant_fields, const char **ret_id)
{
    static const char query[] = "mutation Start($query: String!) { bulkOperationRunQuery(query: $query) {"
                                " bulkOperation { id } userErrors { message } } }";
    const char *wanted =
        str_printf(shop->cli->arena,
                   "{ productVariants(query: \"product_status:active\") { edges { node { %s } } } }",
                   variant_fields);
    const struct shopify_said *said;
    int code = shopify_have_done(shop, &(struct shopify_question){query, "query", wanted},
                                 "bulkOperationRunQuery", "bulkOperation.id", &said);

    *ret_id = str_c(shop->cli->arena, shopify_said(said, "data.bulkOperationRunQuery.bulkOperation.id"));
    return code;
}

static bool is_under_way(struct str status)
{
    return str_is(status, "CREATED") || str_is(status, "RUNNING");
}

static int wait_for(const struct shopify *shop, const char *id, struct shopify_said *said)
{
    static const char query[] =
        "query Look($id: ID!) { node(id: $id) { ... on BulkOperation { status errorCode url } } }";
    const struct shopify_question question = {query, "id", id, .may_repeat = true};
    int64_t until_ms = clock_mono_ms() + OPERATION_MS;

    for (int attempt = 0;; attempt++) {
        int code = shopify_ask(shop, &question, said);

        if (code || !is_under_way(shopify_said(said, "data.node.status")))
            return code;
        if (clock_mono_ms() >= until_ms)
            return cli_fail(shop->cli, CLI_UNAVAILABLE, "the shop has not come to an end within two hours");
        pause_for(shop->cli, attempt);
    }
}

int shopify_prepare(const struct shopify *shop, const char *variant_fields, const char **ret_url)
{
    struct shopify_said *said = arena_new_of(shop->cli->arena, struct shopify_said);
    const char *id;
    struct str status, url;
    int code = start(shop, variant_fields, &id);

    if (code || (code = wait_for(shop, id, said)))
        return code;
    status = shopify_said(said, "data.node.status");
    url = shopify_said(said, "data.node.url");
    *ret_url = url.len ? str_c(shop->cli->arena, url) : NULL;
    if (!str_is(status, "COMPLETED"))
        return cli_fail(shop->cli, CLI_FAILED, "the shop's operation ended as %.*s %.*s", STR_ARGS(status),
                        STR_ARGS(shopify_said(said, "data.node.errorCode")));
    return !url.len || is_good_url(url) ? CLI_OK
                                        : cli_fail(shop->cli, CLI_FAILED, "the shop names no safe address");
}

/* ---- its lines ---- */

/* With as much as one answer may bring, where the server knows nothing of parts. */
static void ask_part(struct cli *cli, const char *url, int64_t from, FILE *out, struct wait *wait)
{
    const char *const headers[] = {str_printf(cli->arena, "Range: bytes=%lld-%lld", (long long)from,
                                              (long long)from + PART_BYTES - 1),
                                   NULL};

    *wait = (struct wait){.cli = cli, .out = out};
    ask(wait, &(struct http_ask){
                  .method = "GET",
                  .url = url,
                  .headers = headers,
                  .max_bytes = 16 * PART_BYTES,
                  .deadline_ms = 4 * ASK_MS,
              });
}

int shopify_download(struct cli *cli, const char *url, FILE *out)
{
    struct wait wait;
    int attempt = 0;
    int64_t from = 0;

    do {
        ask_part(cli, url, from, out, &wait);
        if (wait.status == 206 || (wait.status == 200 && !from)) {
            from = (int64_t)ftello(out);
            attempt = 0;
        } else if (may_pass(&wait) && attempt < ATTEMPTS) {
            pause_for(cli, attempt++);
        } else {
            return no_answer(cli, "where the lines are", &wait);
        }
    } while (attempt || from < wait.total_bytes);
    return wait.total_bytes < 0 ? cli_fail(cli, CLI_FAILED, "it is not said how long the lines are") : CLI_OK;
}
