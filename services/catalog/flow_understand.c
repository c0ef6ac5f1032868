/* flow_understand: what a message means, and the whole products that it is about.
 *
 * The complication: a conversation goes on without Postgres. What the index knows of a product is there from
 * the first step; a later one replaces it by the whole product if that comes in time and is not too large.
 * Likewise without a language model: it is asked only where one is configured and the engine is not sure, and
 * what the engine made of the message stands unless rules_model.h believes something better. */
#include "base/log.h"
#include "catalog.h"
#include "chat/dialogue_meant.h"
#include "chat/rules_dialogue.h"
#include "chat/rules_model.h"
#include "service/problems.h"
#include "store.h"

#define SUBJECTS_PATIENCE_MS 800
#define SUBJECT_BYTES_MAX    (48 << 10) /* ten of them fit into a record */

struct understanding {
    const Steward__V1__Dialogue *dialogue; /* the command's, or as it was before the message is */
    struct str message;
    Steward__V1__UnderstandResult *result;
    struct llm_exchange model;
    bool is_unasked; /* the model cannot be asked */
};

static struct str tenant_of(const Steward__V1__UnderstandCommand *command)
{
    return command->tenant_id[0] ? str_of(command->tenant_id) : STR(TENANT_DEFAULT);
}

static struct chat_understood *built_in(const struct catalog *catalog, struct index *index, struct flow *flow)
{
    const Steward__V1__UnderstandCommand *command = flow_command(flow);
    const struct understanding *u = flow_state(flow);

    if (command->filters)
        return chat_chosen(u->dialogue, command->filters, flow_arena(flow));
    return chat_understand(catalog->chat, index, u->dialogue, u->message, flow_arena(flow));
}

/* Who is asked what was meant by a message, and chooses, has said that in its place. */
static struct chat_understood *begin(const struct catalog *catalog, struct index *index, struct flow *flow)
{
    const Steward__V1__UnderstandCommand *command = flow_command(flow);
    struct understanding *u = flow_state(flow);
    struct chat_understood *understood;

    u->dialogue = command->dialogue;
    u->message = str_of(command->message);
    understood = built_in(catalog, index, flow);
    if (dialogue_meant(u->dialogue, understood, flow_arena(flow), &u->dialogue, &u->message))
        understood = built_in(catalog, index, flow);
    return understood;
}

/* What the conversation is after what was understood. */
static enum verdict settle(struct flow *flow, struct index *index, const struct chat_understood *understood)
{
    const Steward__V1__UnderstandCommand *command = flow_command(flow);
    struct understanding *u = flow_state(flow);
    struct arena *arena = flow_arena(flow);
    struct dialogue_turn turn =
        dialogue_after(index, u->dialogue, understood, u->message, str_of(command->locale), arena);

    u->result = arena_new_of(arena, Steward__V1__UnderstandResult);
    steward__v1__understand_result__init(u->result);
    u->result->turn = turn.turn;
    u->result->dialogue = turn.dialogue;
    u->result->wants_search = turn.wants_search;
    u->result->wants_more = turn.wants_more;
    return turn.turn->n_subjects ? flow_again_from(flow, "subjects") : flow_done(flow, &u->result->base);
}

static enum verdict understand(struct flow *flow)
{
    const Steward__V1__UnderstandCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct chat_understood *understood;
    struct index *index;

    if (!catalog)
        return flow_fail(flow, ERROR_RETRY, "the catalogue is not loaded yet");
    index = catalog_index(catalog, tenant_of(command));
    understood = begin(catalog, index, flow);
    if (catalog->llm && !command->filters && model_sureness(understood) * 100 < catalog->model_below)
        return NEXT;
    return settle(flow, index, understood);
}

/* ---- the model, where the engine is not sure ---- */

static enum verdict ask_model(struct flow *flow)
{
    const Steward__V1__UnderstandCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct understanding *u = flow_state(flow);
    struct llm_question question = model_question(u->dialogue, u->message, flow_arena(flow));
    const char *why;

    if (!catalog || llm_ask(catalog->llm, flow, &u->model, &question, tenant_of(command), &why))
        return catalog ? WAIT : flow_fail(flow, ERROR_RETRY, "the catalogue is being closed");
    log_info("a message was not put to the language model", {"why", LOG_TEXT(why)});
    u->is_unasked = true;
    return NEXT;
}

/* The index may have changed meanwhile, and what was understood points into it: so that is done anew. */
static enum verdict read_model(struct flow *flow)
{
    const Steward__V1__UnderstandCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct understanding *u = flow_state(flow);
    struct chat_understood *understood, *better = NULL;
    struct index *index;
    const char *why = "";
    bool again = false;
    struct str answer;

    if (!catalog)
        return flow_fail(flow, ERROR_RETRY, "the catalogue is being closed");
    index = catalog_index(catalog, tenant_of(command));
    understood = built_in(catalog, index, flow);
    if (u->is_unasked)
        return settle(flow, index, understood);
    if (llm_answer(catalog->llm, flow, &u->model, tenant_of(command), &answer, &again, &why))
        better = model_understood(catalog->chat, index, u->dialogue, understood, u->message, answer,
                                  flow_arena(flow), &why);
    else if (again)
        return flow_again_from(flow, "ask_model");
    if (!better)
        log_info("the language model has no say", {"why", LOG_TEXT(why)});
    return settle(flow, index, better ? better : understood);
}

/* ---- whole products ---- */

static void on_subjects(void *owner, const struct pg_outcome *outcome)
{
    struct flow_pending *pending = owner;
    struct flow *flow = flow_still_there(pending);
    struct understanding *u = flow ? flow_state(flow) : NULL;

    for (size_t i = 0; u && !outcome->err && i < outcome->count && i < u->result->turn->n_subjects; i++) {
        const struct pg_result *row = outcome->results[i];
        Steward__V1__Product *whole = NULL;

        if (pg_rows(row) > 0 && pg_text(row, 0, 1).len <= SUBJECT_BYTES_MAX)
            whole = store_product(row, 0, flow_arena(flow), NULL);
        if (whole)
            u->result->turn->subjects[i] = whole;
    }
    flow_complete(pending);
}

static enum verdict load_subjects(struct flow *flow)
{
    struct understanding *u = flow_state(flow);
    const Steward__V1__Turn *turn = u->result->turn;
    struct postgres *pg = process_postgres(flow_process(flow));
    struct pg_batch *batch = pg ? pg_batch_for(pg, tenant_of(flow_command(flow))) : NULL;

    if (!batch)
        return NEXT;
    for (size_t i = 0; i < turn->n_subjects; i++)
        store_get(batch, tenant_of(flow_command(flow)), str_of(turn->subjects[i]->product_id));
    pg_send(batch, SUBJECTS_PATIENCE_MS, on_subjects, flow_wait_for(flow));
    return WAIT;
}

static enum verdict answer(struct flow *flow)
{
    struct understanding *u = flow_state(flow);

    return flow_done(flow, &u->result->base);
}

static const struct step steps[] = {
    {"understand", understand}, {"ask_model", ask_model, .deadline_ms = LLM_STEP_MS},
    {"read_model", read_model}, {"subjects", load_subjects, .deadline_ms = 2 * SUBJECTS_PATIENCE_MS},
    {"answer", answer},         {0},
};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    Steward__V1__UnderstandResult *result = arena_new_of(flow_arena(flow), Steward__V1__UnderstandResult);

    steward__v1__understand_result__init(result);
    result->problem = problem_of_failure("chat-failed", why, flow_arena(flow));
    return &result->base;
}

const struct flow_kind flow_understand = {
    .name = "understand",
    .takes = &steward__v1__understand_command__descriptor,
    .gives = &steward__v1__understand_result__descriptor,
    .state_size = sizeof(struct understanding),
    .steps = steps,
    .failed = failed,
    .arena_bytes = 8 << 20, /* ten products, and the message's own */
};
