/* flow_join: what was typed, said and shown, as one question. Pure computation over the tenant's index. */
#include "catalog.h"
#include "join/join_shop.h"
#include "service/problems.h"
#include "json/message.h"

static enum verdict join_all(struct flow *flow)
{
    const Steward__V1__JoinCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct str tenant = command->tenant_id[0] ? str_of(command->tenant_id) : STR(TENANT_DEFAULT);
    struct tokeniser *own = NULL;
    Steward__V1__JoinResult *result;
    struct join_lexicon lexicon;
    struct join_shop shop;

    if (!catalog)
        return flow_fail(flow, ERROR_RETRY, "the catalogue is not loaded yet");
    shop = (struct join_shop){catalog_index(catalog, tenant), catalog->chat};
    lexicon = join_lexicon_of(&shop);
    own = shop.index ? NULL : tokeniser_new();
    result = join(command, &lexicon, own ? own : index_tokeniser(shop.index), flow_arena(flow));
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
