/* keys.h: making API keys: what the verb `keys create` is made of. */
#pragma once

#include "auth/principal.h"
#include "cli.h"
#include "steward/v1/accounts.pb-c.h"

struct key_wanted {
    const char *name, *role, *scopes;
    int64_t expires_in_s; /* 0: never */
};

/* Writes the key into the orchestrator's database and tells of it, unless --secret-file names a file with a
 * key that is good there. Returns an exit code; what went wrong has been told. */
int keys_bootstrap(struct cli *cli, const struct key_wanted *wanted, enum role role);

/* The key and its secret to standard output, or the secret to --secret-file. The same. */
int keys_tell_made(struct cli *cli, const Steward__V1__MadeApiKey *made);
