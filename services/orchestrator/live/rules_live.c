/* rules_live: what came after an event. Its own request is a matter of counting; of the others the session's
 * order decides, and where that leaves it open, the time. */
#include "live/rules_live.h"

#include "session/rules_request.h"
#include "json/json.h"
#include "json/message.h"

#define STEP_MAX_DIGITS 4

/* ---- ids ---- */

bool live_id_read(struct str id, struct live_id *ret_id)
{
    size_t digits = 0;
    struct str number;
    int64_t step;

    while (digits < id.len && id.data[id.len - 1 - digits] >= '0' && id.data[id.len - 1 - digits] <= '9')
        digits++;
    number = str_sub(id, id.len - digits, id.len);
    if (digits == 0 || digits > STEP_MAX_DIGITS || digits + 2 > id.len ||
        id.data[id.len - digits - 1] != '.' || (digits > 1 && number.data[0] == '0') ||
        !str_to_int64(number, &step))
        return false;
    *ret_id = (struct live_id){str_sub(id, 0, id.len - digits - 1), (size_t)step};
    return id_is_good(ret_id->request_id);
}

char *live_id_write(const char *request_id, size_t step, struct arena *arena)
{
    return str_printf(arena, "%s.%zu", request_id, step);
}

/* ---- events ---- */

const char *live_type(const struct live_request *request, size_t step, bool *ret_response)
{
    *ret_response = request->response && step + 1 == request->steps;
    if (*ret_response)
        return "request.completed";
    return step == 0 ? "request.accepted" : "request.progress";
}

void live_event_json(const struct live_request *request, size_t step, const char *session_id,
                     struct arena *arena, struct buf *out)
{
    Steward__V1__LiveEvent *event = message_new(&steward__v1__live_event__descriptor, arena);
    bool has_response;

    event->id = live_id_write(request->request_id, step, arena);
    event->type = (char *)(uintptr_t)live_type(request, step, &has_response);
    event->session_id = (char *)(uintptr_t)session_id;
    event->request_id = (char *)(uintptr_t)request->request_id;
    event->state = request->timeline[step]->state;
    event->at = request->timeline[step]->at;
    if (has_response)
        event->response = (Steward__V1__Response *)(uintptr_t)request->response;
    json_from_message(&event->base, out);
}

bool live_is_over(const struct live_request *request)
{
    return request->response && request->response->status != STEWARD__V1__WORKFLOW__STATE__CLARIFICATION;
}

/* ---- order ---- */

static int64_t at_ms(const struct live_request *request, size_t step)
{
    const Google__Protobuf__Timestamp *at = step < request->steps ? request->timeline[step]->at : NULL;

    return at ? at->seconds * 1000 + at->nanos / 1000000 : 0;
}

static int64_t end_ms(const struct live_request *request)
{
    return request->response && request->steps ? at_ms(request, request->steps - 1) : INT64_MAX;
}

/* By insertion: they are few, and nearly in order. */
void live_sort(struct live_request *requests, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct live_request one = requests[i];
        size_t at = i;

        for (; at > 0 && end_ms(&requests[at - 1]) > end_ms(&one); at--)
            requests[at] = requests[at - 1];
        requests[at] = one;
    }
}

/* ---- what was missed ---- */

/* It begins when the event's request is over; only its acceptance may have been before the event. */
static size_t from_of_later(const struct live_request *request, int64_t event_ms)
{
    return at_ms(request, 0) >= event_ms ? 0 : 1;
}

/* The event is an acceptance: what was before it in the session went on after it. */
static size_t from_of_earlier(const struct live_request *request, int64_t event_ms)
{
    size_t step = 0;

    while (step < request->steps && at_ms(request, step) <= event_ms)
        step++;
    if (step == request->steps && end_ms(request) == event_ms)
        step--; /* rather twice than not at all */
    return step;
}

bool live_after(const struct live_request *requests, size_t count, struct str id, size_t *ret_from)
{
    struct live_id event;
    size_t own = 0;
    int64_t event_ms;
    bool is_end;

    if (!live_id_read(id, &event))
        return false;
    while (own < count && !str_is(event.request_id, requests[own].request_id))
        own++;
    if (own == count || event.step >= requests[own].steps)
        return false;
    event_ms = at_ms(&requests[own], event.step);
    is_end = end_ms(&requests[own]) == event_ms;
    for (size_t i = 0; i < count; i++) {
        if (i == own)
            ret_from[i] = event.step + 1;
        else if (i > own || (is_end && event.step > 0 && end_ms(&requests[i]) == event_ms))
            ret_from[i] = from_of_later(&requests[i], event_ms);
        else if (event.step == 0)
            ret_from[i] = from_of_earlier(&requests[i], event_ms);
        else
            ret_from[i] = requests[i].steps;
        if (ret_from[i] > requests[i].steps)
            ret_from[i] = requests[i].steps;
    }
    return true;
}

void live_present(const struct live_request *requests, size_t count, size_t *ret_from)
{
    for (size_t i = 0; i < count; i++)
        ret_from[i] = i + 1 == count || !requests[i].response ? 0 : requests[i].steps;
}
