/* store/pg_error.h: what PostgreSQL's error codes mean to a caller. Private to the module. */
#pragma once

#include "base/error.h"

enum error_policy pg_error_policy(const char *sqlstate);
/* The connection that said so should be replaced: its prepared statements or its server are not what they
 * were. */
bool pg_error_spoils_connection(const char *sqlstate);
