/* secrets/secrets_parts.h: what the files of secrets share. Nobody else includes it. */
#pragma once

#include "http/client.h"
#include "secrets/secrets.h"

struct secrets {
    const struct config *config;
    struct arena *arena; /* of one look-up */
    struct loop *loop;
    struct http_client *client;
    int64_t ends_ms;
};

/* What a status other than 200 means to who set the process up; ends with one that says NULL. */
struct keeper_status {
    int status;
    const char *says;
};

/* The body of a 200, in the arena. `ask` without its limit and its deadline. */
MUST_CHECK bool secrets_ask(struct secrets *secrets, struct http_ask *ask,
                            const struct keeper_status *statuses, struct str *ret_body, struct error *err);

/* secrets_vault.c. The value lives in the arena, and errors do not say what was read. */
MUST_CHECK bool vault_read(struct secrets *secrets, struct str where, struct str *ret_value,
                           struct error *err);
/* "PATH#KEY" */
MUST_CHECK bool vault_where(struct str where, struct str *ret_path, struct str *ret_key, struct error *err);
/* {"data": {"data": {KEY: "the value"}}} */
MUST_CHECK bool vault_answer(struct str body, struct str key, struct arena *arena, struct str *ret_value,
                             struct error *err);
