/* flow_record: what was shown and what was done with it goes into Postgres, from steward.interactions.
 *
 * Keyed by the request, so what was shown comes before what was clicked. Both may come again: the first
 * counts. Where recording is off, what others send is passed over. */
#include "base/id.h"
#include "base/metrics.h"
#include "catalog.h"
#include "query_log.h"
#include "store.h"
#include "store_learning.h"

#define SHOWN_MAX   100
#define TEXT_MAX    512
#define STORE_TRIES 5

struct record_state {
    bool failed;
    struct error err;
    bool is_new, verified, is_first;
    struct str query;
};

static void on_stored(void *owner, const struct pg_outcome *outcome)
{
    struct flow_pending *pending = owner;
    struct flow *flow = flow_still_there(pending);

    if (flow) {
        struct record_state *state = flow_state(flow);
        const struct pg_result *rows = outcome->err ? NULL : outcome->results[outcome->count - 1];

        *state = (struct record_state){.failed = outcome->err != NULL};
        if (outcome->err)
            state->err = *outcome->err;
        else if (pg_rows(rows) > 0) {
            state->is_new = true;
            state->verified = pg_int(rows, 0, 0) != 0;
            state->is_first = pg_int(rows, 0, 1) != 0;
            state->query = str_copy(flow_arena(flow), pg_text(rows, 0, 2));
        }
    }
    flow_complete(pending);
}

/* NULL: nothing is to be recorded. */
static struct pg_batch *batch_of(struct flow *flow, struct str tenant)
{
    const struct process *process = flow_process(flow);

    return config_bool(process_config(process), "STEWARD_LEARNING")
               ? pg_batch_for(process_postgres(process), tenant)
               : NULL;
}

static enum verdict send(struct flow *flow, struct pg_batch *batch)
{
    pg_send(batch, STORE_DEADLINE_MS, on_stored, flow_wait_for(flow));
    return WAIT;
}

static bool is_short(const char *text)
{
    return strlen(text) <= TEXT_MAX;
}

/* ---- what was shown ---- */

static enum verdict keep_impression(struct flow *flow)
{
    const Steward__V1__Impression *impression = flow_command(flow);
    struct pg_batch *batch;

    if (!*impression->request_id || !is_short(impression->request_id) || !is_short(impression->query) ||
        !tenant_id_is_good(str_of(impression->tenant_id)) || !impression->n_shown ||
        impression->n_shown > SHOWN_MAX)
        return flow_fail(flow, ERROR_SKIP, "an impression without an id, a tenant or products");
    batch = batch_of(flow, str_of(impression->tenant_id));
    if (!batch)
        return flow_done(flow, NULL);
    store_impression(batch, impression, flow_arena(flow));
    return send(flow, batch);
}

static enum verdict impression_kept(struct flow *flow)
{
    const struct record_state *state = flow_state(flow);

    return state->failed ? flow_fail(flow, state->err.policy, "%s", state->err.text) : flow_done(flow, NULL);
}

/* ---- what was done ---- */

static bool is_good(const Steward__V1__Interaction *i)
{
    return *i->request_id && is_short(i->request_id) && *i->product_id && is_short(i->product_id) &&
           is_short(i->event_id) && i->position >= 1 && i->position <= SHOWN_MAX &&
           tenant_id_is_good(str_of(i->tenant_id)) &&
           (i->kind == STEWARD__V1__INTERACTION__KIND__CLICK ||
            i->kind == STEWARD__V1__INTERACTION__KIND__SAVE);
}

static enum verdict keep_interaction(struct flow *flow)
{
    Steward__V1__Interaction interaction = *(const Steward__V1__Interaction *)flow_command(flow);
    struct pg_batch *batch;
    char id[ID_SIZE];

    if (!*interaction.tenant_id)
        interaction.tenant_id = (char *)(uintptr_t)TENANT_DEFAULT;
    if (!is_good(&interaction))
        return flow_fail(flow, ERROR_SKIP, "an interaction without request, product, position or kind");
    batch = batch_of(flow, str_of(interaction.tenant_id));
    if (!batch)
        return flow_done(flow, NULL);
    if (!*interaction.event_id) {
        id_derive(id, str_of(interaction.request_id),
                  str_of(str_printf(flow_arena(flow), "%d %d %s", (int)interaction.kind, interaction.position,
                                    interaction.product_id)));
        interaction.event_id = id;
    }
    store_interaction(batch, &interaction);
    return send(flow, batch);
}

static enum verdict interaction_kept(struct flow *flow)
{
    const Steward__V1__Interaction *interaction = flow_command(flow);
    const struct record_state *state = flow_state(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct str tenant = *interaction->tenant_id ? str_of(interaction->tenant_id) : STR(TENANT_DEFAULT);

    if (state->failed)
        return flow_fail(flow, state->err.policy, "%s", state->err.text);
    if (state->is_new && !state->verified)
        metric_add(metric_counter("steward_catalog_interactions_unverified_total",
                                  "Clicks and saves of what was not known to be shown there.", ""),
                   1);
    if (catalog && state->is_first && state->verified &&
        interaction->kind == STEWARD__V1__INTERACTION__KIND__CLICK)
        query_log_clicked(catalog->query_log, tenant, state->query, catalog_index(catalog, tenant),
                          flow_arena(flow));
    return flow_done(flow, NULL);
}

static const struct step impression_steps[] = {
    {"keep", keep_impression, STORE_DEADLINE_MS, STORE_TRIES},
    {"kept", impression_kept},
    {0},
};

static const struct step interaction_steps[] = {
    {"keep", keep_interaction, STORE_DEADLINE_MS, STORE_TRIES},
    {"kept", interaction_kept},
    {0},
};

const struct flow_kind flow_impression = {
    .name = "impression",
    .takes = &steward__v1__impression__descriptor,
    .state_size = sizeof(struct record_state),
    .steps = impression_steps,
};

const struct flow_kind flow_interaction = {
    .name = "interaction",
    .takes = &steward__v1__interaction__descriptor,
    .state_size = sizeof(struct record_state),
    .steps = interaction_steps,
};
