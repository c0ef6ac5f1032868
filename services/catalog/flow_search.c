/* flow_search: one search over the tenant's index, and beside it over the marketplaces, if there are any.
 *
 * Without marketplaces it is pure computation, and never waits. With them, what the index found is kept until
 * they have answered or are late; pages after the first window are the index's alone. */
#include "base/clock.h"
#include "catalog.h"
#include "offers/rules_offers.h"
#include "offers/sources.h"
#include "query_log.h"
#include "search/search.h"
#include "service/problems.h"
#include "json/message.h"

struct search_state {
    Steward__V1__SearchResult *result;
    struct search_pages pages;
    struct source_answer *answers; /* by marketplace */
    char *words;
};

static struct str tenant_of(const Steward__V1__SearchCommand *command)
{
    return command->tenant_id[0] ? str_of(command->tenant_id) : STR(TENANT_DEFAULT);
}

static bool asks_marketplaces(const struct catalog *catalog, const struct search_state *state,
                              const Steward__V1__SearchCommand *command)
{
    return sources_count(catalog->sources) && state->pages.is_first && !state->result->problem &&
           !command->similar_to[0];
}

static enum verdict search(struct flow *flow)
{
    const Steward__V1__SearchCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct search_state *state = flow_state(flow);
    struct index *index;

    if (!catalog)
        return flow_fail(flow, ERROR_RETRY, "the catalogue is not loaded yet");
    index = catalog_index(catalog, tenant_of(command));
    state->result = search_run_open(index, command, clock_wall_ms(), flow_arena(flow), &state->pages);
    if (!command->patient)
        query_log_searched(catalog->query_log, command, state->result, index, flow_arena(flow));
    if (!asks_marketplaces(catalog, state, command))
        return flow_done(flow, &state->result->base);
    state->words = offers_words(command, state->result, flow_arena(flow));
    return *state->words ? NEXT : flow_done(flow, &state->result->base);
}

/* A catalogue without prices has no currency of its own. */
static const char *currency_of(const struct catalog *catalog, const struct index *index)
{
    const char *own = index ? index_currency(index) : "";

    return *own ? own : sources_currency(catalog->sources);
}

static enum verdict ask_marketplaces(struct flow *flow)
{
    const Steward__V1__SearchCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct search_state *state = flow_state(flow);
    Steward__V1__OfferQuery *query = message_new(&steward__v1__offer_query__descriptor, flow_arena(flow));
    struct index *index;

    if (!catalog)
        return flow_done(flow, &state->result->base);
    query->words = state->words;
    index = catalog_index(catalog, tenant_of(command));
    query->price = offers_price(command, state->result, currency_of(catalog, index), flow_arena(flow));
    query->sort = state->result->sort;
    state->answers = arena_array(flow_arena(flow), sources_count(catalog->sources), sizeof(*state->answers));
    sources_ask(catalog->sources, flow, query, command->patient, state->answers);
    return WAIT;
}

static void report(struct search_state *state, size_t count, bool is_patient, struct arena *arena)
{
    state->result->sources = arena_array(arena, count, sizeof(*state->result->sources));
    state->result->n_sources = count;
    for (size_t i = 0; i < count; i++) {
        state->result->sources[i] = state->answers[i].report;
        if (state->answers[i].report->status == STEWARD__V1__SOURCE_REPORT__STATUS__LATE)
            state->result->has_late = !is_patient;
    }
}

static bool has_code(const void *owner, const char *product_id, struct str code)
{
    return index_has_word(owner, str_of(product_id), code);
}

/* The index may be another one by now; it tells of the products that were found. */
static enum verdict merge(struct flow *flow)
{
    const Steward__V1__SearchCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct search_state *state = flow_state(flow);
    struct arena *arena = flow_arena(flow);
    struct index *index = catalog ? catalog_index(catalog, tenant_of(command)) : NULL;
    size_t count = catalog ? sources_count(catalog->sources) : 0;
    Steward__V1__OffersFound **found = arena_array(arena, count + 1, sizeof(*found));

    if (!catalog)
        return flow_done(flow, &state->result->base);
    for (size_t i = 0; i < count; i++)
        found[i] = state->answers[i].found;
    report(state, count, command->patient, arena);
    offers_merge(state->result, command,
                 &(struct offers_shop){.tokeniser = sources_tokeniser(catalog->sources),
                                       .rates = sources_exchange(catalog->sources),
                                       .currency = currency_of(catalog, index),
                                       .has_code = index ? has_code : NULL,
                                       .owner = index},
                 state->words, found, count, arena);
    search_turn_page(&state->pages, state->result, arena);
    return flow_done(flow, &state->result->base);
}

static const struct step steps[] = {
    {"search", search},
    {"ask", ask_marketplaces, .deadline_ms = SOURCES_STEP_MS},
    {"merge", merge},
    {0},
};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    Steward__V1__SearchResult *result = arena_new_of(flow_arena(flow), Steward__V1__SearchResult);

    steward__v1__search_result__init(result);
    result->problem = problem_of_failure("search-failed", why, flow_arena(flow));
    return &result->base;
}

const struct flow_kind flow_search = {
    .name = "search",
    .takes = &steward__v1__search_command__descriptor,
    .gives = &steward__v1__search_result__descriptor,
    .state_size = sizeof(struct search_state),
    .steps = steps,
    .failed = failed,
    .arena_bytes = 16 << 20, /* matches of the whole catalogue: 20 bytes for each product that has a word */
};
