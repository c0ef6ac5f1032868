/* service/audit.h: the audit log from the sight of a route. */
#pragma once

#include "audit/audit.h"
#include "service/call.h"

/* One more statement of the act's own batch: who asks did this, in this call. Rows of results before it stay
 * where they are. */
void call_audit(const struct call *call, struct pg_batch *batch, const char *action, struct str target,
                const struct audit_detail *details);
/* The same of an act that the database may refuse: as audit_add_if_acted. */
void call_audit_if_acted(const struct call *call, struct pg_batch *batch, const char *action,
                         struct str target, const struct audit_detail *details);

/* A route of a service that keeps_audit: a page of the log of the caller's tenant. */
void audit_get(struct call *call);
extern const struct route_param audit_params[];
