/* live_fault.h: what could not be done, as the event of type "error" that says so. Pure. */
#pragma once

#include "base/str.h"

struct live_fault {
    const char *session_id, *request_id; /* NULL: not known */
    int status;
    const char *type;  /* the last part of the problem's address */
    const char *field; /* NULL: none */
    const char *detail;
    bool is_retryable;
    int64_t retry_after_s; /* 0: not known */
};

void live_fault_json(const struct live_fault *fault, struct buf *out); /* a LiveError */
