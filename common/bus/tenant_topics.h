/* bus/tenant_topics.h: topics that belong to one tenant: for producers who may not say whose their requests
 * are, nor see what others are answered.
 *
 * "acme=steward.acme" gives the tenant acme steward.acme.requests and steward.acme.responses: what comes on
 * the first is acme's, and is answered on the second. docs/tenants.md has the ACLs. */
#pragma once

#include "bus/event.h"
#include "bus/topics.h"

#define TENANT_TOPICS_MAX 32 /* tenants that have them */

struct tenant_topics;

/* `text`: TENANT=NAME, separated by commas or blanks; empty: none. False: *err says which cannot be. */
MUST_CHECK bool tenant_topics_read(const char *text, struct tenant_topics **ret_topics, struct error *err);
void tenant_topics_free(struct tenant_topics *topics); /* NULL does nothing */

/* All topics of the system, those of single tenants behind the others; ends with NULL. */
const struct topic *const *tenant_topics_all(const struct tenant_topics *topics);
const struct topic *topic_named(const struct topic *const *topics, const char *name); /* NULL: none */

/* Makes an event of a tenant's own topic that tenant's, and answered there. False: it names a tenant itself,
 * which it may not. Other topics: does nothing. */
MUST_CHECK bool event_of_topic(const struct topic *topic, struct event *event, struct error *err);
