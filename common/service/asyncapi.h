/* service/asyncapi.h: what a service hears and says over Kafka and WebSockets, from its subscriptions, the
 * table of topics and the descriptors of their messages: as an AsyncAPI 3.0 document, and as a page. */
#pragma once

#include "base/mem.h"
#include "service/service.h"

#define ASYNC_WAYS_MAX 64

/* One way in or out. */
struct async_way {
    const struct topic *topic;                      /* NULL: a WebSocket */
    const struct socket_kind *socket;               /* NULL: a topic */
    bool is_sent;                                   /* else it is heard */
    bool is_set_aside;                              /* to the topic's dead letters */
    const struct topic *answers_to;                 /* NULL: what is heard is not answered */
    const ProtobufCMessageDescriptor *const *types; /* ends with NULL */
};

/* All ways of a service, in the order in which it declares them. */
size_t async_ways(const struct service *service, struct async_way ret_ways[ASYNC_WAYS_MAX]);
void async_way_name(const struct async_way *way, struct buf *out); /* of the topic, or the WebSocket's path */

void asyncapi_write(const struct service *service, const char *version, struct buf *out);
void asyncapi_page_write(const struct service *service, const char *version, struct buf *out); /* HTML */
