/* flow_join: what was typed, said and shown, as one question. Pure computation over the tenant's index. */
#include "catalog.h"
#include "join/rules_join.h"
#include "service/problems.h"
#include "json/message.h"

static bool knows(const void *owner, struct str word)
{
    return vocabulary_find(index_vocabulary(owner), word) != NO_WORD;
}

/* A tenant without products knows nothing. */
static bool knows_nothing(const void *owner, struct str word)
{
    return false;
}

static enum verdict join_all(struct flow *flow)
{
    const Steward__V1__JoinCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct str tenant = command->tenant_id[0] ? str_of(command->tenant_id) : STR(TENANT_DEFAULT);
    struct join_lexicon lexicon = {.knows = knows_nothing};
    struct tokeniser *own = NULL;
    Steward__V1__JoinResult *result;
    struct index *index;

    if (!catalog)
        return flow_fail(flow, ERROR_RETRY, "the catalogue is not loaded yet");
    index = catalog_index(catalog, tenant);
    if (index)
        lexicon = (struct join_lexicon){knows, index};
    else
        own = tokeniser_new();
    lexicon.chat = catalog->chat;
    result = join(command, &lexicon, index ? index_tokeniser(index) : own, flow_arena(flow));
    tokeniser_free(own);
    return flow_done(flow, &result->base);
}

static const struct step steps[] = {{"join", join_all}, {0}};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    Steward__V1__JoinResult *result = message_new(&steward__v1__join_result__descriptor, flow_arena(flow));

    result->problem = problem_of_failure("media-failed", why, flow_arena(flow));
    return &result->base;
}

const struct flow_kind flow_join = {
    .name = "join",
    .takes = &steward__v1__join_command__descriptor,
    .gives = &steward__v1__join_result__descriptor,
    .steps = steps,
    .failed = failed,
};
