/* service/problems.c: the address in a problem's `type` answers with this table's line about it. */
#include "service/problems.h"

#include "service/process_parts.h"
#include "json/json.h"

const struct problem_type problem_types[] = {
    {"invalid-body", "400",
     "not JSON, or not of the right shape: `faults` has the path of each field that is wrong, and why"},
    {"malformed-request", "400", "not HTTP as it is spoken here: `detail` says what is wrong with it"},
    {"invalid-tenant", "400", "the header `Steward-Tenant` does not name a tenant"},
    {"unexpected-body", "400", "this address takes no body"},
    {"unreadable-request", "400",
     "a record on `steward.requests` that is no request; it is among the dead letters"},
    {"not-authenticated", "401",
     "this takes a key or token: `Authorization: Bearer ...`; `detail` says why nobody is answered without"},
    {"invalid-credential", "401", "the key or token is not accepted; `detail` says why"},
    {"bad-signature", "401", "the signature of a webhook is missing, or not by the secret that is set here"},
    {"missing-scope", "403", "the credential is good, but does not allow this: `detail` names the scope"},
    {"missing-role", "403", "the credential is good, but this needs the role that `detail` names"},
    {"tenant-not-yours", "403", "the header `Steward-Tenant` names another tenant than that of who asks"},
    {"not-your-session", "403", "the session was begun by another `user_id`"},
    {"user-not-yours", "403", "a person's token names another `user_id` than its `sub`: docs/security.md"},
    {"catalog-refuses", "403",
     "the catalogue answers nobody whom it does not know, and it knows no cookies: set "
     "`STEWARD_SERVICE_SECRET`, docs/security.md"},
    {"media-refuses", "403",
     "the media service answers nobody whom it does not know, and it knows no cookies: set "
     "`STEWARD_SERVICE_SECRET`, docs/security.md"},
    {"other-shop", "403",
     "the webhook is of another shop than `STEWARD_CATALOG_SHOPIFY_SHOP`, or none is set"},
    {"cross-site-request", "403",
     "with a cookie only pages of this very host may change something: docs/sign-in.md"},
    {"origin-not-allowed", "403", "pages of this origin may not call here: `STEWARD_CORS_ORIGINS`"},
    {"key-not-found", "404", "there is no such API key in this tenant, or it has ended"},
    {"too-many-tenants", "409",
     "as many tenants have products as may have an index: `STEWARD_CATALOG_TENANTS`"},
    {"other-copy", "409",
     "`/operations` of another copy than the one that was named: `detail` says which it is"},
    {"too-many-keys", "409", "a tenant has at most 1000 API keys that are good: revoke some"},
    {"not-found", "404", "there is no such address, request or session"},
    {"unknown-event", "404", "there is no such event in this session: what is so now follows"},
    {"product-not-found", "404", "there is no such product"},
    {"media-not-found", "404", "there is no photo or voice note of that id in this tenant, or it has ended"},
    {"tuning-not-found", "404", "there is no such merchandising rule or synonym"},
    {"method-not-allowed", "405", "`Allow` says which methods there are"},
    {"request-too-slow", "408", "the head or the body of the request took too long to come: `limit`, `max`"},
    {"in-flight", "409", "this connection has asked that already, and the answer will come"},
    {"upload-elsewhere", "409",
     "an upload goes on at another byte than this piece begins at, or would get longer than it was said to "
     "be: `HEAD` says where it is; docs/media.md"},
    {"session-erased", "410", "the session was erased while the request was on its way"},
    {"not-recording", "409", "no recording is being spoken on this connection: docs/live.md"},
    {"tus-version", "412", "`Tus-Resumable` must be 1.0.0: docs/media.md"},
    {"upload-too-large", "413", "`Upload-Length` is more than is taken: `detail` says what is"},
    {"body-too-large", "413",
     "`max` is what this address takes, in bytes; `detail` says where more is taken, if it is"},
    {"target-too-long", "414", "the address is longer than `max` bytes"},
    {"unsupported-media-type", "415", "send `application/json`, or what `detail` names"},
    {"unknown-media", "415",
     "bytes that are neither a picture nor a recording of a kind that is taken: `detail` names these"},
    {"expectation-failed", "417", "the only `Expect` that is met is `100-continue`"},
    {"invalid-request", "422",
     "a value is out of its range: `faults` says of each which field it is and what is allowed"},
    {"invalid-search", "422",
     "the catalogue cannot do the search: `faults` says what is wrong with its filters, and which names are "
     "near, or its `cursor` is of another search"},
    {"invalid-product", "422", "a product that cannot be kept: `faults` says all that is wrong"},
    {"invalid-rule", "422", "a merchandising rule that cannot be kept: `faults` says all that is wrong"},
    {"invalid-synonym", "422", "a synonym that cannot be kept: `faults` says all that is wrong"},
    {"invalid-bulk", "422", "too many products at once, or none"},
    {"invalid-parameter", "422", "a parameter of the address is out of its range"},
    {"missing-field", "422", "a field is missing without which nothing can be done"},
    {"unfetchable-media", "422",
     "nothing is to be had from a URL, or nothing may be: `detail` says which; docs/media.md"},
    {"unreadable-media", "422",
     "no picture or recording of a kind that is read, or a broken, too large or too long one: `detail` says "
     "which"},
    {"key-used", "422",
     "this `Idempotency-Key` or `request_id` was used for a request that asks for something else"},
    {"upgrade-required", "426", "this address speaks WebSocket: docs/live.md"},
    {"session-busy", "429", "256 requests of this session wait already"},
    {"too-many-in-flight", "429", "too many requests of this connection are not answered yet"},
    {"too-many-recordings", "429", "somebody speaks on several connections already"},
    {"too-many-sessions", "429", "this connection follows too many sessions already"},
    {"too-many-requests", "429",
     "this client, or its tenant, asks more often than its limit: docs/limits.md; `Retry-After` says when"},
    {"quota-exceeded", "429",
     "all requests of the day are used up, of the key or its tenant: docs/limits.md"},
    {"too-many-connections", "429 or 503",
     "open connections, of this address or of all: `STEWARD_HTTP_CONNECTIONS_PER_ADDRESS`, "
     "`STEWARD_HTTP_MAX_CONNECTIONS`"},
    {"head-too-large", "431", "the request has more or longer headers than are taken: `limit`, `max`"},
    {"internal", "500", "a fault of ours: the log has it under the correlation id"},
    {"media-damaged", "500", "what is kept of a photo or voice note is not what was sent: send it again"},
    {"not-implemented", "501", "a method or a transfer coding that is not known here"},
    {"search-failed", "as it says",
     "the catalogue could not do the search; `detail` says why, and `faults` what is wrong with its filters"},
    {"chat-failed", "as it says",
     "the message could not be understood for a technical reason; `detail` says why"},
    {"ranking-failed", "as it says", "the results could not be ranked; `detail` says why"},
    {"answer-failed", "as it says", "the answer could not be put into words; `detail` says why"},
    {"accounts-silent", "503", "whose an API key is could not be found out now; `detail` says why"},
    {"issuer-silent", "503", "the keys of the token's issuer cannot be read now; `detail` says why"},
    {"catalog-silent", "503", "the catalogue did not answer in time"},
    {"media-failed", "as it says", "what was shown and said could not be made use of; `detail` says why"},
    {"recording-unheard", "503",
     "nobody listens to a recording while it is being spoken; it is kept and heard as a whole all the same"},
    {"media-silent", "503", "the media service did not answer in time"},
    {"composer-silent", "503", "the response composer did not answer in time"},
    {"no-answer-yet", "504", "the request goes on; its answer will be at its address"},
    {"no-answer-in-time", "504", "the handler of this address was too slow"},
    {"media-full", "507",
     "no room is left for photos and voice notes until older ones end: `STEWARD_MEDIA_QUOTA_MB`, "
     "`STEWARD_MEDIA_TENANT_QUOTA_MB`, or the disk"},
    {"http-version", "505", "HTTP/1.1 and HTTP/1.0 are spoken here"},
    {"overloaded", "503",
     "more requests are on their way than `STEWARD_MAX_IN_FLIGHT`, or their bodies take more than "
     "`STEWARD_HTTP_BODY_MEMORY_MB`: the edge sheds before queues grow"},
    {"starting", "503", "the process has just started"},
    {"unavailable", "503", "Kafka or Postgres is away: `detail` names it"},
    {0},
};

Steward__V1__Problem *problem_new(int status, const char *type, const char *detail, struct arena *arena)
{
    Steward__V1__Problem *problem = arena_new_of(arena, Steward__V1__Problem);

    steward__v1__problem__init(problem);
    problem->retryable = status == 503;
    problem->status = status;
    problem->type = str_printf(arena, PROBLEM_TYPES "%s", type);
    problem->title = str_c(arena, str_of(http_reason(status)));
    problem->detail = str_c(arena, str_of(detail));
    return problem;
}

Steward__V1__Problem *problem_of_failure(const char *type, const struct error *why, struct arena *arena)
{
    return problem_new(why->policy == ERROR_RETRY ? 503 : 500, type, why->text, arena);
}

static void add_problem(struct buf *out, const struct problem_type *type)
{
    buf_printf(out, "{\"type\":\"" PROBLEM_TYPES "%s\",\"status\":\"%s\",\"meaning\":", type->name,
               type->status);
    json_add_string(out, str_of(type->meaning));
    buf_char(out, '}');
}

static void add_html(struct buf *out, struct str text)
{
    bool is_code = false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];

        if (c == '`') {
            is_code = !is_code;
            buf_str(out, is_code ? STR("<code>") : STR("</code>"));
        } else if (c == '<' || c == '&') {
            buf_str(out, c == '<' ? STR("&lt;") : STR("&amp;"));
        } else {
            buf_char(out, c);
        }
    }
}

static void add_page(struct buf *out, const struct problem_type *type)
{
    buf_printf(out,
               "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
               "<meta name=\"viewport\" content=\"width=device-width\"><title>Problem: %s</title>"
               "<main><h1>%s</h1><p>Status: %s</p><p>",
               type->name, type->name, type->status);
    add_html(out, str_of(type->meaning));
    buf_str(out,
            STR("</p><p>An answer of this type has the member <code>correlation_id</code>: the logs have "
                "it, too. <a href=\"/problems\">All types of problem</a></p></main></html>\n"));
}

/* People who follow the address come with a browser; programs say what they accept, or nothing. */
static bool wants_page(const struct call *call)
{
    return str_find(call_header(call, "Accept"), STR("text/html")) >= 0;
}

static void answer(struct call *call, const struct problem_type *type)
{
    struct buf out = {0};

    call_add_header(call, "Vary", STR("Accept"));
    if (wants_page(call)) {
        add_page(&out, type);
        call_reply_text(call, 200, "text/html; charset=utf-8", buf_as_str(&out));
    } else {
        add_problem(&out, type);
        call_reply_json(call, 200, buf_as_str(&out));
    }
    buf_free(&out);
}

void problem_get(struct call *call)
{
    struct str name = call_param(call, "type");

    for (const struct problem_type *type = problem_types; type->name; type++) {
        if (!str_is(name, type->name))
            continue;
        answer(call, type);
        return;
    }
    call_problem(call, 404, "not-found", "type", "there is no such type of problem");
}

void problems_get(struct call *call)
{
    struct buf out = {0};

    buf_str(&out, STR("{\"problems\":["));
    for (const struct problem_type *type = problem_types; type->name; type++) {
        if (type > problem_types)
            buf_char(&out, ',');
        add_problem(&out, type);
    }
    buf_str(&out, STR("]}"));
    call_reply_json(call, 200, buf_as_str(&out));
    buf_free(&out);
}
