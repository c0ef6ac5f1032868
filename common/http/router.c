/* http/router.c: patterns are compared segment by segment; tables are short, so they are just walked. */
#include "http/router.h"

#include <stdio.h>

static bool is_param(struct str segment)
{
    return segment.len > 2 && segment.data[0] == '{' && segment.data[segment.len - 1] == '}';
}

/* How well a pattern fits: -1 not at all, else a bit per segment, set where it is literal; the first weighs
 * most. */
static int64_t fit(const char *pattern, struct str path, struct str *ret_params)
{
    struct str rest = str_of(pattern), wanted, given;
    int64_t literal = 1;
    int params = 0;

    while (str_split(&rest, '/', &wanted)) {
        if (!str_split(&path, '/', &given) || literal > INT64_MAX / 2)
            return -1;
        literal <<= 1;
        if (!is_param(wanted)) {
            if (!str_eq(wanted, given))
                return -1;
            literal |= 1;
        } else if (given.len == 0 || params == ROUTE_PARAMS_MAX) {
            return -1;
        } else {
            ret_params[params++] = given;
        }
    }
    return path.data ? -1 : literal;
}

static void allow(struct route_match *match, enum http_method method)
{
    struct str rest = str_of(match->allow), name;
    size_t len = strlen(match->allow);

    while (str_split(&rest, ',', &name)) {
        if (str_is(str_trim(name), http_method_name(method)))
            return;
    }
    snprintf(match->allow + len, sizeof(match->allow) - len, "%s%s", len ? ", " : "",
             http_method_name(method));
}

struct route_match route_find(const struct route_pattern *patterns, size_t count, enum http_method method,
                              struct str path)
{
    struct route_match match = {.route = -1};
    int64_t best = -1;

    for (size_t i = 0; i < count; i++) {
        struct str params[ROUTE_PARAMS_MAX] = {{0}};
        int64_t fits = fit(patterns[i].pattern, path, params);

        if (fits < 0)
            continue;
        match.path_exists = true;
        allow(&match, patterns[i].method);
        if (patterns[i].method == HTTP_GET)
            allow(&match, HTTP_HEAD);
        if (fits > best &&
            (patterns[i].method == method || (patterns[i].method == HTTP_GET && method == HTTP_HEAD))) {
            best = fits;
            match.route = (int)i;
            memcpy(match.params, params, sizeof(params));
        }
    }
    return match;
}

struct str route_param(const struct route_pattern *pattern, const struct route_match *match, const char *name)
{
    struct str rest = str_of(pattern->pattern), segment;
    int place = 0;

    while (str_split(&rest, '/', &segment)) {
        if (!is_param(segment))
            continue;
        if (str_is(str_n(segment.data + 1, segment.len - 2), name))
            return match->params[place];
        place++;
    }
    return STR_NONE;
}
