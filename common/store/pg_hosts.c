/* store/pg_hosts: lists with commas, turned round. `host`, `hostaddr` and `port` are lists of the same
 * length, but for a single port, which is everybody's. */
#include "store/pg_hosts.h"

#include <libpq-fe.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "store/lookup.h"

#define USUAL_PORT "5432"

enum { HOST, HOSTADDR, PORT, LISTS };

static const char *const keywords[LISTS] = {"host", "hostaddr", "port"};

struct pg_hosts {
    char *lists[LISTS]; /* NULL: not in the URL */
    struct buf turned[LISTS];
    int count;
};

static int count_of(const char *list)
{
    int count = 1;

    for (; *list; list++)
        count += *list == ',';
    return count;
}

static void take(struct pg_hosts *hosts, const PQconninfoOption *option)
{
    for (int i = 0; i < LISTS; i++) {
        if (strcmp(option->keyword, keywords[i]) != 0)
            continue;
        hosts->lists[i] = mem_text(option->val);
        if (count_of(option->val) > hosts->count)
            hosts->count = count_of(option->val);
    }
}

static bool has_empty(const char *list)
{
    struct str rest = str_of(list), one;

    while (str_split(&rest, ',', &one))
        if (!one.len)
            return true;
    return false;
}

/* Else libpq is left alone with them: it knows what is wrong, or which folder an empty host stands for. */
static bool can_be_turned(const struct pg_hosts *hosts)
{
    for (int i = 0; i < LISTS; i++) {
        int count = hosts->lists[i] ? count_of(hosts->lists[i]) : hosts->count;

        if (count != hosts->count && !(i == PORT && count == 1))
            return false;
    }
    return hosts->count > 1 && (!hosts->lists[HOST] || !has_empty(hosts->lists[HOST]));
}

struct pg_hosts *pg_hosts_new(const char *url)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    struct pg_hosts *hosts = mem_new(struct pg_hosts);

    for (PQconninfoOption *option = options; option && option->keyword; option++)
        if (option->val)
            take(hosts, option);
    PQconninfoFree(options);
    if (can_be_turned(hosts))
        return hosts;
    pg_hosts_free(hosts);
    return NULL;
}

void pg_hosts_free(struct pg_hosts *hosts)
{
    if (!hosts)
        return;
    for (int i = 0; i < LISTS; i++) {
        mem_free(hosts->lists[i]);
        buf_free(&hosts->turned[i]);
    }
    mem_free(hosts);
}

/* From that number on, and from the end on to the beginning, without those that are missing. */
static const char *turn(const char *list, int number, uint64_t missing, struct buf *turned)
{
    int count = count_of(list), taken = 0;

    if (count == 1)
        return list;
    buf_clear(turned);
    for (int i = 0; i < count; i++) {
        int wanted = (int)(((int64_t)number + i) % count);
        struct str rest = str_of(list), one = STR_NONE;

        if (wanted < LOOKUP_HOSTS_MAX && (missing >> wanted & 1))
            continue;
        for (int at = 0; str_split(&rest, ',', &one) && at < wanted; at++)
            ;
        if (taken++)
            buf_char(turned, ',');
        buf_str(turned, one);
    }
    return turned->len ? turned->data : USUAL_PORT; /* an empty value would not count */
}

struct pg_hosts_order pg_hosts_from(struct pg_hosts *hosts, int number, uint64_t missing)
{
    const char *turned[LISTS] = {NULL};

    for (int i = 0; i < LISTS; i++)
        if (hosts->lists[i])
            turned[i] = turn(hosts->lists[i], number, missing, &hosts->turned[i]);
    return (struct pg_hosts_order){turned[HOST], turned[HOSTADDR], turned[PORT]};
}
