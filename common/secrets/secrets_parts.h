/* secrets/secrets_parts.h: what the files of secrets share. Nobody else includes it.
 *
 * Whatever is read lives in the arena of the look-up; errors do not say what was read. */
#pragma once

#include "http/client.h"
#include "secrets/secrets.h"
#include "json/json.h"

struct secrets {
    const struct config *config;
    struct arena *arena; /* of one look-up */
    struct loop *loop;   /* NULL, like the client: nobody has been asked yet */
    struct http_client *client;
    int64_t ends_ms;
};

/* secrets_vault.c, secrets_aws.c, secrets_google.c: the value of what stands behind "vault:". */
typedef bool keeper_read_fn(struct secrets *secrets, struct str where, struct str *ret_value,
                            struct error *err);
keeper_read_fn vault_read, aws_read, google_read;
/* The same of an answer. {"data": {"data": {KEY: "the value"}}} */
MUST_CHECK bool vault_answer(struct str body, struct str key, struct arena *arena, struct str *ret_value,
                             struct error *err);
/* {"SecretString": "the value"}, or {"SecretBinary": "in base64"} */
MUST_CHECK bool aws_answer(struct str body, struct str key, struct arena *arena, struct str *ret_value,
                           struct error *err);
/* {"payload": {"data": "in base64", "dataCrc32c": "its checksum"}} */
MUST_CHECK bool google_answer(struct str body, struct str key, struct arena *arena, struct str *ret_value,
                              struct error *err);

/* secrets_ask.c: the status and the body of what is answered. `ask` without its limit and its deadline. */
MUST_CHECK bool secrets_ask(struct secrets *secrets, struct http_ask *ask, int *ret_status,
                            struct str *ret_body, struct error *err);
/* What a status other than 200 means to who set the process up; ends with one that says NULL. */
struct keeper_status {
    int status;
    const char *says;
};
MUST_CHECK bool secrets_check_status(int status, const struct keeper_status *statuses, struct error *err);
/* Of a setting: something secret may be sent there, which is over https or to this machine. */
MUST_CHECK bool secrets_check_url(const struct config *config, const char *name, struct error *err);
/* What it says, with that path behind it. */
char *secrets_url(const struct secrets *secrets, const char *name, const char *path);
bool secrets_fail(struct error *err, const char *what); /* false */

/* secrets_pick.c: "NAME#KEY", or "NAME", which has no key; NAME has only characters of `allowed`. */
MUST_CHECK bool secrets_split(struct str where, const char *allowed, struct str *ret_name,
                              struct str *ret_key, struct error *err);
/* The text, or with a key that member of the JSON object that it is. */
MUST_CHECK bool secrets_pick(struct str text, struct str key, struct arena *arena, struct str *ret_value,
                             struct error *err);
MUST_CHECK bool secrets_member(const struct json_object *object, struct str key, struct str *ret_value,
                               struct error *err);
/* The object becomes the one that it has by that name. */
MUST_CHECK bool secrets_enter(struct json_object *object, const char *name, struct arena *arena);
