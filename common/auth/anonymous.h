/* auth/anonymous.h: what somebody may do who shows no credential. Pure.
 *
 * "On loopback" means that the process listens on a loopback address only, that the peer is this machine,
 * that the Host is one of its own names (so no page whose name was pointed here), and that no proxy says it
 * has passed the request on. A proxy on this machine that says nothing cannot be told from its users: whoever
 * runs one sets STEWARD_ANONYMOUS to always or never. */
#pragma once

#include "auth/principal.h"

enum anonymous_policy { ANONYMOUS_LOOPBACK, ANONYMOUS_ALWAYS, ANONYMOUS_NEVER };

struct anonymous_ask {
    struct str listening;    /* the address that the process listens on */
    struct str peer;         /* addresses without port */
    struct str host, origin; /* headers; may be empty */
    struct str listed;       /* exact origins that are welcome, with blanks between */
    bool is_forwarded;       /* there is a header that only proxies send */
};

enum anonymous_answer { ANONYMOUS_WELCOME, ANONYMOUS_REFUSED, ANONYMOUS_WRONG_ORIGIN };

MUST_CHECK bool anonymous_policy_from(struct str name, enum anonymous_policy *ret_policy);
/* On loopback an operator, anywhere else a viewer. *ret_why: static text for who is refused. */
enum anonymous_answer anonymous_role(enum anonymous_policy policy, const struct anonymous_ask *ask,
                                     enum role *ret_role, const char **ret_why);

/* 127.0.0.0/8, ::1, localhost; a name with a port or brackets, too. */
bool is_loopback(struct str host);
/* May a page of this origin (empty: no page) ask here? `listed` may, and pages that this very host has
 * served.
 */
bool origin_is_allowed(struct str origin, struct str host, struct str listed);
