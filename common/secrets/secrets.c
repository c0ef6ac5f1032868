/* secrets: who is asked for what is kept where. */
#include "secrets/secrets.h"

#include "base/clock.h"
#include "base/log.h"
#include "secrets/secrets_parts.h"

#define ALL_MS      10000
#define ARENA_BYTES (4 << 20)

const struct setting secrets_settings[] = {
    {"STEWARD_VAULT_ADDR", SETTING_URL, "",
     .help = "HashiCorp Vault, https://host:8200, which is asked for secrets that are vault:PATH#KEY"},
    {"STEWARD_VAULT_TOKEN", SETTING_TEXT, "", .help = "who may read them there", .secret = true},
    {"STEWARD_VAULT_CA", SETTING_PATH, "", .help = "whom to trust there, PEM; empty: the system's"},
    {"STEWARD_AWS_REGION", SETTING_TEXT, "",
     .help = "AWS Secrets Manager, as eu-central-1, which is asked for secrets that are aws:NAME#KEY"},
    {"STEWARD_AWS_KEY", SETTING_TEXT, "",
     .help = "who may read them there: the id of an access key, a colon, and its secret", .secret = true},
    {"STEWARD_AWS_URL", SETTING_URL, "", .help = "where that is; empty: the region's own address"},
    {"STEWARD_GOOGLE_TOKEN", SETTING_TEXT, "",
     .help = "who may read secrets that are google:projects/ID/secrets/NAME#KEY: an access token; empty: the "
             "service account of this machine",
     .secret = true},
    {"STEWARD_GOOGLE_URL", SETTING_URL, "https://secretmanager.googleapis.com",
     .help = "Google Secret Manager"},
    {"STEWARD_GOOGLE_METADATA_URL", SETTING_URL, "http://metadata.google.internal",
     .help = "who tells the token of this machine's service account"},
    {0},
};

static const struct {
    const char *name;
    keeper_read_fn *read;
} keepers[] = {[KEPT_BY_VAULT] = {"Vault", vault_read},
               [KEPT_BY_AWS] = {"AWS", aws_read},
               [KEPT_BY_GOOGLE] = {"Google", google_read}};

bool secrets_read(struct secrets *secrets, const char *name, struct str text, struct arena *arena,
                  struct str *ret_value, struct error *err)
{
    struct str where, value;
    enum keeper keeper = config_keeper(text, &where);
    struct error why;

    if (keeper == KEPT_HERE)
        return secrets_fail(err, "it must begin with vault:, aws: or google:");
    if (!keepers[keeper].read(secrets, where, &value, &why))
        return error_set(err, ERROR_FATAL, "secrets", "%s: %s", keepers[keeper].name, why.text);
    *ret_value = str_copy(arena, value);
    arena_reset(secrets->arena);
    log_info("secret fetched", {"name", LOG_TEXT(name)}, {"from", LOG_TEXT(keepers[keeper].name)});
    return true;
}

static bool fetch(void *owner, const char *name, struct str text, struct arena *arena, struct str *ret_value,
                  struct error *err)
{
    return secrets_read(owner, name, text, arena, ret_value, err);
}

struct secrets *secrets_open(const struct config *config)
{
    struct secrets *secrets = mem_new(struct secrets);

    *secrets = (struct secrets){.config = config, .ends_ms = clock_mono_ms() + ALL_MS};
    secrets->arena = arena_new(ARENA_BYTES);
    return secrets;
}

void secrets_close(struct secrets *secrets)
{
    http_client_free(secrets->client);
    loop_free(secrets->loop);
    arena_free(secrets->arena);
    mem_free(secrets);
}

/* Whoever keeps secrets cannot keep what he is asked with. */
static bool check_own(const struct config *config, struct error *err)
{
    for (const struct setting *own = secrets_settings; own->name; own++) {
        if (config_is_kept(config, own->name))
            return error_set(err, ERROR_FATAL, "secrets",
                             "%s: has to be the value itself, or in the file that %s_FILE names", own->name,
                             own->name);
    }
    return true;
}

bool secrets_fetch(struct config *config, struct error *err)
{
    struct secrets *secrets;
    bool is_good;

    if (!check_own(config, err))
        return false;
    secrets = secrets_open(config);
    is_good = config_fetch(config, fetch, secrets, err);
    secrets_close(secrets);
    return is_good;
}
