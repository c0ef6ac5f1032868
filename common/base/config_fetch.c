/* config_fetch: secrets whose value says only where they are kept. Who can fetch them is told, since that
 * takes more than this module has. */
#include "base/arena.h"
#include "base/config.h"
#include "config_parts.h"

enum keeper config_keeper(struct str text, struct str *ret_where)
{
    static const char *const words[] =
        {[KEPT_BY_VAULT] = "vault:", [KEPT_BY_AWS] = "aws:", [KEPT_BY_GOOGLE] = "google:"};

    for (enum keeper keeper = KEPT_HERE + 1; keeper < COUNT_OF(words); keeper++) {
        struct str word = str_of(words[keeper]);

        if (str_starts(text, word)) {
            *ret_where = str_sub(text, word.len, text.len);
            return keeper;
        }
    }
    return KEPT_HERE;
}

/* The source stays: where it says so is where it has to be mended. */
static bool fetch_one(struct config *config, struct value *value, config_fetch_fn *fetch, void *owner,
                      struct error *err)
{
    const char *name = value->setting->name;
    struct error why;
    struct str text;

    if (!fetch(owner, name, str_of(value->text), config->arena, &text, &why))
        return error_set(err, ERROR_FATAL, "config", "%s (from the %s): %s", name, value->source, why.text);
    text = config_without_line_end(text);
    if (!text.len || memchr(text.data, '\0', text.len))
        return error_set(err, ERROR_FATAL, "config",
                         "%s (from the %s): what is kept there is empty, or no text", name, value->source);
    value->text = str_c(config->arena, text);
    value->is_kept = false;
    return config_check(value, err);
}

bool config_fetch(struct config *config, config_fetch_fn *fetch, void *owner, struct error *err)
{
    struct str name;
    void *value;

    for (size_t at = 0; map_next(&config->values, &at, &name, &value);) {
        if (((struct value *)value)->is_kept && !fetch_one(config, value, fetch, owner, err))
            return false;
    }
    return true;
}

bool config_is_kept(const struct config *config, const char *name)
{
    const struct value *value = map_get(&config->values, str_of(name));

    return value && value->is_kept;
}
