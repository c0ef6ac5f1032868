/* orchestrator.h: what the files of this service share. */
#pragma once

#include "service/service.h"
#include "steward/v1/request.pb-c.h"

struct orchestrator {
    struct process *process;
    struct waiters *waiters;
    size_t named_waiters; /* of them, whose request may be answered to another copy that was asked the same */
    size_t in_flight_max; /* accepted over HTTP and not answered: past it requests are shed */
};

/* routes_search.c, routes_requests.c */
void search_post(struct call *call);
void request_get(struct call *call);
void session_get(struct call *call);

/* Answers with the response: as it is when it is completed, else as the problem that it names. */
void reply_response(struct call *call, const Steward__V1__Response *response);
/* 202: it goes on; the response will be at this address. */
void reply_accepted(struct call *call, struct str request_id);

/* unreadable.c */
void tell_unreadable(struct process *process, const struct event *event, const struct error *why);
