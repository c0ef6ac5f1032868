/* routes_catalog.c: what the catalogue answers at once, passed on as it is: suggestions, categories, what is
 * like a product. None of it is worth anything later, so nothing is kept of it. */
#include "base/log.h"
#include "orchestrator.h"
#include "steward/v1/catalog.pb-c.h"
#include "json/json.h"

#define ANSWER_MS       1000
#define VALUE_BYTES_MAX 1000
#define CATALOG         "catalog" /* the service's name */

static void refuse(struct call *call)
{
    bool has_pass = call_pass(call, CATALOG) != NULL;

    call_problem(call, 403, "catalog-refuses", NULL, "the catalogue does not answer who asks: %s",
                 has_pass
                     ? "STEWARD_SERVICE_SECRET must be the same there as here, and the clocks, too"
                     : "it knows keys and tokens, and no cookies, unless STEWARD_SERVICE_SECRET is set, the "
                       "same there and here");
}

static void on_answered(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct call *call = owner;

    if (reply && (reply->status == 200 || reply->status == 404 || reply->status == 422)) {
        call_reply_text(call, reply->status, str_c(call_arena(call), reply->content_type), reply->body);
        return;
    }
    if (reply && (reply->status == 401 || reply->status == 403)) {
        refuse(call);
        return;
    }
    log_warn("the catalogue does not answer", {"why", LOG_TEXT(err ? err->text : "")},
             {"status", LOG_INT(reply ? reply->status : 0)}); /* where it is is not for clients */
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, "catalog-silent", NULL, "the catalogue did not answer in time: try again");
}

static void add_escaped(struct buf *url, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        buf_printf(url, "%%%02X", (unsigned char)text.data[i]);
}

/* A pass for what this service has let in; without a secret to sign it with the caller's own key or token,
 * which the catalogue looks at as this service does. NULL: neither. */
static const char *bearer_of(struct call *call)
{
    struct str shown = call_header(call, "Authorization"), scheme = STR_NONE;
    const char *pass = call_pass(call, CATALOG);

    if (pass)
        return pass;
    str_split(&shown, ' ', &scheme);
    return str_eq_nocase(scheme, STR("Bearer")) ? str_c(call_arena(call), str_trim(shown)) : NULL;
}

/* The parameters that there are, of a bounded length, go on as they came. */
static void pass_on(struct call *call, struct buf *url, const char *const *params)
{
    const char *headers[] = {str_printf(call_arena(call), "Steward-Tenant: %.*s",
                                        STR_ARGS(call_tenant(call))),
                             NULL};
    const struct tls_files files = process_http_tls(call_process(call));
    struct http_ask ask = {.method = "GET",
                           .headers = headers,
                           .tls = &files,
                           .bearer = bearer_of(call),
                           .deadline_ms = ANSWER_MS};
    char before = '?';

    for (; *params; params++) {
        struct str value = STR("");

        if (!call_query(call, *params, &value) || !value.data)
            continue;
        buf_printf(url, "%c%s=", before, *params);
        add_escaped(url, str_sub(value, 0, value.len < VALUE_BYTES_MAX ? value.len : VALUE_BYTES_MAX));
        before = '&';
    }
    ask.url = url->data;
    http_client_ask(process_http(call_process(call)), &ask, on_answered, call);
    buf_free(url);
}

static struct buf catalog_url(struct call *call, const char *path)
{
    struct buf url = {0};

    buf_printf(&url, "%s%s", config_text(process_config(call_process(call)), "STEWARD_CATALOG_URL"), path);
    return url;
}

void suggest_get(struct call *call)
{
    struct buf url = catalog_url(call, "/suggest");

    pass_on(call, &url, (const char *const[]){"q", "limit", NULL});
}

void categories_get(struct call *call)
{
    struct buf url = catalog_url(call, "/categories");

    pass_on(call, &url, (const char *const[]){"under", "depth", NULL});
}

void similar_get(struct call *call)
{
    struct buf url = catalog_url(call, "/products/");

    add_escaped(&url, call_param(call, "id"));
    buf_str(&url, STR("/similar"));
    pass_on(call, &url, (const char *const[]){"limit", NULL});
}
