/* http_floor: the least that a request can cost here: a constant reply to every GET. What wrk measures
 * against it is the server alone. http_floor [port] [connections]; stops at SIGTERM or SIGINT. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "http/server.h"

static const struct http_header headers[] = {{"Content-Type", STR("application/json")}, {0}};

static void reply(void *owner, struct http_request *request)
{
    http_reply(request, 200, headers, STR("{\"status\":\"ok\"}\n"));
}

static void stop(void *owner)
{
    loop_stop(owner);
}

int main(int argc, char **argv)
{
    struct http_server_options options = {
        .address = "127.0.0.1",
        .port = argc > 1 ? atoi(argv[1]) : 0,
        .max_connections = argc > 2 ? atoi(argv[2]) : 15000,
        .max_body_bytes = 1 << 20,
        .body_memory_bytes = 64 << 20,
        .cors_origins = "",
        .on_request = reply,
    };
    struct loop *loop = loop_new();
    struct http_server *server;
    struct error err;

    if (!http_server_start(loop, &options, &server, &err)) {
        fprintf(stderr, "http_floor: %s\n", err.text);
        return 1;
    }
    printf("%d\n", http_server_port(server));
    fflush(stdout);
    loop_on_signal(loop, SIGTERM, stop, loop);
    loop_on_signal(loop, SIGINT, stop, loop);
    loop_run(loop);
    http_server_free(server);
    loop_free(loop);
    return 0;
}
