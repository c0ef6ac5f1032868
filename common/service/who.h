/* service/who.h: who asks, from what a request shows. For this module. */
#pragma once

#include "auth/principal.h"
#include "base/error.h"
#include "http/server.h"

struct process;
struct who;

struct who_trouble {
    int status;       /* 401, 403, 503 */
    const char *type; /* of problem */
    char detail[240];
};

/* One of them is NULL; both live until it returns, the principal as long as the request. Called exactly once,
 * maybe inside who_ask. */
typedef void who_fn(void *owner, const struct principal *principal, const struct who_trouble *trouble);

MUST_CHECK bool who_new(struct process *process, struct who **ret_who, struct error *err);
void who_ask(struct who *who, struct http_request *request, who_fn *told, void *owner);
void who_free(struct who *who); /* who still waits is told so, first; NULL does nothing */

/* Is anybody answered who shows no credential? */
bool who_takes_anonymous(const struct who *who);
