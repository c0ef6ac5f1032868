/* ask: HTTP for verbs, which do one thing after the other: each ask runs the loop until it is answered. */
#include <stdio.h>

#include "cli.h"
#include "json/json.h"

enum { REPLY_MAX = 64 << 20 };

struct wait {
    struct cli *cli;
    struct cli_reply *reply;
    struct error *err;
    bool is_done;
};

static void on_reply(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct wait *wait = owner;

    wait->is_done = true;
    if (reply)
        *wait->reply = (struct cli_reply){reply->status, str_copy(wait->cli->arena, reply->body)};
    else
        *wait->err = *err;
    loop_stop(wait->cli->loop);
}

const char *cli_key(const struct cli *cli)
{
    const char *key = config_text(cli->config, "STEWARD_KEY");

    return *key ? key : NULL;
}

struct tls_files cli_tls(const struct cli *cli)
{
    return (struct tls_files){config_text(cli->config, "STEWARD_HTTP_CA"),
                              config_text(cli->config, "STEWARD_HTTP_CERTIFICATE"),
                              config_text(cli->config, "STEWARD_HTTP_KEY")};
}

bool cli_try(struct cli *cli, const struct cli_ask *ask, struct cli_reply *ret_reply, struct error *err)
{
    struct wait wait = {cli, ret_reply, err, false};
    const char *const headers[] = {ask->body.len ? "Content-Type: application/json"
                                                 : "Accept: application/json",
                                   ask->header, NULL};
    const struct tls_files tls = cli_tls(cli);
    const struct http_ask http = {.method = ask->method,
                                  .url = ask->url,
                                  .headers = headers,
                                  .bearer = cli_key(cli),
                                  .tls = &tls,
                                  .body = ask->body,
                                  .max_bytes = REPLY_MAX,
                                  .deadline_ms = ask->deadline_ms ? ask->deadline_ms : 10000};

    *ret_reply = (struct cli_reply){0};
    http_client_ask(cli->client, &http, on_reply, &wait);
    while (!wait.is_done) /* a signal's callback may stop the loop, too */
        loop_run(cli->loop);
    return ret_reply->status != 0;
}

/* Of these two problems the detail alone does not say what it is about. */
static const char *field_of(struct cli *cli, const struct json_member *members, size_t count)
{
    const struct json_member *type = json_member_of(members, count, STR("type"));
    const struct json_member *field = json_member_of(members, count, STR("field"));

    if (!type || !field || !field->value.len ||
        (!str_is(type->value, "/problems/invalid-request") && !str_is(type->value, "/problems/invalid-body")))
        return "";
    return str_printf(cli->arena, "%.*s: ", STR_ARGS(field->value));
}

const char *cli_problem(struct cli *cli, const struct cli_reply *reply)
{
    struct json_member *members;
    const struct json_member *said;
    size_t count;

    if (!json_members(reply->body, cli->arena, &members, &count, NULL))
        count = 0;
    said = json_member_of(members, count, STR("detail"));
    if (!said)
        said = json_member_of(members, count, STR("title"));
    return said ? str_printf(cli->arena, "%s%.*s", field_of(cli, members, count), STR_ARGS(said->value))
                : str_printf(cli->arena, "the answer was HTTP %d", reply->status);
}

static int code_of(int status)
{
    if (status == 404)
        return CLI_NOT_FOUND;
    return status >= 500 || status == 429 ? CLI_UNAVAILABLE : CLI_FAILED;
}

int cli_fetch(struct cli *cli, const struct cli_ask *ask, struct cli_reply *ret_reply)
{
    struct error err;

    if (!cli_try(cli, ask, ret_reply, &err))
        return cli_fail(cli, CLI_UNAVAILABLE, "%s did not answer (%s). Is it running? `steward health` says.",
                        ask->url, err.text);
    if (ret_reply->status >= 200 && ret_reply->status < 300)
        return CLI_OK;
    return cli_fail(cli, code_of(ret_reply->status), "%s", cli_problem(cli, ret_reply));
}

const void *cli_read_message(struct cli *cli, struct str body, const ProtobufCMessageDescriptor *type,
                             int *ret_code)
{
    ProtobufCMessage *message = NULL;
    struct json_fault fault;

    *ret_code = CLI_OK;
    if (json_to_message(type, body, cli->arena, &message, &fault))
        return message;
    *ret_code = cli_fail(cli, CLI_FAILED, "the answer cannot be read: %s %s", fault.field, fault.reason);
    return NULL;
}

const void *cli_fetch_message(struct cli *cli, const struct cli_ask *ask,
                              const ProtobufCMessageDescriptor *type, struct str *ret_body, int *ret_code)
{
    struct cli_reply reply;

    *ret_code = cli_fetch(cli, ask, &reply);
    if (*ret_code)
        return NULL;
    if (ret_body)
        *ret_body = reply.body;
    return cli_read_message(cli, reply.body, type, ret_code);
}

const char *cli_tenant_header(struct cli *cli)
{
    const char *tenant = args_text(cli->args, "tenant", NULL);

    return tenant ? str_printf(cli->arena, "Steward-Tenant: %s", tenant) : NULL;
}

const char *cli_url(struct cli *cli, const char *setting, const char *format, ...)
{
    struct buf url = {0};
    struct str base = str_of(config_text(cli->config, setting));
    const char *copy;
    va_list args;

    while (base.len && base.data[base.len - 1] == '/')
        base.len--;
    buf_str(&url, base);
    va_start(args, format);
    buf_vprintf(&url, format, args);
    va_end(args);
    copy = str_c(cli->arena, buf_as_str(&url));
    buf_free(&url);
    return copy;
}

char *cli_escaped(struct cli *cli, const char *text)
{
    struct buf escaped = {0};
    char *copy;

    buf_escaped(&escaped, str_of(text));
    copy = str_c(cli->arena, buf_as_str(&escaped));
    buf_free(&escaped);
    return copy;
}
