/* service/limits.c: first who asks, then the tenant; of each the rate, then the quota of the day. */
#include "service/limits.h"

#include <stdio.h>

#include "base/file_read.h"
#include "base/map.h"

enum who_limited { ANONYMOUS, CLIENT, TENANT, LIMITED };

#define FILE_BYTES (1 << 20)
#define NAME_BYTES 128

struct exception {
    struct allowance allows;
    char name[NAME_BYTES + 8]; /* "tenant acme" */
};

struct limits {
    struct allowance usual[LIMITED];
    struct map exceptions; /* by their names */
};

static struct allowance allowance_from(const struct config *config, const char *rate, const char *burst,
                                       const char *day)
{
    return (struct allowance){config_int(config, rate), config_int(config, burst),
                              day ? config_int(config, day) : 0};
}

/* ---- the table ---- */

/* "-" leaves it as it is. */
static bool read_number(struct str word, int64_t *number)
{
    return str_is(word, "-") || (str_to_int64(word, number) && *number >= 0);
}

static void keep(struct limits *limits, struct exception *exception)
{
    mem_free(map_remove(&limits->exceptions, str_of(exception->name))); /* the last line of somebody holds */
    map_put(&limits->exceptions, str_of(exception->name), exception);
}

static bool read_line(struct limits *limits, struct str line)
{
    struct exception *exception;
    struct str words[6];
    size_t count = 0;

    for (struct str word; count < COUNT_OF(words) && str_split(&line, ' ', &word);)
        if (word.len)
            words[count++] = word;
    if (count != 5 || words[1].len > NAME_BYTES || (!str_is(words[0], "tenant") && !str_is(words[0], "key")))
        return false;
    exception = mem_new(struct exception);
    exception->allows = limits->usual[str_is(words[0], "tenant") ? TENANT : CLIENT];
    snprintf(exception->name, sizeof(exception->name), "%.*s %.*s", STR_ARGS(words[0]), STR_ARGS(words[1]));
    keep(limits, exception);
    return read_number(words[2], &exception->allows.per_second) &&
           read_number(words[3], &exception->allows.burst) &&
           read_number(words[4], &exception->allows.per_day);
}

bool limits_parse(struct limits *limits, struct str text, struct error *err)
{
    struct str line;

    for (int number = 1; str_split(&text, '\n', &line); number++) {
        line = str_trim(line);
        if (!line.len || line.data[0] == '#')
            continue;
        if (limits->exceptions.count == LIMITS_LINES_MAX)
            return error_set(err, ERROR_FATAL, "limits", "more than %d lines", LIMITS_LINES_MAX);
        if (!read_line(limits, line))
            return error_set(
                err, ERROR_FATAL, "limits",
                "line %d: write \"tenant NAME\" or \"key ID\", and requests a second, at once and "
                "a day: numbers, or - for what the settings say",
                number);
    }
    return true;
}

static bool read_file(struct limits *limits, const char *path, struct error *err)
{
    struct arena *scratch = arena_new(2 * FILE_BYTES);
    struct error why;
    struct str text;
    bool ok = false;

    if (!file_read(path, FILE_BYTES, scratch, &text, &why))
        error_set(err, ERROR_FATAL, "limits", "STEWARD_LIMITS: %s", why.text);
    else if (!limits_parse(limits, text, &why))
        error_set(err, ERROR_FATAL, "limits", "STEWARD_LIMITS: %s: %s", path, why.text);
    else
        ok = true;
    arena_free(scratch);
    return ok;
}

bool limits_read(const struct config *config, struct limits **ret_limits, struct error *err)
{
    struct limits *limits = mem_new(struct limits);
    const char *path = config_text(config, "STEWARD_LIMITS");

    limits->usual[CLIENT] =
        allowance_from(config, "STEWARD_RATE_PER_SECOND", "STEWARD_RATE_BURST", "STEWARD_KEY_QUOTA_PER_DAY");
    limits->usual[TENANT] = allowance_from(config, "STEWARD_TENANT_RATE_PER_SECOND",
                                           "STEWARD_TENANT_RATE_BURST", "STEWARD_TENANT_QUOTA_PER_DAY");
    limits->usual[ANONYMOUS] = limits->usual[CLIENT];
    if (!strcmp(config_text(config, "STEWARD_ANONYMOUS"), "always") &&
        config_int(config, "STEWARD_ANONYMOUS_RATE_PER_SECOND"))
        limits->usual[ANONYMOUS] =
            allowance_from(config, "STEWARD_ANONYMOUS_RATE_PER_SECOND", "STEWARD_ANONYMOUS_RATE_BURST", NULL);
    limits->usual[ANONYMOUS].per_day = 0; /* an address may be that of many */
    if (*path && !read_file(limits, path, err)) {
        limits_free(limits);
        return false;
    }
    *ret_limits = limits;
    return true;
}

void limits_free(struct limits *limits)
{
    struct str name;
    void *exception;

    if (!limits)
        return;
    for (size_t at = 0; map_next(&limits->exceptions, &at, &name, &exception);)
        mem_free(exception);
    map_free(&limits->exceptions);
    mem_free(limits);
}

static bool is_any(const struct allowance *allows)
{
    return allows->per_second > 0 || allows->per_day > 0;
}

bool limits_are_any(const struct limits *limits)
{
    for (int i = 0; i < LIMITED; i++)
        if (is_any(&limits->usual[i]))
            return true;
    return limits->exceptions.count > 0;
}

/* ---- the rules of a request ---- */

static const struct allowance *allowance_of(const struct limits *limits, enum who_limited who,
                                            const char *name)
{
    const struct exception *exception = map_get(&limits->exceptions, str_of(name));

    return exception ? &exception->allows : &limits->usual[who];
}

static size_t add_rules(const struct allowance *allows, struct str key, struct rate_rule *ret_rules)
{
    size_t count = 0;

    if (allows->per_second > 0)
        ret_rules[count++] =
            (struct rate_rule){.key = key, .per_second = (double)allows->per_second, .most = allows->burst};
    if (allows->per_day > 0)
        ret_rules[count++] = (struct rate_rule){.key = key, .most = allows->per_day};
    return count;
}

/* Who is signed in with a cookie is the key that it was got for: no second allowance. */
static const char *kind_of(const struct principal *principal)
{
    return principal_kind_name(principal->kind == PRINCIPAL_COOKIE ? PRINCIPAL_KEY : principal->kind);
}

size_t limits_of(const struct limits *limits, const struct principal *principal, struct str address,
                 struct arena *arena, struct rate_rule ret_rules[RATE_RULES_MAX])
{
    const char *kind = kind_of(principal), *tenant;
    size_t count;

    if (principal->kind == PRINCIPAL_SERVICE)
        return 0;
    if (principal->role == ROLE_NONE) /* nobody yet: what is no tenant's uses up nothing of a tenant */
        return add_rules(&limits->usual[ANONYMOUS],
                         str_of(str_printf(arena, "%s %.*s", kind, STR_ARGS(address))), ret_rules);
    tenant = str_printf(arena, "tenant %.*s", STR_ARGS(principal->tenant_id));
    if (principal->kind == PRINCIPAL_ANONYMOUS)
        count = add_rules(&limits->usual[ANONYMOUS],
                          str_of(str_printf(arena, "%s %.*s", kind, STR_ARGS(address))), ret_rules);
    else
        count = add_rules(allowance_of(limits, CLIENT,
                                       str_printf(arena, "key %.*s", STR_ARGS(principal->subject))),
                          str_of(str_printf(arena, "%s %.*s %.*s", kind, STR_ARGS(principal->tenant_id),
                                            STR_ARGS(principal->subject))),
                          ret_rules);
    return count + add_rules(allowance_of(limits, TENANT, tenant), str_of(tenant), ret_rules + count);
}

struct limits_refusal limits_refusal_of(const struct rate_rule *rule, const struct rate_verdict *verdict,
                                        struct arena *arena)
{
    const char *who = str_starts(rule->key, STR("tenant ")) ? "this tenant" : "this client";
    int64_t seconds = (verdict->retry_after_ms + 999) / 1000;
    struct limits_refusal refusal = {.retry_after_s = seconds > 0 ? seconds : 1};

    if (rule->per_second > 0) {
        refusal.type = "too-many-requests";
        refusal.detail = str_printf(arena, "%s asks more often than the limit allows", who);
    } else {
        refusal.type = "quota-exceeded";
        refusal.detail =
            str_printf(arena, "%s has used up its %lld requests of this day; the next begins at 00:00 UTC",
                       who, (long long)rule->most);
    }
    return refusal;
}
