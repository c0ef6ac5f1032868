/* auth/principal.c: the tables of roles and scopes. */
#include "auth/principal.h"

#define VIEWER   (1u << ROLE_VIEWER)
#define OPERATOR (1u << ROLE_OPERATOR)
#define AUDITOR  (1u << ROLE_AUDITOR)
#define ADMIN    (1u << ROLE_ADMIN)
#define USERS    (VIEWER | OPERATOR | ADMIN)
#define ALL      (USERS | AUDITOR)

/* A bit of a scope_set is a place in this table: nothing keeps one beyond the process. */
const struct scope scope_table[] = {
    {"search", USERS, "search for products, and be suggested what to search for"},
    {"chat", USERS, "talk with the shop"},
    {"sessions:read", USERS, "read sessions and requests, and follow them live"},
    {"sessions:write", USERS, "erase sessions"},
    {"events:write", USERS, "tell what was clicked and saved"},
    {"media", USERS, "send photos and voice notes, and have them erased"},
    {"catalog:read", ALL, "read products"},
    {"catalog:write", OPERATOR | ADMIN, "add, change and remove products and what is shown first"},
    {"operations:read", OPERATOR | AUDITOR | ADMIN, "read how the system is doing"},
    {"operations:write", OPERATOR | ADMIN, "change how the system runs"},
    {"keys:read", AUDITOR | ADMIN, "list API keys"},
    {"keys:write", ADMIN, "create, rotate and revoke API keys"},
    {"audit:read", AUDITOR | ADMIN, "read the audit log"},
    {0},
};

_Static_assert(COUNT_OF(scope_table) <= SCOPES_MAX, "a scope_set has a bit for each");

static const char *const role_names[ROLE_COUNT] = {"none", "viewer", "operator", "auditor", "admin"};
static const char *const kind_names[] = {"anonymous", "key", "token", "cookie", "service"};

const struct principal principal_nobody = {
    .tenant_id = {TENANT_DEFAULT, sizeof(TENANT_DEFAULT) - 1},
    .subject = {"anonymous", sizeof("anonymous") - 1},
};

const char *role_name(enum role role)
{
    return role_names[role];
}

bool role_from(struct str name, enum role *ret_role)
{
    for (enum role role = ROLE_VIEWER; role < ROLE_COUNT; role++) {
        if (!str_is(name, role_names[role]))
            continue;
        *ret_role = role;
        return true;
    }
    return false;
}

const char *principal_kind_name(enum principal_kind kind)
{
    return kind_names[kind];
}

scope_set scopes_of_role(enum role role)
{
    scope_set set = 0;

    for (size_t i = 0; scope_table[i].name; i++)
        if (scope_table[i].roles & 1u << role)
            set |= (scope_set)1 << i;
    return set;
}

scope_set scopes_allowed(enum role role, scope_set named, bool names_any)
{
    return scopes_of_role(role) & (names_any ? named : ~(scope_set)0);
}

scope_set scope_bit(struct str name)
{
    for (size_t i = 0; scope_table[i].name; i++)
        if (str_is(name, scope_table[i].name))
            return (scope_set)1 << i;
    return 0;
}

scope_set scopes_from(struct str names, struct str *ret_unknown)
{
    scope_set set = 0;
    struct str name;

    if (ret_unknown)
        *ret_unknown = STR_NONE;
    while (str_split(&names, ' ', &name)) {
        scope_set bit = scope_bit(name);

        if (!bit && name.len && ret_unknown && !ret_unknown->len)
            *ret_unknown = name;
        set |= bit;
    }
    return set;
}

void scopes_write(scope_set set, struct buf *out)
{
    bool any = false;

    for (size_t i = 0; scope_table[i].name; i++) {
        if (!(set & (scope_set)1 << i))
            continue;
        buf_printf(out, "%s%s", any ? " " : "", scope_table[i].name);
        any = true;
    }
}

bool principal_may(const struct principal *principal, const char *scope, enum role needed)
{
    if (scope && !(principal->scopes & scope_bit(str_of(scope))))
        return false;
    return needed == ROLE_NONE || principal->role == needed || principal->role == ROLE_ADMIN ||
           (needed == ROLE_VIEWER && principal->role != ROLE_NONE);
}

bool principal_may_name_tenants(const struct principal *principal)
{
    return str_is(principal->tenant_id, TENANT_DEFAULT) &&
           (principal->role == ROLE_OPERATOR || principal->role == ROLE_ADMIN);
}

struct str principal_user(const struct principal *principal)
{
    bool is_person = principal->kind == PRINCIPAL_TOKEN && principal->role == ROLE_VIEWER;

    return is_person ? principal->subject : STR("");
}

static struct str put(char **at, struct str text)
{
    char *to = *at;

    memcpy(to, text.len ? text.data : "", text.len);
    *at += text.len + 1;
    return str_n(to, text.len);
}

struct principal *principal_copy(const struct principal *principal)
{
    struct principal *copy = mem_alloc(sizeof(*copy) + principal->tenant_id.len + principal->subject.len + 2);
    char *at = (char *)(copy + 1);

    *copy = *principal;
    copy->tenant_id = put(&at, principal->tenant_id);
    copy->subject = put(&at, principal->subject);
    return copy;
}

struct principal *principal_in(struct arena *arena, const struct principal *principal)
{
    struct principal *copy = arena_copy(arena, principal, sizeof(*principal));

    copy->tenant_id = str_copy(arena, principal->tenant_id);
    copy->subject = str_copy(arena, principal->subject);
    return copy;
}
