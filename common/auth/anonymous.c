#include "auth/anonymous.h"

static const char *const policy_names[] = {"loopback", "always", "never"};

bool anonymous_policy_from(struct str name, enum anonymous_policy *ret_policy)
{
    for (size_t i = 0; i < COUNT_OF(policy_names); i++) {
        if (!str_is(name, policy_names[i]))
            continue;
        *ret_policy = (enum anonymous_policy)i;
        return true;
    }
    return false;
}

bool origin_is_allowed(struct str origin, struct str host, struct str listed)
{
    ptrdiff_t scheme = str_find(origin, STR("://"));
    struct str one;

    if (!origin.len)
        return true;
    if (scheme > 0 && host.len && str_eq_nocase(str_sub(origin, (size_t)scheme + 3, origin.len), host))
        return true;
    while (str_split(&listed, ' ', &one))
        if (one.len && str_eq(one, origin))
            return true;
    return false;
}

/* "[::1]:80", "localhost:80", "::1" */
static struct str without_port(struct str host)
{
    struct str rest = host, name;
    ptrdiff_t bracket = str_find(host, STR("]"));

    if (host.len && host.data[0] == '[')
        return bracket > 0 ? str_sub(host, 1, (size_t)bracket) : STR_NONE;
    str_split(&rest, ':', &name);
    return str_find(rest, STR(":")) < 0 ? name : host;
}

static bool is_loopback_v4(struct str address)
{
    struct str part;
    int64_t number;
    int parts = 0;

    if (!str_starts(address, STR("127.")))
        return false;
    for (; str_split(&address, '.', &part); parts++)
        if (!str_to_int64(part, &number) || number < 0 || number > 255)
            return false;
    return parts == 4;
}

bool is_loopback(struct str host)
{
    struct str name = without_port(host);

    return str_is(name, "::1") || str_eq_nocase(name, STR("localhost")) || is_loopback_v4(name);
}

static enum anonymous_answer on_loopback(const struct anonymous_ask *ask, const char **ret_why)
{
    ptrdiff_t scheme = str_find(ask->origin, STR("://"));

    if (!is_loopback(ask->listening))
        *ret_why = "without a credential only a process that listens on a loopback address answers";
    else if (!is_loopback(ask->peer))
        *ret_why = "without a credential only clients on this machine are answered";
    else if (ask->is_forwarded)
        *ret_why = "without a credential nothing is answered that came through a proxy";
    else if (ask->host.len && !is_loopback(ask->host))
        *ret_why = "without a credential only the names of this machine are answered";
    else if (origin_is_allowed(ask->origin, ask->host, ask->listed) ||
             (scheme > 0 && is_loopback(str_sub(ask->origin, (size_t)scheme + 3, ask->origin.len))))
        return ANONYMOUS_WELCOME;
    else
        return ANONYMOUS_WRONG_ORIGIN;
    return ANONYMOUS_REFUSED;
}

enum anonymous_answer anonymous_role(enum anonymous_policy policy, const struct anonymous_ask *ask,
                                     enum role *ret_role, const char **ret_why)
{
    enum anonymous_answer answer = ANONYMOUS_REFUSED;

    *ret_role = policy == ANONYMOUS_LOOPBACK ? ROLE_OPERATOR : ROLE_VIEWER;
    *ret_why = "nobody is answered without a credential";
    if (policy == ANONYMOUS_LOOPBACK)
        answer = on_loopback(ask, ret_why);
    else if (policy == ANONYMOUS_ALWAYS)
        answer = origin_is_allowed(ask->origin, ask->host, ask->listed) ? ANONYMOUS_WELCOME
                                                                        : ANONYMOUS_WRONG_ORIGIN;
    if (answer == ANONYMOUS_WRONG_ORIGIN)
        *ret_why = "pages of this origin may not ask here without a credential: see STEWARD_CORS_ORIGINS";
    return answer;
}
