/* recheck.c: groups of the same credential, and one timer for all of them. */
#include "live/recheck.h"

#include "base/clock.h"
#include "base/map.h"
#include "edge/keys.h"
#include "edge/sign_ins.h"
#include "service/cookie.h"
#include "service/service.h"

#define TICK_MS   2500
#define LOOKS_MAX 500 /* begun at once; the others wait for the next tick */

struct recheck {
    struct process *process;
    struct timer *timer;
    struct map by_name;
    struct link groups;
};

struct look {                      /* in the database */
    struct rechecked_group *group; /* NULL: nobody of it is left */
};

struct rechecked_group {
    struct link link;
    struct recheck *recheck;
    struct buf name;
    enum principal_kind kind;
    char *id; /* of the key or the sign-in */
    unsigned char digest[COOKIE_DIGEST_BYTES];
    int64_t expires_ms; /* wall clock; 0: no end is known */
    int64_t due_ms;
    struct link members;
    struct look *look; /* on its way */
};

static void group_free(struct rechecked_group *group)
{
    map_remove(&group->recheck->by_name, buf_as_str(&group->name));
    list_remove(&group->link);
    if (group->look)
        group->look->group = NULL;
    buf_free(&group->name);
    mem_free(group->id);
    mem_free(group);
}

static void end_group(struct rechecked_group *group)
{
    for (struct link *at; (at = list_shift(&group->members));) {
        struct rechecked *rechecked = list_item(at, struct rechecked, link);

        rechecked->group = NULL;
        rechecked->ended(rechecked->owner);
    }
    group_free(group);
}

/* ---- looking again ---- */

static void on_found(void *owner, const struct key_record *record, const struct error *err)
{
    struct look *look = owner;
    struct rechecked_group *group = look->group;

    mem_free(look);
    if (!group)
        return;
    group->look = NULL;
    if (!record && !err)
        end_group(group);
}

static void begin_look(struct rechecked_group *group)
{
    struct process *process = group->recheck->process;
    struct str digest = str_n((const char *)group->digest, sizeof(group->digest));

    group->look = mem_new(struct look);
    group->look->group = group;
    group->due_ms = clock_mono_ms() + RECHECK_LOOK_MS;
    if (group->kind == PRINCIPAL_KEY)
        key_find(process, str_of(group->id), on_found, group->look);
    else
        sign_in_find(process, str_of(group->id), digest, on_found, group->look);
}

static bool is_due(const struct rechecked_group *group)
{
    return group->kind != PRINCIPAL_TOKEN && !group->look && clock_mono_ms() >= group->due_ms;
}

static void on_tick(void *owner)
{
    struct recheck *recheck = owner;
    int looks = 0;

    timer_set(recheck->timer, TICK_MS);
    list_each(at, &recheck->groups)
    {
        struct rechecked_group *group = list_item(at, struct rechecked_group, link);

        if (group->expires_ms && clock_wall_ms() >= group->expires_ms)
            end_group(group);
        else if (is_due(group) && looks++ < LOOKS_MAX)
            begin_look(group);
    }
}

/* ---- who is rechecked ---- */

/* Tokens differ in their ends only. */
static void group_name(const struct principal *principal, const struct cookie *cookie, struct buf *out)
{
    if (principal->kind == PRINCIPAL_TOKEN)
        buf_printf(out, "token %lld", (long long)principal->expires_ms);
    else if (principal->kind == PRINCIPAL_KEY)
        buf_printf(out, "key %.*s", STR_ARGS(principal->subject));
    else
        buf_printf(out, "cookie %.*s", STR_ARGS(cookie->id));
}

static struct rechecked_group *group_new(struct recheck *recheck, const struct principal *principal,
                                         const struct cookie *cookie, struct str name)
{
    struct rechecked_group *group = mem_new(struct rechecked_group);

    group->recheck = recheck;
    buf_str(&group->name, name);
    group->kind = principal->kind;
    group->id = str_to_text(principal->kind == PRINCIPAL_COOKIE ? cookie->id : principal->subject);
    memcpy(group->digest, cookie->digest, sizeof(group->digest));
    group->expires_ms = principal->expires_ms;
    group->due_ms = clock_mono_ms() + RECHECK_LOOK_MS;
    list_init(&group->members);
    list_push(&recheck->groups, &group->link);
    map_put(&recheck->by_name, buf_as_str(&group->name), group);
    return group;
}

static bool is_rechecked(struct call *call, struct cookie *ret_cookie)
{
    switch (call_principal(call)->kind) {
    case PRINCIPAL_KEY:
    case PRINCIPAL_TOKEN:
        return true;
    case PRINCIPAL_COOKIE:
        return cookie_read(call_header(call, "Cookie"), call_header(call, "Host"), ret_cookie);
    default:
        return false;
    }
}

void recheck_add(struct recheck *recheck, struct call *call, struct rechecked *rechecked, loop_fn *ended,
                 void *owner)
{
    struct cookie cookie = {0};
    struct buf name = {0};
    struct rechecked_group *group;

    if (!is_rechecked(call, &cookie))
        return;
    group_name(call_principal(call), &cookie, &name);
    group = map_get(&recheck->by_name, buf_as_str(&name));
    if (!group)
        group = group_new(recheck, call_principal(call), &cookie, buf_as_str(&name));
    *rechecked = (struct rechecked){.group = group, .ended = ended, .owner = owner};
    list_push(&group->members, &rechecked->link);
    buf_free(&name);
}

void recheck_remove(struct rechecked *rechecked)
{
    struct rechecked_group *group = rechecked->group;

    if (!group)
        return;
    rechecked->group = NULL;
    list_remove(&rechecked->link);
    if (list_is_empty(&group->members))
        group_free(group);
}

struct recheck *recheck_new(struct process *process)
{
    struct recheck *recheck = mem_new(struct recheck);

    recheck->process = process;
    list_init(&recheck->groups);
    recheck->timer = timer_new(process_loop(process), on_tick, recheck);
    timer_set(recheck->timer, TICK_MS);
    return recheck;
}

void recheck_free(struct recheck *recheck)
{
    list_each(at, &recheck->groups)
    {
        struct rechecked_group *group = list_item(at, struct rechecked_group, link);

        for (struct link *member; (member = list_shift(&group->members));)
            list_item(member, struct rechecked, link)->group = NULL;
        group_free(group);
    }
    timer_free(recheck->timer);
    map_free(&recheck->by_name);
    mem_free(recheck);
}
