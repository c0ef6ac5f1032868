/* flow_join: what was typed, said and shown, as one question. Pure computation over the tenant's index. */
#include "catalog.h"
#include "join/rules_join.h"
#include "service/problems.h"
#include "json/message.h"

struct shop {
    struct index *index; /* NULL: a tenant without products, who knows nothing */
    const struct chat *chat;
};

static bool knows(const void *owner, struct str word)
{
    const struct shop *shop = owner;

    return shop->index && vocabulary_find(index_vocabulary(shop->index), word) != NO_WORD;
}

static void answer(const void *owner, struct str text, struct arena *arena, struct join_answer *ret_answer)
{
    const struct shop *shop = owner;

    join_answer_of(shop->index, shop->chat, text, arena, ret_answer);
}

static enum verdict join_all(struct flow *flow)
{
    const Steward__V1__JoinCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct str tenant = command->tenant_id[0] ? str_of(command->tenant_id) : STR(TENANT_DEFAULT);
    struct tokeniser *own = NULL;
    Steward__V1__JoinResult *result;
    struct join_lexicon lexicon;
    struct shop shop;

    if (!catalog)
        return flow_fail(flow, ERROR_RETRY, "the catalogue is not loaded yet");
    shop = (struct shop){catalog_index(catalog, tenant), catalog->chat};
    lexicon = (struct join_lexicon){knows, answer, &shop, catalog->chat};
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
