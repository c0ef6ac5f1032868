/* config_check: what each type of setting allows. */
#include <string.h>

#include "base/config.h"
#include "config_parts.h"

static bool refuse(const struct value *value, const char *allowed, struct error *err)
{
    const struct setting *setting = value->setting;

    if (setting->secret)
        return error_set(err, ERROR_FATAL, "config", "%s (from the %s): %s", setting->name, value->source,
                         allowed);
    return error_set(err, ERROR_FATAL, "config", "%s is \"%.80s\" (from the %s): %s", setting->name,
                     value->text, value->source, allowed);
}

static bool check_text(struct value *value, struct error *err)
{
    return utf8_valid(str_of(value->text)) || refuse(value, "must be UTF-8", err);
}

static bool check_int(struct value *value, struct error *err)
{
    const struct setting *setting = value->setting;
    bool is_bounded = setting->min || setting->max;
    char allowed[96] = "must be a whole number";

    if (is_bounded)
        snprintf(allowed, sizeof(allowed), "must be a whole number from %lld to %lld",
                 (long long)setting->min, (long long)setting->max);
    if (!str_to_int64(str_of(value->text), &value->number))
        return refuse(value, allowed, err);
    if (is_bounded && (value->number < setting->min || value->number > setting->max))
        return refuse(value, allowed, err);
    return true;
}

static bool check_bool(struct value *value, struct error *err)
{
    static const struct {
        const char *word;
        int64_t number;
    } words[] = {{"true", 1}, {"false", 0}, {"1", 1}, {"0", 0}, {"yes", 1}, {"no", 0}, {"on", 1}, {"off", 0}};

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_eq_nocase(str_of(value->text), str_of(words[i].word))) {
            value->number = words[i].number;
            return true;
        }
    }
    return refuse(value, "must be true or false", err);
}

/* scheme://something, without blanks or control characters; whoever connects knows the rest. */
static bool check_url(struct value *value, struct error *err)
{
    const char *colon = strstr(value->text, "://");

    if (!colon || colon == value->text || !colon[3])
        return refuse(value, "must be a URL such as scheme://host:port", err);
    for (const char *at = value->text; *at; at++) {
        if ((unsigned char)*at <= ' ' || *at == 0x7f)
            return refuse(value, "must be a URL, without blanks", err);
    }
    return true;
}

static bool check_choice(struct value *value, struct error *err)
{
    struct str rest = str_of(value->setting->choices), choice;
    char allowed[160];

    while (str_split(&rest, '|', &choice)) {
        if (str_is(choice, value->text))
            return true;
    }
    snprintf(allowed, sizeof(allowed), "must be one of %s", value->setting->choices);
    return refuse(value, allowed, err);
}

bool config_check(struct value *value, struct error *err)
{
    static bool (*const checks[])(struct value *, struct error *) = {
        [SETTING_TEXT] = check_text, [SETTING_INT] = check_int, [SETTING_BOOL] = check_bool,
        [SETTING_PATH] = check_text, [SETTING_URL] = check_url, [SETTING_CHOICE] = check_choice,
    };

    return checks[value->setting->type](value, err);
}
