/* sources_file: each check names the source and the member that is wrong, and never what a secret says. */
#include "offers/sources_file.h"

#include <stdlib.h>

#include "base/file_read.h"
#include "rules_limits.h"
#include "json/json.h"

#define SECRET_BYTES_MAX  (16 << 10)
#define MAPPING_BYTES_MAX (64 << 10)
#define NAME_MAX_BYTES    40
#define TAG_MAX_BYTES     100

typedef Steward__V1__SourceSettings settings_message;

static bool bad(struct error *err, const settings_message *s, const char *field, const char *what)
{
    return error_set(err, ERROR_FATAL, "sources", "source \"%.40s\": %s: %s", s->name, field, what);
}

/* ---- secrets ---- */

static bool has_place(const Steward__V1__SecretPlace *place)
{
    return place && (*place->env || *place->file || *place->kept);
}

static bool read_place(const settings_message *s, const char *field, const Steward__V1__SecretPlace *place,
                       struct secrets *secrets, struct arena *arena, struct str *ret, struct error *err)
{
    const char *name = str_printf(arena, "%s of %s", field, s->name);
    struct error why;

    if (!!*place->env + !!*place->file + !!*place->kept > 1)
        return bad(err, s, field, "one of \"env\", \"file\" and \"kept\"");
    if (*place->env) {
        *ret = str_of(getenv(place->env));
        return ret->len || bad(err, s, field, str_printf(arena, "the environment has no %s", place->env));
    }
    if (*place->kept)
        return secrets_read(secrets, name, str_of(place->kept), arena, ret, &why) ||
               bad(err, s, field, why.text);
    return file_read(place->file, SECRET_BYTES_MAX, arena, ret, &why) || bad(err, s, field, why.text);
}

static bool is_printable(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] <= ' ' || text.data[i] > '~')
            return false;
    }
    return true;
}

static bool read_secret(const settings_message *s, const char *field, const Steward__V1__SecretPlace *place,
                        bool is_needed, struct secrets *secrets, struct arena *arena, const char **ret,
                        struct error *err)
{
    struct str value = STR_NONE;

    *ret = "";
    if (!has_place(place))
        return !is_needed || bad(err, s, field,
                                 "is needed, as {\"env\": \"NAME\"}, {\"file\": \"/run/secrets/name\"} or "
                                 "{\"kept\": \"vault:PATH#KEY\"}");
    if (!read_place(s, field, place, secrets, arena, &value, err))
        return false;
    value = str_trim(value);
    if (!value.len || !is_printable(value))
        return bad(err, s, field, "what is there is empty, or has blanks in it");
    *ret = str_c(arena, value);
    return true;
}

/* ---- the rest ---- */

static bool has_password(struct str url)
{
    struct str rest = str_sub(url, (size_t)str_find(url, STR("//")) + 2, url.len);

    return memchr(rest.data, '@', strcspn(rest.data, "/?")) != NULL;
}

static bool check_url(settings_message *s, const struct shop_kind *kind, struct arena *arena,
                      struct error *err)
{
    struct str url = str_of(s->url);

    if (!url.len && kind->url)
        url = str_of(kind->url);
    if (!url.len)
        return bad(err, s, "url", "is needed");
    if (!is_printable(url) || (!str_starts(url, STR("https://")) && !str_starts(url, STR("http://"))))
        return bad(err, s, "url", "must begin with https://");
    if (has_password(url))
        return bad(err, s, "url", "a password in it would be seen: use \"key\" and \"secret\"");
    if (has_place(s->key) && str_starts(url, STR("http://")) && !http_is_to_self(url))
        return bad(err, s, "url", "a key is sent over https:// only, or to this machine");
    while (url.len && url.data[url.len - 1] == '/')
        url.len--;
    s->url = str_c(arena, url);
    return true;
}

static bool check_number(const settings_message *s, const char *field, int32_t *value, int32_t usual,
                         int32_t least, int32_t most, struct arena *arena, struct error *err)
{
    *value = *value ? *value : usual;
    return (*value >= least && *value <= most) ||
           bad(err, s, field, str_printf(arena, "must be from %d to %d", (int)least, (int)most));
}

static bool check_name(const settings_message *s, struct error *err)
{
    struct str name = str_of(s->name);

    return (name.len && name.len <= NAME_MAX_BYTES &&
            str_span(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == name.len) ||
           bad(err, s, "name", "is needed: small letters, digits and hyphens, 40 at most");
}

static bool check_texts(const settings_message *s, struct error *err)
{
    if (!*s->currency || !currency_is_known(str_of(s->currency)))
        return bad(err, s, "currency", "is needed, as EUR");
    if (strlen(s->partner_tag) > TAG_MAX_BYTES || !is_printable(str_of(s->partner_tag)))
        return bad(err, s, "partner_tag", "has 100 characters of ASCII at most, and no blanks");
    return is_printable(str_of(s->marketplace)) || bad(err, s, "marketplace", "is ASCII without blanks");
}

static bool read_mapping(struct shop *shop, struct arena *arena, struct error *err)
{
    const char *name = shop->settings->mapping, *built_in = shop->kind->map;
    struct str text = str_of(built_in);
    struct mapping *mapping;
    struct error why;

    if (built_in && *name)
        return bad(err, shop->settings, "mapping", "this kind has one of its own");
    if (!built_in && !*name)
        return bad(err, shop->settings, "mapping", "is needed: a file, or \"csv\"");
    if (!built_in)
        text = str_of(mapping_built_in(str_of(name)));
    if (!text.len && !file_read(name, MAPPING_BYTES_MAX, arena, &text, &why))
        return bad(err, shop->settings, "mapping", why.text);
    if (!mapping_read(text, arena, &mapping, &why))
        return bad(err, shop->settings, "mapping", why.text);
    shop->mapping = mapping;
    return true;
}

static bool read_shop(struct shop *shop, settings_message *s, struct secrets *secrets, struct arena *arena,
                      struct error *err)
{
    shop->settings = s;
    if (!check_name(s, err))
        return false;
    shop->kind = shop_kind_named(s->kind);
    if (!shop->kind)
        return bad(err, s, "kind", str_printf(arena, "there is none called \"%.40s\"", s->kind));
    if (!check_url(s, shop->kind, arena, err) || !check_texts(s, err) ||
        !check_number(s, "deadline_ms", &s->deadline_ms, SOURCE_DEADLINE_MS, 50, SOURCE_DEADLINE_MS_MAX,
                      arena, err) ||
        !check_number(s, "limit", &s->limit, SOURCE_LIMIT, 1, SOURCE_LIMIT_MAX, arena, err) ||
        !read_secret(s, "key", s->key, shop->kind->needs_key, secrets, arena, &shop->key, err) ||
        !read_secret(s, "secret", s->secret, shop->kind->needs_secret, secrets, arena, &shop->secret, err) ||
        !read_mapping(shop, arena, err))
        return false;
    shop->items = shop->kind->items ? shop->kind->items : s->items;
    shop->searches = shop->kind->searches || strstr(s->url, "{query}");
    return !shop->kind->check || shop->kind->check(shop, err);
}

static bool is_named_twice(const Steward__V1__SourcesFile *file, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (!strcmp(file->sources[i]->name, file->sources[at]->name))
            return true;
    }
    return false;
}

bool sources_text_read(struct str json, struct secrets *secrets, struct arena *arena, struct shop **ret_shops,
                       size_t *ret_count, struct error *err)
{
    const Steward__V1__SourcesFile *file;
    struct json_fault fault;
    ProtobufCMessage *message;
    struct shop *shops;

    if (!json_to_message(&steward__v1__sources_file__descriptor, json, arena, &message, &fault))
        return error_set(err, ERROR_FATAL, "sources", "%s%s%s", fault.field, fault.field[0] ? ": " : "",
                         fault.reason);
    file = (const Steward__V1__SourcesFile *)message;
    if (file->n_sources > SOURCES_MAX)
        return error_set(err, ERROR_FATAL, "sources", "more than %d sources", SOURCES_MAX);
    shops = arena_array(arena, file->n_sources + 1, sizeof(*shops));
    for (size_t i = 0; i < file->n_sources; i++) {
        if (is_named_twice(file, i))
            return bad(err, file->sources[i], "name", "another source is called so, too");
        if (!read_shop(&shops[i], file->sources[i], secrets, arena, err))
            return false;
    }
    *ret_shops = shops;
    *ret_count = file->n_sources;
    return true;
}

bool sources_file_read(const char *path, struct secrets *secrets, struct arena *arena,
                       struct shop **ret_shops, size_t *ret_count, struct error *err)
{
    struct error why;
    struct str text;

    if (!file_read(path, SOURCES_BYTES_MAX, arena, &text, err))
        return false;
    return sources_text_read(text, secrets, arena, ret_shops, ret_count, &why) ||
           error_set(err, ERROR_FATAL, "sources", "%s: %s", path, why.text);
}
