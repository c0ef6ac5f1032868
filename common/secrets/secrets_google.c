/* secrets_google: Google Secret Manager: versions.access, with a token that was set, or that the machine's
 * metadata server tells of its service account. */
#include "secrets/crc32c.h"
#include "secrets/secrets_parts.h"
#include "json/base64.h"

#define ACCOUNT "/computeMetadata/v1/instance/service-accounts/default/token"

bool google_answer(struct str body, struct str key, struct arena *arena, struct str *ret_value,
                   struct error *err)
{
    struct json_object object;
    struct str data, bytes;
    int64_t sum;

    if (!json_object_read(body, arena, &object) || !secrets_enter(&object, "payload", arena))
        return secrets_fail(err, "its answer is none of Secret Manager");
    data = json_text_of(object.members, object.count, STR("data"));
    if (!data.data || !base64_decode(data, arena, &bytes))
        return secrets_fail(err, "its answer is none of Secret Manager");
    if (!str_to_int64(json_value_of(object.members, object.count, STR("dataCrc32c")), &sum) ||
        sum != crc32c(bytes))
        return secrets_fail(err, "what came is not what is kept there: dataCrc32c is another");
    return secrets_pick(bytes, key, arena, ret_value, err);
}

/* The address is a name that only Google's own machines know, and http is all that is spoken there. */
static bool ask_machine(struct secrets *secrets, const char **ret_token, struct error *err)
{
    static const struct keeper_status statuses[] = {
        {404, "this machine has no service account: set STEWARD_GOOGLE_TOKEN"},
        {0},
    };
    const char *const headers[] = {"Metadata-Flavor: Google", NULL};
    struct http_ask ask = {.method = "GET",
                           .url = secrets_url(secrets, "STEWARD_GOOGLE_METADATA_URL", ACCOUNT),
                           .headers = headers};
    struct json_object object = {0};
    struct error why;
    struct str body, token = STR_NONE;
    int status;

    if (!secrets_ask(secrets, &ask, &status, &body, &why) || !secrets_check_status(status, statuses, &why))
        return error_set(err, ERROR_FATAL, "secrets",
                         "STEWARD_GOOGLE_TOKEN is not set, and STEWARD_GOOGLE_METADATA_URL: %s", why.text);
    if (json_object_read(body, secrets->arena, &object))
        token = json_text_of(object.members, object.count, STR("access_token"));
    *ret_token = token.data;
    return token.len || secrets_fail(err, "STEWARD_GOOGLE_METADATA_URL tells no token");
}

static bool find_token(struct secrets *secrets, const char **ret_token, struct error *err)
{
    *ret_token = config_text(secrets->config, "STEWARD_GOOGLE_TOKEN");
    return **ret_token || ask_machine(secrets, ret_token, err);
}

bool google_read(struct secrets *secrets, struct str where, struct str *ret_value, struct error *err)
{
    static const struct keeper_status statuses[] = {
        {401, "the access token has expired, or is none"},
        {403, "who asks may not read that secret: the role Secret Manager Secret Accessor is needed"},
        {404, "there is no such secret, or no such version of it"},
        {0},
    };
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_/";
    struct http_ask ask = {.method = "GET"};
    struct str name, key, body;
    int status;

    if (!secrets_split(where, allowed, &name, &key, err) ||
        !secrets_check_url(secrets->config, "STEWARD_GOOGLE_URL", err) ||
        !find_token(secrets, &ask.bearer, err))
        return false;
    ask.url = secrets_url(secrets, "STEWARD_GOOGLE_URL",
                          str_printf(secrets->arena, "/v1/%.*s%s:access", STR_ARGS(name),
                                     str_find(name, STR("/versions/")) < 0 ? "/versions/latest" : ""));
    return secrets_ask(secrets, &ask, &status, &body, err) && secrets_check_status(status, statuses, err) &&
           google_answer(body, key, secrets->arena, ret_value, err);
}
