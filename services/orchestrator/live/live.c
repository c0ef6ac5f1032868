/* live.c: from a record of Kafka to those who follow its session. */
#include "base/tenant.h"
#include "live/live_parts.h"

struct live *live_new(struct process *process, int64_t partial_ms)
{
    struct live *live = mem_new(struct live);

    live->process = process;
    live->partial_ms = partial_ms;
    live->follows = metric_gauge("steward_live_follows", "Sessions followed by clients of this copy.", "");
    live->events = metric_counter("steward_live_events_total", "Events sent to those who follow.", "");
    live->reads =
        metric_counter("steward_live_reads_total", "Sessions read again, as something had been missed.", "");
    return live;
}

void live_free(struct live *live)
{
    if (!live)
        return;
    map_free(&live->sessions);
    mem_free(live);
}

static void count(struct live *live, int more)
{
    live->count = more > 0 ? live->count + 1 : live->count - 1;
    metric_set(live->follows, (double)live->count);
}

/* The map's key is the first follow's own: it moves with the place. */
void live_add(struct live *live, struct follow *follow)
{
    struct str key = buf_as_str(&follow->key);

    follow->same = map_remove(&live->sessions, key);
    map_put(&live->sessions, key, follow);
    count(live, 1);
}

void live_remove(struct live *live, struct follow *follow)
{
    struct follow *first = map_remove(&live->sessions, buf_as_str(&follow->key)), **at = &first;

    while (*at && *at != follow)
        at = &(*at)->same;
    if (*at)
        *at = follow->same;
    if (first)
        map_put(&live->sessions, buf_as_str(&first->key), first);
    count(live, -1);
}

static struct follow *first_of(const struct live *live, struct str tenant, struct str session)
{
    struct buf key = {0};
    struct follow *first;

    tenant_key_write(&key, tenant, session);
    first = map_get(&live->sessions, buf_as_str(&key));
    buf_free(&key);
    return first;
}

/* A CloudEvent in structured mode has its subject inside. */
bool live_wants(const struct live *live, const struct record *record)
{
    struct str subject, tenant;

    if (!live->count)
        return false;
    subject = event_header(record, "ce_subject");
    tenant = event_header(record, "steward-tenant");
    return !subject.data || first_of(live, tenant.len ? tenant : STR(TENANT_DEFAULT), subject);
}

/* A follow may be freed when it is its turn, and no other. */
void live_on_progress(struct live *live, struct str tenant, const Steward__V1__Progress *progress)
{
    struct follow *next, *at = first_of(live, tenant, str_of(progress->session_id));

    for (; at; at = next) {
        next = at->same;
        follow_take_progress(at, progress);
    }
}

void live_on_response(struct live *live, struct str tenant, const Steward__V1__Response *response)
{
    struct follow *next, *at = first_of(live, tenant, str_of(response->session_id));

    for (; at; at = next) {
        next = at->same;
        follow_take_response(at, response);
    }
}
