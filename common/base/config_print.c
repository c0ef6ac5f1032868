/* config_print: the settings for people: the values in force, the help, and the table of the documentation.
 */
#include <string.h>

#include "base/config.h"
#include "config_parts.h"

static const char *const type_names[] = {
    [SETTING_TEXT] = "text", [SETTING_INT] = "number", [SETTING_BOOL] = "true/false",
    [SETTING_PATH] = "path", [SETTING_URL] = "URL",    [SETTING_CHOICE] = "choice",
};

typedef void print_fn(const struct setting *setting, const void *context, FILE *out);

static bool is_in_earlier(const struct setting *const *tables, const struct setting *wanted)
{
    for (const struct setting *const *table = tables; *table; table++) {
        for (const struct setting *setting = *table; setting->name; setting++) {
            if (setting == wanted)
                return false;
            if (strcmp(setting->name, wanted->name) == 0)
                return true;
        }
    }
    return false;
}

static void print_each(const struct setting *const *tables, print_fn *print, const void *context, FILE *out)
{
    for (const struct setting *const *table = tables; *table; table++) {
        for (const struct setting *setting = *table; setting->name; setting++) {
            if (!is_in_earlier(tables, setting))
                print(setting, context, out);
        }
    }
}

/* A password within a URL is nobody's business either. */
static void print_url(const char *url, FILE *out)
{
    const char *host = strstr(url, "://") + 3;
    size_t authority = strcspn(host, "/?#");
    const char *at = memrchr(host, '@', authority);
    const char *colon = at ? memchr(host, ':', (size_t)(at - host)) : NULL;

    if (colon)
        fprintf(out, "%.*s:****%s", (int)(colon - url), url, at);
    else
        fputs(url, out);
}

static void print_value(const struct setting *setting, const void *context, FILE *out)
{
    const struct config *config = context;
    const struct value *value = map_get(&config->values, str_of(setting->name));

    fprintf(out, "%s=", setting->name);
    if (setting->secret && *value->text)
        fputs("****", out);
    else if (setting->type == SETTING_URL && *value->text)
        print_url(value->text, out);
    else
        fputs(value->text, out);
    fprintf(out, "  # %s\n", value->source);
}

static void print_allowed(const struct setting *setting, const char *bar, FILE *out)
{
    fputs(type_names[setting->type], out);
    if (setting->type == SETTING_INT && (setting->min || setting->max))
        fprintf(out, " %lld..%lld", (long long)setting->min, (long long)setting->max);
    if (setting->type == SETTING_CHOICE) {
        struct str rest = str_of(setting->choices), choice;
        const char *between = ": ";

        while (str_split(&rest, '|', &choice)) {
            fprintf(out, "%s%.*s", between, STR_ARGS(choice));
            between = bar;
        }
    }
}

static const char *fallback_of(const struct setting *setting)
{
    return setting->fallback && *setting->fallback ? setting->fallback : NULL;
}

static void print_help(const struct setting *setting, const void *context, FILE *out)
{
    fprintf(out, "  %s (", setting->name);
    print_allowed(setting, "|", out);
    if (fallback_of(setting))
        fprintf(out, ", default %s", fallback_of(setting));
    fprintf(out, ")\n      %s\n", setting->help ? setting->help : "");
}

static void print_row(const struct setting *setting, const void *context, FILE *out)
{
    const char *fallback = fallback_of(setting);

    fprintf(out, "| `%s` | ", setting->name);
    print_allowed(setting, ", ", out);
    fprintf(out, " | %s%s%s | %s%s |\n", fallback ? "`" : "", fallback ? fallback : "", fallback ? "`" : "",
            setting->help ? setting->help : "", setting->secret ? " (secret)" : "");
}

void config_print(const struct config *config, FILE *out)
{
    print_each(config->tables, print_value, config, out);
}

void config_print_help(const struct setting *const *tables, FILE *out)
{
    fputs("Settings, from the environment or a file .env (NAME_FILE names a file that holds the value):\n",
          out);
    print_each(tables, print_help, NULL, out);
}

void config_print_markdown(const struct setting *const *tables, FILE *out)
{
    fputs("| Variable | Allowed | Default | Meaning |\n|---|---|---|---|\n", out);
    print_each(tables, print_row, NULL, out);
}
