/* secrets_aws: AWS Secrets Manager: GetSecretValue, signed. */
#include "auth/sigv4.h"
#include "base/clock.h"
#include "secrets/secrets_parts.h"
#include "json/base64.h"

#define TYPE   "application/x-amz-json-1.1"
#define TARGET "secretsmanager.GetSecretValue"

#define ERROR_MAX_BYTES 60

bool aws_answer(struct str body, struct str key, struct arena *arena, struct str *ret_value,
                struct error *err)
{
    const struct json_member *text, *bytes;
    struct json_object object;
    struct str value;

    if (!json_object_read(body, arena, &object))
        return secrets_fail(err, "its answer is none of Secrets Manager");
    text = json_object_member(&object, "SecretString");
    bytes = json_object_member(&object, "SecretBinary");
    if (text && text->is_text)
        value = text->value;
    else if (!bytes || !bytes->is_text || !base64_decode(bytes->value, arena, &value))
        return secrets_fail(err, "its answer is none of Secrets Manager");
    return secrets_pick(value, key, arena, ret_value, err);
}

/* {"__type": "ResourceNotFoundException"}, perhaps with a name and # before it: statuses say little. */
static bool refuse(struct secrets *secrets, int status, struct str body, struct error *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    struct str type = STR_NONE;
    struct json_object object;

    if (json_object_read(body, secrets->arena, &object)) {
        struct str rest = json_text_of(object.members, object.count, STR("__type"));

        while (str_split(&rest, '#', &type))
            ;
    }
    if (!type.len || type.len > ERROR_MAX_BYTES || str_span(type, letters) != type.len)
        type = STR("STEWARD_AWS_KEY and its region are not accepted, or it is not in service");
    return error_set(err, ERROR_FATAL, "secrets", "answers with %d: %.*s", status, STR_ARGS(type));
}

static bool read_settings(struct secrets *secrets, struct sigv4_key *ret_key, const char **ret_url,
                          struct error *err)
{
    const struct config *config = secrets->config;
    const char *region = config_text(config, "STEWARD_AWS_REGION");

    ret_key->region = str_of(region);
    ret_key->service = STR("secretsmanager");
    if (!*region || str_span(str_of(region), "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(region))
        return secrets_fail(err, "STEWARD_AWS_REGION has to be set, as eu-central-1");
    if (!sigv4_key_read(str_of(config_text(config, "STEWARD_AWS_KEY")), ret_key))
        return secrets_fail(err,
                            "STEWARD_AWS_KEY has to be set: the id of an access key, a colon and its secret");
    if (!config_is_set(config, "STEWARD_AWS_URL")) {
        *ret_url = str_printf(secrets->arena, "https://secretsmanager.%s.amazonaws.com/", region);
        return true;
    }
    *ret_url = secrets_url(secrets, "STEWARD_AWS_URL", "/");
    return secrets_check_url(config, "STEWARD_AWS_URL", err);
}

/* All that is sent, signed; what is signed has to be sorted. */
static const char *const *sign(struct secrets *secrets, const struct sigv4_key *key, struct str url,
                               struct str body)
{
    char hash[SIGV4_HASH_SIZE], date[SIGV4_DATE_SIZE];
    const char **headers = arena_array(secrets->arena, 5, sizeof(*headers));
    struct buf line = {0};

    sigv4_hash(body, hash);
    sigv4_date(clock_wall_ms(), date);
    buf_str(&line, STR("Authorization: "));
    sigv4_sign(key,
               &(struct sigv4_request){"POST", STR("/"), STR_NONE,
                                       (const struct sigv4_header[]){{"content-type", STR(TYPE)},
                                                                     {"host", sigv4_host(url)},
                                                                     {"x-amz-date", str_of(date)},
                                                                     {"x-amz-target", STR(TARGET)},
                                                                     {0}},
                                       hash},
               date, &line);
    headers[0] = str_c(secrets->arena, buf_as_str(&line));
    headers[1] = "Content-Type: " TYPE;
    headers[2] = str_printf(secrets->arena, "X-Amz-Date: %s", date);
    headers[3] = "X-Amz-Target: " TARGET;
    buf_free(&line);
    return headers;
}

bool aws_read(struct secrets *secrets, struct str where, struct str *ret_value, struct error *err)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+=@:"; /* an ARN, too */
    struct str name, key, body;
    struct sigv4_key own = {0};
    struct http_ask ask = {.method = "POST"};
    int status;

    if (!secrets_split(where, allowed, &name, &key, err) || !read_settings(secrets, &own, &ask.url, err))
        return false;
    ask.body = str_of(str_printf(secrets->arena, "{\"SecretId\":\"%.*s\"}", STR_ARGS(name)));
    ask.headers = sign(secrets, &own, str_of(ask.url), ask.body);
    if (!secrets_ask(secrets, &ask, &status, &body, err))
        return false;
    if (status != 200)
        return refuse(secrets, status, body, err);
    return aws_answer(body, key, secrets->arena, ret_value, err);
}
