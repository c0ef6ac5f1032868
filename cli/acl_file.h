/* acl_file.h: deploy/kafka/acls.txt as access rules of Kafka, pure.
 *
 * A line is SERVICE OPERATION RESOURCE NAME, with blanks between: "catalog read topic
 * steward.catalog.commands". Empty lines and those that begin with # mean nothing. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"
#include "bus/acls.h"

#define ACL_FILE_RULES_MAX 1000
#define ACL_FILE_SERVICE   "SERVICE" /* in the principal: the line's first word stands there */

/* In the arena. False: *err names the line. */
MUST_CHECK bool acl_file_read(struct str text, const char *principal, struct arena *arena,
                              struct acl **ret_list, size_t *ret_count, struct error *err);
