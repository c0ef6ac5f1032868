/* service/openapi.c: paths first; each message that they name becomes a schema, and so do those within it. */
#include "service/openapi.h"

#include <ctype.h>
#include <stdio.h>

#include "service/schema.h"
#include "steward/v1/common.pb-c.h"
#include "json/json.h"

#define API       "/api/v1/"
#define OWN_TAG   "process"
#define TEXT_JSON "application/json"

struct document {
    struct buf *out;
    const struct openapi_about *about;
    const struct route *const *routes;
    size_t route_count;
    struct schemas schemas;
};

static void add(struct document *d, const char *text)
{
    buf_str(d->out, str_of(text));
}

static void add_quoted(struct document *d, const char *text)
{
    json_add_string(d->out, str_of(text));
}

static void separate(struct document *d)
{
    schema_separate(d->out);
}

/* ---- what comes in ---- */

static void add_parameter(struct document *d, const char *in, struct str name,
                          const struct route_param *param)
{
    separate(d);
    buf_printf(d->out, "{\"in\":\"%s\",\"name\":", in);
    json_add_string(d->out, name);
    buf_printf(d->out, ",\"required\":%s,\"schema\":", param->is_required ? "true" : "false");
    if (param->schema)
        add(d, param->schema);
    else
        buf_printf(d->out, "{\"type\":\"integer\",\"minimum\":%lld,\"maximum\":%lld}",
                   (long long)param->least, (long long)param->most);
    add(d, ",\"description\":");
    add_quoted(d, param->summary);
    add(d, "}");
}

static const struct route_param *param_of_path(const struct route *route, struct str name)
{
    for (const struct route_param *param = route->params; param && param->name; param++)
        if (param->in_path && str_is(name, param->name))
            return param;
    return NULL;
}

static void add_path_parameters(struct document *d, const struct route *route)
{
    static const struct route_param any = {.schema = "{\"type\":\"string\",\"minLength\":1}",
                                           .summary = "",
                                           .is_required = true};

    for (const char *at = strchr(route->pattern, '{'); at; at = strchr(at + 1, '{')) {
        struct str name = str_n(at + 1, (size_t)(strchr(at, '}') - at - 1));
        const struct route_param *known = param_of_path(route, name);

        add_parameter(d, "path", name, known ? known : &any);
    }
}

static void add_parameters(struct document *d, const struct route *route)
{
    add(d, ",\"parameters\":[");
    add_path_parameters(d, route);
    for (const struct route_param *param = route->params; param && param->name; param++)
        if (!param->in_path)
            add_parameter(d, param->in_header ? "header" : "query", str_of(param->name), param);
    add(d, "]");
}

/* Of any type, as they are or as the first file of a form; or of the one that the route takes. */
static void add_bytes(struct document *d, const struct route *route)
{
    if (route->bytes_type)
        buf_printf(d->out, "\"%s\":{}", route->bytes_type);
    else
        add(d, "\"application/octet-stream\":{},\"multipart/form-data\":{\"schema\":{\"type\":\"object\","
               "\"required\":[\"file\"],\"properties\":{\"file\":{\"type\":\"string\","
               "\"contentMediaType\":\"application/octet-stream\"}}}}");
}

static void add_message(struct document *d, const struct route *route)
{
    add(d, "\"application/json\":{\"schema\":");
    schema_refer(&d->schemas, route->in, true);
    if (route->example)
        buf_printf(d->out, ",\"example\":%s", route->example);
    add(d, "}");
}

static void add_body(struct document *d, const struct route *route)
{
    if (!route->in && !route->takes_bytes)
        return;
    buf_printf(d->out, ",\"requestBody\":{\"required\":%s,\"x-max-body-bytes\":%zu,\"content\":{",
               route->bytes_by ? "false" : "true", route_max_body(route));
    if (route->takes_bytes)
        add_bytes(d, route);
    if (route->takes_bytes && route->in)
        add(d, ",");
    if (route->in)
        add_message(d, route);
    add(d, "}}");
}

/* ---- names ---- */

static void add_method(struct document *d, enum http_method method)
{
    for (const char *at = http_method_name(method); *at; at++)
        buf_char(d->out, (char)tolower((unsigned char)*at));
}

/* "get_api_v1_requests_id" */
static void add_operation_id(struct document *d, enum http_method method, const char *pattern)
{
    bool gap = true;

    add(d, "\"");
    add_method(d, method);
    for (const char *at = pattern; *at; at++) {
        bool is_word = isalnum((unsigned char)*at) != 0;

        if (is_word && gap)
            buf_char(d->out, '_');
        if (is_word)
            buf_char(d->out, *at);
        gap = !is_word;
    }
    add(d, "\"");
}

/* "products" of /products/{id}, "sessions" of /api/v1/sessions. */
static struct str tag_of(const struct route *route)
{
    struct str rest = str_of(route->pattern), tag;

    if (route->is_internal)
        return STR(OWN_TAG);
    rest = str_starts(rest, STR(API)) ? str_sub(rest, sizeof(API) - 1, rest.len) : str_sub(rest, 1, rest.len);
    str_split(&rest, '/', &tag);
    return tag;
}

/* ---- what goes out ---- */

static void add_links(struct document *d, const struct route *route)
{
    if (!route->links)
        return;
    add(d, ",\"links\":{");
    for (const struct route_link *link = route->links; link->name; link++) {
        separate(d);
        buf_printf(d->out, "\"%s\":{\"operationId\":", link->name);
        add_operation_id(d, link->method, link->pattern);
        buf_printf(d->out, ",\"parameters\":{\"%s\":\"%s\"}}", link->param, link->value);
    }
    add(d, "}");
}

static void add_content(struct document *d, const struct route *route)
{
    if (!route->out && !route->media && !route->answer)
        return;
    buf_printf(d->out, ",\"content\":{\"%s\":{\"schema\":", route->media ? route->media : TEXT_JSON);
    if (route->out)
        schema_refer(&d->schemas, route->out, false);
    else
        add(d, route->answer ? route->answer : "{\"type\":\"string\"}");
    add(d, "}}");
}

static void add_headers(struct document *d, const struct route *route, bool has_location)
{
    if (route->is_internal)
        return;
    add(d, ",\"headers\":{\"X-Request-Id\":{\"description\":\"The correlation id.\",\"schema\":{\"type\":"
           "\"string\"}}");
    add(d, has_location ? ",\"Location\":{\"description\":\"Where the answer will be.\",\"schema\":{\"type\":"
                          "\"string\"}}}"
                        : "}");
}

static void add_answer(struct document *d, const struct route *route, int status, const char *description)
{
    separate(d);
    buf_printf(d->out, "\"%d\":{\"description\":\"%s\"", status, description);
    add_headers(d, route, status == 202);
    if (status != 204 && status != 101)
        add_content(d, route);
    add_links(d, route);
    add(d, "}");
}

static void add_problem(struct document *d, const char *status, const char *description)
{
    separate(d);
    buf_printf(d->out,
               "\"%s\":{\"description\":\"%s\",\"content\":{\"application/problem+json\":{\"schema\":",
               status, description);
    schema_refer(&d->schemas, &steward__v1__problem__descriptor, false);
    add(d, "}}}");
}

static void add_answers(struct document *d, const struct route *route)
{
    int done = route->done ? route->done : 200;

    add(d, ",\"responses\":{");
    add_answer(d, route, done, done == 101 ? "From here on it is a WebSocket." : "Done.");
    if (route->may_be_new)
        add_answer(d, route, 201, "Done: it was not there before.");
    if (route->may_take_long)
        add_answer(d, route, 202, "It goes on; Location says where the answer will be.");
    if (route->may_be_over)
        add_answer(d, route, 204, "There is no more of it.");
    if (route->may_be_away)
        add_answer(d, route, 503, "The same, when it is not ready.");
    add_problem(d, "4XX", "What is wrong with the request: a problem document.");
    add_problem(d, "5XX", "What is away or went wrong: a problem document.");
    add(d, "}");
}

/* ---- operations ---- */

/* What may ask: nobody in particular, or a key or token with the scope. Roles have no place in the document.
 */
static void add_security(struct document *d, const struct route *route)
{
    const char *scope = route->scope ? route->scope : "";
    const char *quote = route->scope ? "\"" : "";

    if (!route->scope && !route->role) {
        add(d, ",\"security\":[]");
        return;
    }
    buf_printf(d->out, ",\"security\":[{\"key\":[%s%s%s]},{\"token\":[%s%s%s]}%s]", quote, scope, quote,
               quote, scope, quote, d->about->takes_anonymous ? ",{}" : "");
}

static void add_operation(struct document *d, const struct route *route)
{
    separate(d);
    add(d, "\"");
    add_method(d, route->method);
    add(d, "\":{\"operationId\":");
    add_operation_id(d, route->method, route->pattern);
    add(d, ",\"summary\":");
    add_quoted(d, route->summary ? route->summary : "");
    add(d, ",\"tags\":[");
    json_add_string(d->out, tag_of(route));
    add(d, "]");
    add_security(d, route);
    add_parameters(d, route);
    add_body(d, route);
    add_answers(d, route);
    add(d, "}");
}

static bool is_first_of_its_path(const struct document *d, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (!d->routes[i]->is_page && !strcmp(d->routes[i]->pattern, d->routes[at]->pattern))
            return false;
    return !d->routes[at]->is_page;
}

static void add_paths(struct document *d)
{
    add(d, ",\"paths\":{");
    for (size_t i = 0; i < d->route_count; i++) {
        if (!is_first_of_its_path(d, i))
            continue;
        separate(d);
        add_quoted(d, d->routes[i]->pattern);
        add(d, ":{");
        for (size_t k = i; k < d->route_count; k++)
            if (!strcmp(d->routes[k]->pattern, d->routes[i]->pattern))
                add_operation(d, d->routes[k]);
        add(d, "}");
    }
    add(d, "}");
}

static bool is_first_of_its_tag(const struct document *d, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (!d->routes[i]->is_page && str_eq(tag_of(d->routes[i]), tag_of(d->routes[at])))
            return false;
    return !d->routes[at]->is_page;
}

static void add_tags(struct document *d)
{
    add(d, ",\"tags\":[");
    for (size_t i = 0; i < d->route_count; i++) {
        if (!is_first_of_its_tag(d, i))
            continue;
        separate(d);
        add(d, "{\"name\":");
        json_add_string(d->out, tag_of(d->routes[i]));
        add(d, d->routes[i]->is_internal
                   ? ",\"description\":\"How the process is, and what it says of itself.\"}"
                   : "}");
    }
    add(d, "]");
}

static void add_security_schemes(struct document *d)
{
    add(d,
        ",\"securitySchemes\":{\"key\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":"
        "\"st_live_...\",\"description\":\"An API key. The names beside it are the scopes that it needs.\"},"
        "\"token\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\",\"description\":"
        "\"An access token of an issuer that the operator trusts.\"}}");
}

void openapi_write(const struct openapi_about *about, const struct route *const *routes, size_t count,
                   struct buf *out)
{
    struct document d = {.out = out,
                         .about = about,
                         .routes = routes,
                         .route_count = count,
                         .schemas = {.out = out, .limits = about->limits}};

    add(&d, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":");
    add_quoted(&d, about->title);
    add(&d, ",\"version\":");
    add_quoted(&d, about->version);
    add(&d, ",\"summary\":");
    add_quoted(&d, about->summary);
    add(&d, ",\"license\":{\"name\":\"MIT\",\"identifier\":\"MIT\"}},\"servers\":[{\"url\":\"/\"}]");
    add_tags(&d);
    add_paths(&d);
    add(&d, ",\"components\":{\"schemas\":{");
    schemas_write(&d.schemas);
    add(&d, "}");
    add_security_schemes(&d);
    add(&d, "}}");
}
