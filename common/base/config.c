/* config: finding, checking and keeping the values. A variable that is set but empty counts as not set, since
 * that is what container tools make of a variable that nobody gave. */
#include "base/config.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/map.h"
#include "config_parts.h"

extern char **environ;

#define SETTINGS_FILE "STEWARD_SETTINGS"

enum { MEMORY_LIMIT = 4 << 20 };

static struct str variable(const struct config *config, const char *name, bool in_file)
{
    const char *text = in_file ? map_get(&config->env_file, str_of(name)) : getenv(name);

    return str_of(text);
}

/* The value that NAME_FILE or NAME has in one of the two places. */
static bool look_in(struct config *config, struct value *value, bool in_file, struct error *err)
{
    const char *file_name = str_printf(config->arena, "%s_FILE", value->setting->name);
    struct str path = variable(config, file_name, in_file);
    struct str text = variable(config, value->setting->name, in_file), where;

    if (path.len) {
        value->source = file_name;
        return config_read_secret(config, file_name, path, &value->text, err);
    }
    if (text.len) {
        value->source = in_file ? "env file" : "environment";
        value->text = text.data;
        value->is_kept = value->setting->secret && config_keeper(text, &where) != KEPT_HERE;
    }
    return true;
}

static bool find_value(struct config *config, struct value *value, struct error *err)
{
    value->text = NULL;
    if (!look_in(config, value, false, err))
        return false;
    if (!value->text && !look_in(config, value, true, err))
        return false;
    if (value->text)
        return value->is_kept || config_check(value, err);
    value->source = "default";
    value->text = value->setting->fallback ? value->setting->fallback : "";
    return !*value->text || config_check(value, err);
}

/* A name that stands in several tables is taken from the first. */
static bool load_all(struct config *config, struct error *err)
{
    for (const struct setting *const *table = config->tables; *table; table++) {
        for (const struct setting *setting = *table; setting->name; setting++) {
            struct value *value;

            if (map_get(&config->values, str_of(setting->name)))
                continue;
            value = arena_new_of(config->arena, struct value);
            value->setting = setting;
            map_put(&config->values, str_of(setting->name), value);
            if (!find_value(config, value, err))
                return false;
        }
    }
    return true;
}

static bool read_env_file(struct config *config, const char *env_file, struct error *err)
{
    const char *named = getenv(SETTINGS_FILE);

    if (named && *named)
        return config_read_env_file(config, named, true, err);
    return !env_file || config_read_env_file(config, env_file, false, err);
}

bool config_load(const struct setting *const *tables, const char *env_file, struct config **ret_config,
                 struct error *err)
{
    struct config *config = mem_new(struct config);

    config->arena = arena_new(MEMORY_LIMIT);
    config->tables = tables;
    if (!read_env_file(config, env_file, err) || !load_all(config, err)) {
        config_free(config);
        return false;
    }
    *ret_config = config;
    return true;
}

void config_free(struct config *config)
{
    if (!config)
        return;
    map_free(&config->values);
    map_free(&config->env_file);
    arena_free(config->arena);
    mem_free(config);
}

static const struct value *value_of(const struct config *config, const char *name)
{
    const struct value *value = map_get(&config->values, str_of(name));

    if (!value) {
        fprintf(stderr, "no table of settings has %s\n", name);
        abort();
    }
    return value;
}

const char *config_text(const struct config *config, const char *name)
{
    const struct value *value = value_of(config, name);

    if (value->is_kept) {
        fprintf(stderr, "%s is asked for before it was fetched\n", name);
        abort();
    }
    return value->text;
}

int64_t config_int(const struct config *config, const char *name)
{
    return value_of(config, name)->number;
}

bool config_bool(const struct config *config, const char *name)
{
    return value_of(config, name)->number != 0;
}

bool config_is_set(const struct config *config, const char *name)
{
    return strcmp(value_of(config, name)->source, "default") != 0;
}

static void warn_if_unknown(const struct config *config, struct str name, const char *where)
{
    struct str plain = name;

    if (!str_starts(name, STR("STEWARD_")) || str_is(name, SETTINGS_FILE))
        return;
    if (str_ends(name, STR("_FILE")))
        plain.len -= strlen("_FILE");
    if (map_get(&config->values, name) || map_get(&config->values, plain))
        return;
    log_warn("no such setting: ignored", {"name", LOG_STR(name)}, {"in", LOG_TEXT(where)});
}

void config_warn_unknown(const struct config *config)
{
    struct str name;
    void *value;

    for (char **entry = environ; *entry; entry++) {
        struct str rest = str_of(*entry);

        if (str_split(&rest, '=', &name))
            warn_if_unknown(config, name, "environment");
    }
    for (size_t at = 0; map_next(&config->env_file, &at, &name, &value);)
        warn_if_unknown(config, name, "env file");
}
