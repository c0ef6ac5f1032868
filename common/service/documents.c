/* service/documents.c: the documents and their pages.
 *
 * A page may run only scripts of this very host, nothing in the page itself, and talk to nobody else. Redoc
 * writes its styles into the page and searches in a worker that it makes: its policy allows just that. */
#include "service/documents.h"

#include "base/text_file.h"
#include "service/asyncapi.h"
#include "service/files.h"
#include "service/openapi.h"
#include "service/process_parts.h"

#define SWAGGER "swagger.html"
#define REDOC   "redoc.html"

#define POLICY(styles, more)                                                                                 \
    "default-src 'none'; script-src 'self'; style-src " styles "; img-src 'self' data:; "                    \
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'" more

static const char own_policy[] = POLICY("'self'", "");
static const char redoc_policy[] = POLICY("'self' 'unsafe-inline'", "; worker-src blob:");

struct documents {
    struct files *built;
    struct file *openapi, *asyncapi, *asyncapi_page, *missing, *style;
};

static void add_text(struct buf *out, const char *name)
{
    buf_str(out, str_of(text_file_of(document_files, name)));
}

static struct file *made_style(void)
{
    struct buf css = {0};

    add_text(&css, "style.css");
    return file_of("style.css", &css);
}

static struct file *made_missing(void)
{
    struct buf html = {0};

    add_text(&html, "head.html");
    add_text(&html, "missing.html");
    return file_of("missing.html", &html);
}

static struct file *made_asyncapi(const struct service *service)
{
    struct buf json = {0};

    asyncapi_write(service, version_text, &json);
    return file_of("asyncapi.json", &json);
}

static struct file *made_asyncapi_page(const struct service *service)
{
    struct buf html = {0};

    asyncapi_page_write(service, version_text, &html);
    return file_of("asyncapi.html", &html);
}

static size_t add_routes(const struct route **routes, size_t count, const struct route *table)
{
    for (; table && table->pattern && count < ROUTES_MAX; table++)
        routes[count++] = table;
    return count;
}

static struct file *made_openapi(const struct service *service, bool takes_anonymous)
{
    struct openapi_about about = {service->name, version_text, service->role, service->limits,
                                  takes_anonymous};
    const struct route *routes[ROUTES_MAX];
    size_t count = add_routes(routes, 0, service->routes);
    struct buf json = {0};

    openapi_write(&about, routes, add_routes(routes, count, common_routes), &json);
    return file_of("openapi.json", &json);
}

bool documents_open(struct process *process, struct documents **ret_documents, struct error *err)
{
    static const char *const pages[] = {SWAGGER, REDOC, NULL};
    struct files_folder folder = {config_text(process->config, "STEWARD_DOCS"), "STEWARD_DOCS", pages};
    struct files *built;

    if (!files_read(&folder, &built, err))
        return false;
    *ret_documents = mem_new(struct documents);
    **ret_documents = (struct documents){
        .built = built,
        .openapi = made_openapi(process->service, who_takes_anonymous(process->who)),
        .asyncapi = made_asyncapi(process->service),
        .asyncapi_page = made_asyncapi_page(process->service),
        .missing = made_missing(),
        .style = made_style(),
    };
    return true;
}

void documents_free(struct documents *documents)
{
    if (!documents)
        return;
    files_free(documents->built);
    file_free(documents->openapi);
    file_free(documents->asyncapi);
    file_free(documents->asyncapi_page);
    file_free(documents->missing);
    file_free(documents->style);
    mem_free(documents);
}

static bool print(struct file *document)
{
    struct str text = file_text(document);

    fwrite(text.data, 1, text.len, stdout);
    file_free(document);
    return true;
}

bool documents_print(const struct service *service, const char *name)
{
    if (!strcmp(name, "openapi"))
        return print(made_openapi(service, true));
    return !strcmp(name, "asyncapi") && print(made_asyncapi(service));
}

static const struct documents *documents_of(struct call *call)
{
    return call_process(call)->documents;
}

static void reply_page(struct call *call, const char *name, const char *policy)
{
    const struct documents *documents = documents_of(call);
    const struct file *page = files_page(documents->built, name);

    call_reply_file(call, page ? page : documents->missing, page ? policy : own_policy);
}

void openapi_get(struct call *call)
{
    call_reply_file(call, documents_of(call)->openapi, NULL);
}

void asyncapi_get(struct call *call)
{
    call_reply_file(call, documents_of(call)->asyncapi, NULL);
}

void asyncapi_page_get(struct call *call)
{
    call_reply_file(call, documents_of(call)->asyncapi_page, own_policy);
}

void swagger_get(struct call *call)
{
    reply_page(call, SWAGGER, own_policy);
}

void redoc_get(struct call *call)
{
    reply_page(call, REDOC, redoc_policy);
}

void docs_style_get(struct call *call)
{
    call_reply_file(call, documents_of(call)->style, own_policy);
}

void docs_asset_get(struct call *call)
{
    call_reply_file(call, files_asset(documents_of(call)->built, call_param(call, "name")), own_policy);
}
