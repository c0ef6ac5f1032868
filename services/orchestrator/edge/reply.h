/* edge/reply.h: how a client over HTTP is told what has become of its request. Each ends the call. */
#pragma once

#include "service/call.h"
#include "steward/v1/request.pb-c.h"

/* The response: as it is when it is completed, else as the problem that it names. */
void reply_response(struct call *call, const Steward__V1__Response *response);
/* 202: it goes on; the response will be at this address. */
void reply_accepted(struct call *call, struct str request_id);
/* 503: it has not begun, for want of `what`; it may be asked again. */
void reply_unavailable(struct call *call, const char *what, const char *why);
