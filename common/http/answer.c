/* http/answer.c: a handler's answer, and the server's own refusals as problem documents (RFC 9457). */
#include <stdio.h>

#include "http/connection.h"

static const struct http_header problem_headers[] = {{"Content-Type", STR("application/problem+json")}, {0}};

static struct str problem_text(const struct refusal *refusal, char *text, size_t size)
{
    int len =
        snprintf(text, size, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"",
                 http_reason(refusal->status), refusal->status, refusal->detail);

    if (refusal->limit)
        len += snprintf(text + len, size - (size_t)len, ",\"limit\":\"%s\",\"max\":%lld", refusal->limit,
                        refusal->max);
    len += snprintf(text + len, size - (size_t)len, "}\n");
    return str_n(text, (size_t)len);
}

void reply_refuse(struct connection *connection, const struct refusal *refusal, bool is_for_head)
{
    char text[512], seconds[16];
    int digits = snprintf(seconds, sizeof(seconds), "%d", refusal->retry_after_s);
    struct http_header headers[] = {problem_headers[0], {"Retry-After", str_n(seconds, (size_t)digits)}, {0}};

    if (!refusal->retry_after_s)
        headers[1].name = NULL;
    metric_add(connection->server->refused_total, 1);
    reply_write(connection, &(struct reply){.status = refusal->status,
                                            .headers = headers,
                                            .body = problem_text(refusal, text, sizeof(text)),
                                            .is_for_head = is_for_head,
                                            .closes = true});
}

/* What a handler must not send: it would break the framing of the reply, or the server's memory. */
static const char *what_is_wrong(int status, const struct http_header *headers, struct str body)
{
    size_t size = 0;

    if (status < 200 || status > 599)
        return "A handler gave a status that is none.";
    if (body.len > HTTP_REPLY_BODY_MAX_BYTES)
        return "A handler gave a body that is too large.";
    for (; headers && headers->name; headers++) {
        size += strlen(headers->name) + headers->value.len;
        if (!is_sendable_header(headers) || size > HTTP_REPLY_HEAD_MAX_BYTES)
            return "A handler gave a header that cannot be sent.";
    }
    return NULL;
}

void http_reply(struct http_request *request, int status, const struct http_header *headers, struct str body)
{
    struct connection *connection = request->connection;
    const char *wrong = connection ? what_is_wrong(status, headers, body) : NULL;
    char text[512];
    struct reply reply = {
        .status = status,
        .headers = headers,
        .body = body,
        .is_for_head = http_method(request) == HTTP_HEAD,
        .is_http_1_0 = request->parser.minor == 0,
        .closes = !parser_keeps_alive(&request->parser),
    };

    if (connection) {
        if (wrong) {
            reply.status = 500;
            reply.headers = problem_headers;
            reply.body = problem_text(&(struct refusal){.status = 500, .detail = wrong}, text, sizeof(text));
        }
        reply.origin = cors_origin(connection->server, request);
        connection->request = NULL;
        request->connection = NULL;
        reply_write(connection, &reply);
    }
    request_free(request);
}
