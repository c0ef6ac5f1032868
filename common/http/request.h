/* http/request.h: a request, from its first byte until its handler is done with it. Inside of the server
 * only. */
#pragma once

#include "base/list.h"
#include "http/parser.h"
#include "http/peers.h"
#include "http/server.h"

struct connection;

struct http_request {
    struct link in_server; /* of those alive */
    struct http_server *server;
    struct connection *connection; /* NULL: the client is gone */
    struct parser parser;
    struct buf body;
    bool part_counts;    /* of the body; known with the head */
    struct arena *arena; /* NULL until asked for */
    struct str path, query;
    char peer_text[sizeof(((struct peer *)NULL)->text)];
    char client_text[HTTP_ADDRESS_SIZE];   /* of http_client(), if that is not the peer */
    char correlation_id[CORRELATION_SIZE]; /* empty until asked for */
    loop_fn *gone;
    void *gone_owner;
};

/* request.c, target.c, body.c */
struct http_request *request_new(struct connection *connection);
void request_free(struct http_request *request);
void request_free_spare(struct http_server *server);
bool request_read_target(struct http_request *request); /* false: not decodable */
/* False: no memory left in the server's budget. */
bool body_add(struct http_request *request, struct str piece);
void body_free(struct http_request *request);
