/* secrets_vault: HashiCorp Vault, its KV engine of version 2: GET /v1/PATH with a token.
 *
 * Redirects are not followed: the token goes to the address that was set, and nowhere else. */
#include "secrets/secrets_parts.h"
#include "json/json.h"

#define PATH_CHARS     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
#define PATH_MAX_BYTES 512

static bool fail(struct error *err, const char *what)
{
    return error_set(err, ERROR_FATAL, "secrets", "%s", what);
}

bool vault_where(struct str where, struct str *ret_path, struct str *ret_key, struct error *err)
{
    *ret_key = where;
    if (!str_split(ret_key, '#', ret_path) || !ret_path->len || !ret_key->len)
        return fail(err, "vault:PATH#KEY is wanted, as vault:secret/data/steward#key; a value that only "
                         "looks like it has to be in a file");
    if (ret_path->len > PATH_MAX_BYTES || str_span(*ret_path, PATH_CHARS) != ret_path->len ||
        str_starts(*ret_path, STR("/")) || str_find(*ret_path, STR("..")) >= 0)
        return fail(err, "the path before # has only letters, digits and -._~/ in it, and does not begin "
                         "with a stroke");
    return true;
}

/* The object that this one has by that name. */
static bool enter(struct json_object *object, const char *name, struct arena *arena)
{
    const struct json_member *member = json_object_member(object, name);

    return member && !member->is_text && json_object_read(member->value, arena, object);
}

bool vault_answer(struct str body, struct str key, struct arena *arena, struct str *ret_value,
                  struct error *err)
{
    const struct json_member *member;
    struct json_object object;

    if (!json_object_read(body, arena, &object) || !enter(&object, "data", arena) ||
        !enter(&object, "data", arena))
        return fail(err, "its answer is none of a KV engine of version 2, whose paths have data/ in them, as "
                         "secret/data/steward");
    member = json_member_of(object.members, object.count, key);
    if (!member)
        return fail(err, "what is there has no such key");
    if (!member->is_text)
        return fail(err, "what is there under that key is no text");
    *ret_value = member->value;
    return true;
}

static bool check_settings(const struct config *config, struct error *err)
{
    struct str address = str_of(config_text(config, "STEWARD_VAULT_ADDR"));

    if (!address.len || !*config_text(config, "STEWARD_VAULT_TOKEN"))
        return fail(err, "STEWARD_VAULT_ADDR and STEWARD_VAULT_TOKEN have to be set");
    return str_starts(address, STR("https://")) || http_is_to_self(address) ||
           fail(err, "STEWARD_VAULT_ADDR must begin with https://, unless it is this machine");
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
    struct str path, key, body, address = str_of(config_text(config, "STEWARD_VAULT_ADDR"));
    const char *headers[] = {NULL, "X-Vault-Request: true", NULL};
    struct http_ask ask = {.method = "GET", .headers = headers, .tls = &tls};

    if (!vault_where(where, &path, &key, err) || !check_settings(config, err))
        return false;
    while (str_ends(address, STR("/")))
        address.len--;
    ask.url = str_printf(secrets->arena, "%.*s/v1/%.*s", STR_ARGS(address), STR_ARGS(path));
    headers[0] = str_printf(secrets->arena, "X-Vault-Token: %s", config_text(config, "STEWARD_VAULT_TOKEN"));
    return secrets_ask(secrets, &ask, statuses, &body, err) &&
           vault_answer(body, key, secrets->arena, ret_value, err);
}
