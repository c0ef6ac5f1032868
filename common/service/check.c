/* service/check.c: --check: the process that is configured here is asked how it is, over its own port.
 *
 * For who watches it without an HTTP client, as a container's health check: the same settings, so the same
 * port. */
#include <stdio.h>
#include <string.h>

#include "service/https.h"
#include "service/process_parts.h"

#define CHECK_MS 3000

struct check {
    struct loop *loop;
    const char *name, *url;
    bool is_over;
    int code;
};

static void on_answer(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct check *check = owner;

    check->is_over = true;
    check->code = reply && reply->status == 200 ? 0 : 1;
    if (reply)
        fprintf(check->code ? stderr : stdout, "%.*s", STR_ARGS(reply->body));
    else
        fprintf(stderr, "steward-%s: %s: %s\n", check->name, check->url, err->text);
    loop_stop(check->loop);
}

/* One that listens everywhere is asked at home. */
static const char *address_of(const char *address)
{
    if (!strcmp(address, "0.0.0.0"))
        return "127.0.0.1";
    return strcmp(address, "::") ? address : "::1";
}

static const char *check_url(struct arena *arena, const char *scheme, const char *address, int port,
                             const char *path)
{
    bool has_colon;

    address = address_of(address);
    has_colon = strchr(address, ':') != NULL;
    return str_printf(arena, "%s://%s%s%s:%d/%s", scheme, has_colon ? "[" : "", address, has_colon ? "]" : "",
                      port, path);
}

int check_run(const struct service *service, const struct config *config, const char *path)
{
    struct arena *arena = arena_new(4096);
    struct loop *loop = loop_new();
    struct http_client *client = http_client_new(loop, 1);
    int port = (int)config_int(config, "STEWARD_PORT");
    struct check check = {loop, service->name};
    /* What it shows, the same certificate does for a client. */
    const struct tls_files files = {"", config_text(config, "STEWARD_TLS_CERTIFICATE"),
                                    config_text(config, "STEWARD_TLS_KEY")};

    check.url = check_url(arena, https_is_set(config) ? "https" : "http",
                          config_text(config, "STEWARD_ADDRESS"), port ? port : service->port, path);
    http_client_ask(client,
                    &(struct http_ask){.method = "GET",
                                       .url = check.url,
                                       .deadline_ms = CHECK_MS,
                                       .tls = &files,
                                       .is_to_self = true},
                    on_answer, &check);
    while (!check.is_over)
        loop_run(loop);
    http_client_free(client);
    loop_free(loop);
    arena_free(arena);
    return check.code;
}
