/* store/lookup: getaddrinfo in a worker. */
#include "store/lookup.h"

#include <netdb.h>
#include <stdio.h>

#include "base/str.h"
#include "loop/workers.h"

enum { MOST_WAITING = 128 };

struct lookups {
    struct workers *workers;
    char *hosts;
    bool is_closed;
};

struct lookup {
    struct job job;
    const struct lookups *lookups;
    lookup_fn *done;
    void *owner;
    char trouble[200]; /* empty: one was found */
    uint64_t missing;
};

/* The next host as a C string; false: no more. */
static bool next_host(struct str *rest, char ret_host[256])
{
    struct str host;

    if (!str_split(rest, ',', &host))
        return false;
    snprintf(ret_host, 256, "%.*s", STR_ARGS(host));
    return true;
}

static int resolve(const char *host, int flags)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = flags};
    struct addrinfo *found = NULL;
    int failure = getaddrinfo(host, NULL, &hints, &found);

    if (found)
        freeaddrinfo(found);
    return failure;
}

/* A path of a socket, or none: libpq's own. */
static bool is_name(const char *host)
{
    return host[0] && host[0] != '/' && host[0] != '@';
}

static bool has_names(const char *hosts)
{
    struct str rest = str_of(hosts);
    char host[256];

    while (next_host(&rest, host))
        if (is_name(host) && resolve(host, AI_NUMERICHOST) != 0)
            return true;
    return false;
}

static void work(struct job *job)
{
    struct lookup *lookup = container_of(job, struct lookup, job);
    struct str rest = str_of(lookup->lookups->hosts);
    bool is_any_found = false;
    char host[256];

    for (int i = 0; next_host(&rest, host); i++) {
        int failure = is_name(host) ? resolve(host, 0) : 0;

        is_any_found = is_any_found || !failure;
        if (!failure)
            continue;
        snprintf(lookup->trouble, sizeof(lookup->trouble), "cannot find %.100s: %s", host,
                 gai_strerror(failure));
        if (i < LOOKUP_HOSTS_MAX)
            lookup->missing |= UINT64_C(1) << i;
    }
    if (is_any_found) /* a server that is gone may have taken its name with it */
        lookup->trouble[0] = '\0';
}

static void done(struct job *job, bool was_cancelled)
{
    struct lookup *lookup = container_of(job, struct lookup, job);

    if (!was_cancelled && !lookup->lookups->is_closed)
        lookup->done(lookup->owner, lookup->trouble[0] ? lookup->trouble : NULL, lookup->missing);
    mem_free(lookup);
}

struct lookups *lookups_new(struct loop *loop, const char *hosts)
{
    struct lookups *lookups;

    if (!has_names(hosts))
        return NULL;
    lookups = mem_new(struct lookups);
    lookups->hosts = mem_text(hosts);
    lookups->workers = workers_new(loop, 1, MOST_WAITING);
    return lookups;
}

bool lookups_start(struct lookups *lookups, lookup_fn *on_done, void *owner)
{
    struct lookup *lookup = mem_new(struct lookup);

    lookup->job = (struct job){.work = work, .done = done};
    lookup->lookups = lookups;
    lookup->done = on_done;
    lookup->owner = owner;
    if (workers_add(lookups->workers, &lookup->job))
        return true;
    mem_free(lookup);
    return false;
}

void lookups_free(struct lookups *lookups)
{
    if (!lookups)
        return;
    lookups->is_closed = true;
    workers_free(lookups->workers);
    mem_free(lookups->hosts);
    mem_free(lookups);
}
