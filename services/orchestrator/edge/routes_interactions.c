/* routes_interactions: clicks and saves, put on steward.interactions. Nothing waits for them: what Kafka
 * cannot take now is not accepted, and the client may send it again. A person tells what was done with
 * answers that were given to that person: their requests are looked up first, one after the other. */
#include "base/clock.h"
#include "base/id.h"
#include "edge/whose.h"
#include "orchestrator.h"
#include "session/rules_request.h"
#include "steward/v1/learning.pb-c.h"
#include "store.h"

struct telling { /* in the call's arena */
    struct call *call;
    const Steward__V1__InteractionBatch *batch;
    size_t looked_up; /* of the batch's events */
};

static bool publish(struct call *call, const Steward__V1__Interaction *from)
{
    Steward__V1__Interaction interaction = *from;
    char id[ID_SIZE], nobody[] = "", *tenant = str_c(call_arena(call), call_tenant(call));
    struct record record;
    struct event event = {
        .source = STR("orchestrator"),
        .subject = str_of(from->request_id),
        .key = str_of(from->request_id),
        .tenant = str_of(tenant),
        .time_ms = clock_wall_ms(),
        .message = &interaction.base,
    };
    struct error err;

    interaction.tenant_id = tenant;
    interaction.session_id = nobody;
    id_new(id);
    event.id = str_of(id);
    event_write(&event, topic_interactions.name, call_arena(call), &record);
    return bus_publish(process_bus(call_process(call)), &record, NULL, NULL, &err);
}

static void take(struct call *call, const Steward__V1__InteractionBatch *batch)
{
    Steward__V1__InteractionReceipt receipt = STEWARD__V1__INTERACTION_RECEIPT__INIT;

    receipt.recording = true;
    while ((size_t)receipt.accepted < batch->n_events && publish(call, batch->events[receipt.accepted]))
        receipt.accepted++;
    call_reply(call, 200, &receipt.base);
}

/* ---- whose requests they are ---- */

static const char *request_of(const struct telling *telling, size_t event)
{
    return telling->batch->events[event]->request_id;
}

static bool was_before(const struct telling *telling, size_t event)
{
    for (size_t i = 0; i < event; i++)
        if (!strcmp(request_of(telling, i), request_of(telling, event)))
            return true;
    return false;
}

static void on_found(void *owner, const struct stored_request *request, const struct error *err);

static void look_up(struct telling *telling)
{
    struct call *call = telling->call;
    size_t *event = &telling->looked_up;

    while (*event < telling->batch->n_events && was_before(telling, *event))
        ++*event;
    if (*event == telling->batch->n_events)
        take(call, telling->batch);
    else if (can_read(call, str_of(request_of(telling, *event))))
        store_find_request(process_postgres(call_process(call)), call_tenant(call),
                           str_of(request_of(telling, *event)), on_found, telling);
}

/* One that is not there (any more) is nobody's. */
static void on_found(void *owner, const struct stored_request *request, const struct error *err)
{
    struct telling *telling = owner;
    struct call *call = telling->call;

    if (err) {
        call_fail(call, err);
    } else if (request->conversation && !whose_may_see(call, request->conversation->request->user_id)) {
        call_problem(call, 403, "not-your-session",
                     str_printf(call_arena(call), "events[%zu].request_id", telling->looked_up),
                     "this request is somebody else's: none of these events was taken");
    } else {
        telling->looked_up++;
        look_up(telling);
    }
}

void events_post(struct call *call)
{
    const Steward__V1__InteractionBatch *batch = call_message(call);
    Steward__V1__InteractionReceipt nothing = STEWARD__V1__INTERACTION_RECEIPT__INIT;
    struct telling *telling;
    struct json_fault faults[JSON_FAULTS_MAX];
    size_t bad = limits_check(request_limits, &batch->base, faults);

    if (bad) {
        call_invalid(call, faults, bad);
        return;
    }
    if (!config_bool(process_config(call_process(call)), "STEWARD_LEARNING")) {
        call_reply(call, 200, &nothing.base);
    } else if (principal_user(call_principal(call)).len) {
        telling = arena_new_of(call_arena(call), struct telling);
        *telling = (struct telling){.call = call, .batch = batch};
        look_up(telling);
    } else {
        take(call, batch);
    }
}
