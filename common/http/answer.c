/* http/answer.c: a handler's answer, and the server's own refusals as problem documents (RFC 9457). */
#include <stdio.h>

#include "http/server_parts.h"

#define PROBLEM_SIZE 700
#define PROBLEM_HEADER                                                                                       \
    {                                                                                                        \
        "Content-Type", STR("application/problem+json; charset=utf-8")                                       \
    }

/* The first that fits; docs/problems.md explains them. */
static const struct {
    int status;
    const char *limit; /* NULL: any */
    const char *type;
} types[] = {
    {400, NULL, "malformed-request"},
    {408, NULL, "request-too-slow"},
    {413, NULL, "body-too-large"},
    {414, NULL, "target-too-long"},
    {417, NULL, "expectation-failed"},
    {429, NULL, "too-many-connections"},
    {431, NULL, "head-too-large"},
    {501, NULL, "not-implemented"},
    {503, "connections", "too-many-connections"},
    {503, NULL, "overloaded"},
    {504, NULL, "no-answer-in-time"},
    {505, NULL, "http-version"},
};

static const char *type_of(const struct refusal *refusal)
{
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        bool fits = !types[i].limit || (refusal->limit && !strcmp(types[i].limit, refusal->limit));

        if (types[i].status == refusal->status && fits)
            return types[i].type;
    }
    return "internal";
}

static struct str problem_text(const struct refusal *refusal, struct str correlation_id,
                               char ret_text[PROBLEM_SIZE])
{
    int len = snprintf(ret_text, PROBLEM_SIZE,
                       "{\"type\":\"" PROBLEM_TYPES "%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\","
                       "\"correlation_id\":\"%.*s\",\"retryable\":%s",
                       type_of(refusal), http_reason(refusal->status), refusal->status, refusal->detail,
                       STR_ARGS(correlation_id), refusal->retry_after_s ? "true" : "false");

    if (refusal->limit)
        len += snprintf(ret_text + len, PROBLEM_SIZE - (size_t)len, ",\"limit\":\"%s\",\"max\":%lld",
                        refusal->limit, refusal->max);
    len += snprintf(ret_text + len, PROBLEM_SIZE - (size_t)len, "}");
    return str_n(ret_text, (size_t)len);
}

void reply_refuse(struct connection *connection, const struct refusal *refusal, struct str correlation_id,
                  bool is_for_head)
{
    char text[PROBLEM_SIZE], seconds[16];
    int digits = snprintf(seconds, sizeof(seconds), "%d", refusal->retry_after_s);
    struct http_header headers[] = {PROBLEM_HEADER,
                                    {"X-Request-Id", correlation_id},
                                    {"Retry-After", str_n(seconds, (size_t)digits)},
                                    {0}};

    if (!refusal->retry_after_s)
        headers[2].name = NULL;
    metric_add(connection->server->refused_total, 1);
    reply_write(connection, &(struct reply){.status = refusal->status,
                                            .headers = headers,
                                            .body = problem_text(refusal, correlation_id, text),
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
    struct http_header problem_headers[] = {PROBLEM_HEADER,
                                            {"X-Request-Id", http_correlation_id(request)},
                                            {0}};
    char text[PROBLEM_SIZE];
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
            reply.body = problem_text(&(struct refusal){.status = 500, .detail = wrong},
                                      problem_headers[1].value, text);
        }
        reply.origin = http_allowed_origin(request);
        connection->request = NULL;
        request->connection = NULL;
        reply_write(connection, &reply);
    }
    request_free(request);
}
