/* follow.c: one follower of one session: what it has been sent, and what it is sent next.
 *
 * The complication: what happens while the past is being read must come after the past, and once. It is not
 * kept: whatever is published has been committed before, so the session is simply read again. The same
 * mends what comes out of order, because the two topics do not wait for each other. */
#include "base/clock.h"
#include "base/tenant.h"
#include "live/live_parts.h"
#include "live/store_live.h"
#include "session/respond.h"
#include "json/json.h"
#include "json/message.h"

#define RETRY_MS 1000

/* ---- life ---- */

struct follow *follow_new(struct live *live, struct str tenant, const char *session_id, const char *user_id,
                          const char *only, const struct follow_events *events, void *owner)
{
    struct follow *follow = mem_new(struct follow);

    follow->live = live;
    tenant_key_write(&follow->key, tenant, str_of(session_id));
    follow->tenant = str_to_text(tenant);
    follow->session_id = mem_text(session_id);
    follow->user_id = mem_text(user_id);
    follow->only = mem_text(only);
    follow->events = events;
    follow->owner = owner;
    follow->references = 1;
    live_add(live, follow);
    return follow;
}

void follow_release(struct follow *follow)
{
    if (--follow->references)
        return;
    partial_drop(follow, NULL);
    timer_free(follow->retry);
    seen_free(&follow->seen);
    buf_free(&follow->key);
    mem_free(follow->tenant);
    mem_free(follow->session_id);
    mem_free(follow->user_id);
    mem_free(follow->only);
    mem_free(follow);
}

void follow_free(struct follow *follow)
{
    if (!follow)
        return;
    follow->is_freed = true;
    live_remove(follow->live, follow);
    follow_release(follow);
}

const char *follow_session(const struct follow *follow)
{
    return follow->session_id;
}

bool follow_is_caught_up(const struct follow *follow)
{
    return follow->has_read;
}

/* ---- sending ---- */

void follow_send(struct follow *follow, const struct live_sent *event)
{
    metric_add(follow->live->events, 1);
    follow->events->on_event(follow->owner, follow, event);
}

static void send_step(struct follow *follow, const struct live_request *request, size_t step,
                      struct arena *arena)
{
    struct live_sent event = {
        .id = live_id_write(request->request_id, step, arena),
        .request_id = request->request_id,
    };
    struct buf json = {0};

    event.type = live_type(request, step, &event.is_answered);
    if (event.is_answered && request->response->late_until)
        event.late_until_ms = request->response->late_until->seconds * 1000;
    live_event_json(request, step, follow->session_id, arena, &json);
    event.json = buf_as_str(&json);
    follow_send(follow, &event);
    buf_free(&json);
}

/* It was answered before all marketplaces were heard, and they have been since. */
static bool has_late(const struct follow *follow, const struct live_request *request)
{
    return request->response && !request->response->late_until &&
           seen_awaits_late(&follow->seen, request->request_id);
}

/* Its steps from there on, unless they have been sent. */
static void send_steps(struct follow *follow, const struct live_request *request, size_t from)
{
    struct arena *arena = arena_new(FOLLOW_ARENA_BYTES);
    size_t seen = seen_steps(&follow->seen, request->request_id);
    bool has_come_late = seen == request->steps && has_late(follow, request);

    if (request->response)
        partial_drop(follow, request->request_id);
    seen_note(&follow->seen, request->request_id, request->steps, live_is_over(request));
    if (request->response)
        seen_await_late(&follow->seen, request->request_id, request->response->late_until != NULL);
    for (size_t step = from > seen ? from : seen; step < request->steps && !follow->is_freed; step++)
        send_step(follow, request, step, arena);
    if (has_come_late)
        partial_send_late(follow, request);
    arena_free(arena);
}

static void trouble(struct follow *follow, enum follow_trouble what, const char *detail)
{
    follow->events->on_trouble(follow->owner, follow, what, detail);
}

/* ---- reading what was ---- */

struct reading {
    struct follow *follow;
    enum follow_from from;
    char *id;
};

static void start_reading(struct follow *follow, enum follow_from from, struct str id);

static void choose(struct follow *follow, const struct reading *reading, const struct stored_live *stored,
                   size_t *from)
{
    bool is_unknown = reading->from == FOLLOW_FROM_EVENT &&
                      !live_after(stored->requests, stored->count, str_of(reading->id), from);

    if (is_unknown)
        trouble(follow, FOLLOW_UNKNOWN_EVENT, "this event is not known, or was too long ago");
    if ((is_unknown && !follow->only) || reading->from == FOLLOW_FROM_PRESENT)
        live_present(stored->requests, stored->count, from);
    if (reading->from != FOLLOW_FROM_NOW && reading->from != FOLLOW_FROM_REQUEST)
        return;
    for (size_t i = 0; i < stored->count; i++)
        from[i] = !strcmp(reading->id, stored->requests[i].request_id) ? 0 : stored->requests[i].steps;
}

static void replay(struct follow *follow, const struct reading *reading, const struct stored_live *stored,
                   struct arena *arena)
{
    size_t *from = arena_array(arena, stored->count + 1, sizeof(*from)); /* all from their beginnings */

    if (follow->has_read) /* what is not known by now is new */
        metric_add(follow->live->reads, 1);
    else
        choose(follow, reading, stored, from);
    for (size_t i = 0; i < stored->count && !follow->is_freed; i++)
        if (!follow->only || !strcmp(follow->only, stored->requests[i].request_id))
            send_steps(follow, &stored->requests[i], from[i]);
}

static bool is_somebody_elses(const struct follow *follow, const char *user_id)
{
    return follow->user_id[0] && user_id[0] && strcmp(follow->user_id, user_id) != 0;
}

static void not_yours(struct follow *follow)
{
    trouble(follow, FOLLOW_NOT_YOURS, "this session belongs to somebody else");
}

static void on_retry(void *owner)
{
    start_reading(owner, FOLLOW_FROM_NOW, STR_NONE);
}

static void on_unreadable(struct follow *follow, const struct error *err)
{
    if (!follow->has_read) {
        trouble(follow, FOLLOW_UNREADABLE, err->text);
        return;
    }
    if (!follow->retry)
        follow->retry = timer_new(process_loop(follow->live->process), on_retry, follow);
    timer_set(follow->retry, RETRY_MS);
}

static void on_read_well(struct follow *follow, const struct reading *reading,
                         const struct stored_live *stored, struct arena *arena)
{
    bool was_first = !follow->has_read;

    follow->knows_owner = stored->user_id[0] != '\0';
    replay(follow, reading, stored, arena);
    if (follow->is_freed)
        return;
    follow->has_read = true;
    if (follow->read_again)
        start_reading(follow, FOLLOW_FROM_NOW, STR_NONE);
    if (was_first)
        follow->events->on_caught_up(follow->owner, follow);
    if (!follow->is_freed)
        partial_go_on(follow);
}

static void on_read(void *owner, const struct stored_live *stored, struct arena *arena,
                    const struct error *err)
{
    struct reading *reading = owner;
    struct follow *follow = reading->follow;

    follow->is_reading = false;
    if (follow->is_freed)
        ;
    else if (err)
        on_unreadable(follow, err);
    else if (is_somebody_elses(follow, stored->user_id))
        not_yours(follow);
    else
        on_read_well(follow, reading, stored, arena);
    mem_free(reading->id);
    mem_free(reading);
    follow_release(follow);
}

/* Once it has read, where from does not matter: what has been sent is known. */
static void start_reading(struct follow *follow, enum follow_from from, struct str id)
{
    struct reading *reading = mem_new(struct reading);
    struct live_search wanted = {str_of(follow->tenant), str_of(follow->session_id), STR(""),
                                 str_of(follow->only ? follow->only : "")};
    struct live_id event;

    if (from == FOLLOW_FROM_EVENT && live_id_read(id, &event))
        wanted.since = event.request_id;
    *reading = (struct reading){.follow = follow, .from = from, .id = str_to_text(id)};
    follow->references++;
    follow->is_reading = true;
    follow->read_again = false;
    store_find_live(process_postgres(follow->live->process), &wanted, on_read, reading);
}

void follow_read(struct follow *follow, enum follow_from from, struct str id)
{
    start_reading(follow, from, id);
}

void follow_is_new(struct follow *follow)
{
    follow->has_read = true;
}

/* ---- what happens ---- */

static bool is_for(const struct follow *follow, const char *request_id)
{
    return !follow->only || !strcmp(follow->only, request_id);
}

bool follow_is_settled(const struct follow *follow)
{
    return follow->has_read && !follow->is_reading && !(follow->retry && timer_is_set(follow->retry));
}

/* False: what it says is in what will be read. */
static bool takes(struct follow *follow, const char *request_id)
{
    if (!is_for(follow, request_id))
        return false;
    if (follow->is_reading)
        follow->read_again = true;
    return follow_is_settled(follow);
}

/* The one before it is over, but its end has not come yet: or it was not live, and there was nothing of it.
 */
static bool is_ahead(struct follow *follow, const char *previous)
{
    if (follow->only || !previous[0] || seen_is_over(&follow->seen, previous))
        return false;
    seen_note(&follow->seen, previous, 0, true);
    return true;
}

void follow_take_progress(struct follow *follow, const Steward__V1__Progress *progress)
{
    struct live_request request = {
        .request_id = progress->request_id,
        .timeline = progress->timeline,
        .steps = progress->n_timeline,
        .response = progress->late ? progress->partial : NULL,
    };
    bool is_over = seen_is_over(&follow->seen, progress->request_id);

    bool is_others = is_somebody_elses(follow, progress->user_id);

    if (!progress->n_timeline || (is_over && !progress->late))
        return;
    if (progress->partial && !progress->late && is_for(follow, progress->request_id) && !is_others)
        partial_hold(follow, &request, progress->partial);
    if (!takes(follow, progress->request_id))
        return;
    if (is_others) {
        not_yours(follow);
        return;
    }
    follow->knows_owner |= progress->user_id[0] != '\0';
    if (is_ahead(follow, progress->previous)) {
        start_reading(follow, FOLLOW_FROM_NOW, STR_NONE);
        return;
    }
    follow->references++;
    send_steps(follow, &request, 0);
    follow_release(follow);
}

/* It does not say whose session it is; who claims to be somebody has that looked up first. */
void follow_take_response(struct follow *follow, const Steward__V1__Response *response)
{
    struct live_request request = {
        .request_id = response->request_id,
        .timeline = response->timeline,
        .steps = response->n_timeline,
        .response = response,
    };

    if (!takes(follow, response->request_id))
        return;
    if (follow->user_id[0] && !follow->knows_owner) {
        start_reading(follow, FOLLOW_FROM_NOW, STR_NONE);
        return;
    }
    follow->references++;
    send_steps(follow, &request, 0);
    follow_release(follow);
}
