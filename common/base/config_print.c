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

/* A password within a URL is nobody's business either. Where it begins, with its colon; NULL: there is none.
 */
static const char *password_in(const char *url, const char **ret_end)
{
    const char *host = strstr(url, "://") + 3;

    *ret_end = memrchr(host, '@', strcspn(host, "/?#"));
    return *ret_end ? memchr(host, ':', (size_t)(*ret_end - host)) : NULL;
}

static void print_url(const char *url, FILE *out)
{
    const char *end, *password = password_in(url, &end);

    if (password)
        fprintf(out, "%.*s:****%s", (int)(password - url), url, end);
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

/* Whether it can stand behind NAME= as it is: see config_read.c. */
static bool is_plain(struct str text)
{
    return !text.len || (str_trim(text).len == text.len && !str_has_char("\"'", text.data[0]) &&
                         str_find(text, STR(" #")) < 0 && str_find(text, STR("\n")) < 0);
}

static void print_quoted(const char *text, FILE *out)
{
    if (is_plain(str_of(text))) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text; text++) {
        if (str_has_char("\"\\\n", *text))
            fputc('\\', out);
        fputc(*text == '\n' ? 'n' : *text, out);
    }
    fputc('"', out);
}

static bool is_secret(const struct setting *setting, const char *value)
{
    const char *end;

    return setting->secret || (setting->type == SETTING_URL && *value && password_in(value, &end));
}

/* What is set and no secret is set there, too. */
static void print_line(const struct setting *setting, const void *context, FILE *out)
{
    const struct config *config = context;
    const struct value *value = map_get(&config->values, str_of(setting->name));
    bool is_set = config_is_set(config, setting->name) && !is_secret(setting, value->text);
    const char *fallback = fallback_of(setting);

    fprintf(out, "\n# %s\n# ", setting->help ? setting->help : "");
    print_allowed(setting, ", ", out);
    if (fallback)
        fprintf(out, "; default %s", fallback);
    fprintf(out, "\n%s%s=", is_set ? "" : "#", setting->name);
    print_quoted(is_set ? value->text : (fallback ? fallback : ""), out);
    fputc('\n', out);
}

void config_print(const struct config *config, FILE *out)
{
    print_each(config->tables, print_value, config, out);
}

void config_print_env(const struct config *config, FILE *out)
{
    print_each(config->tables, print_line, config, out);
}

void config_print_help(const struct setting *const *tables, FILE *out)
{
    fputs("Settings, from the environment or a file .env, or the one that STEWARD_SETTINGS names (NAME_FILE "
          "names a file that holds the value):\n",
          out);
    print_each(tables, print_help, NULL, out);
}

void config_print_markdown(const struct setting *const *tables, FILE *out)
{
    fputs("| Variable | Allowed | Default | Meaning |\n|---|---|---|---|\n", out);
    print_each(tables, print_row, NULL, out);
}
