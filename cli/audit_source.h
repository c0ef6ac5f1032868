/* audit_source.h: the entries of an audit log, in order, from a service or from a file of `audit list
 * --export`. */
#pragma once

#include "cli.h"
#include "steward/v1/audit.pb-c.h"

struct audit_source;

/* `file` NULL: from the service that --service names. NULL: told already, *ret_code is what the verb returns.
 */
struct audit_source *audit_source_open(struct cli *cli, const char *file, int *ret_code);
/* Lives until the next one; NULL: that was the last, or *ret_code is not CLI_OK and it was told why. */
const Steward__V1__AuditPage__Entry *audit_source_next(struct audit_source *source, int *ret_code);
void audit_source_close(struct audit_source *source); /* NULL does nothing */

/* The newest page of --service's log. NULL: told already. */
const Steward__V1__AuditPage *audit_newest(struct cli *cli, int64_t limit, int *ret_code);
const char *audit_service(struct cli *cli); /* NULL: told already that it is none */
