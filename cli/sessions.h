/* sessions.h: a session's requests, for `sessions show` and `requests list`. */
#pragma once

#include "cli.h"

int sessions_print(struct cli *cli, const char *session_id, size_t limit);
