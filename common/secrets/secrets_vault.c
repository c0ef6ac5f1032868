/* secrets_vault: HashiCorp Vault, its KV engine of version 2: GET /v1/PATH with a token.
 *
 * Redirects are not followed: the token goes to the address that was set, and nowhere else. */
#include "secrets/secrets_parts.h"

bool vault_answer(struct str body, struct str key, struct arena *arena, struct str *ret_value,
                  struct error *err)
{
    struct json_object object;

    if (!json_object_read(body, arena, &object) || !secrets_enter(&object, "data", arena) ||
        !secrets_enter(&object, "data", arena))
        return secrets_fail(err, "its answer is none of a KV engine of version 2, whose paths have data/ in "
                                 "them, as secret/data/steward");
    return secrets_member(&object, key, ret_value, err);
}

static bool read_where(struct str where, struct str *ret_path, struct str *ret_key, struct error *err)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

    return secrets_split(where, allowed, ret_path, ret_key, err) &&
           (ret_key->len || secrets_fail(err, "which key? vault:PATH#KEY is wanted"));
}

static bool check_settings(const struct config *config, struct error *err)
{
    if (!*config_text(config, "STEWARD_VAULT_ADDR") || !*config_text(config, "STEWARD_VAULT_TOKEN"))
        return secrets_fail(err, "STEWARD_VAULT_ADDR and STEWARD_VAULT_TOKEN have to be set");
    return secrets_check_url(config, "STEWARD_VAULT_ADDR", err);
}

bool vault_read(struct secrets *secrets, struct str where, struct str *ret_value, struct error *err)
{
    static const struct keeper_status statuses[] = {
        {403, "STEWARD_VAULT_TOKEN has expired, or may not read that path"},
        {404, "nothing is at that path, which has data/ in it, as secret/data/steward"},
        {503, "it is sealed, or not in service"},
        {0},
    };
    const struct config *config = secrets->config;
    struct tls_files tls = {config_text(config, "STEWARD_VAULT_CA"), "", ""};
    const char *headers[] = {NULL, "X-Vault-Request: true", NULL};
    struct http_ask ask = {.method = "GET", .headers = headers, .tls = &tls};
    struct str path, key, body;
    int status;

    if (!read_where(where, &path, &key, err) || !check_settings(config, err))
        return false;
    ask.url =
        secrets_url(secrets, "STEWARD_VAULT_ADDR", str_printf(secrets->arena, "/v1/%.*s", STR_ARGS(path)));
    headers[0] = str_printf(secrets->arena, "X-Vault-Token: %s", config_text(config, "STEWARD_VAULT_TOKEN"));
    return secrets_ask(secrets, &ask, &status, &body, err) && secrets_check_status(status, statuses, err) &&
           vault_answer(body, key, secrets->arena, ret_value, err);
}
