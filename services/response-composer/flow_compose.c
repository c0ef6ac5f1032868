/* flow_compose: the words above products that are ranked already. Pure computation, one step that never
 * waits. */
#include "composer.h"
#include "rules_message.h"
#include "steward/v1/composer.pb-c.h"

static enum verdict compose(struct flow *flow)
{
    const Steward__V1__ComposeCommand *command = flow_command(flow);
    Steward__V1__ComposeResult *result = arena_new_of(flow_arena(flow), Steward__V1__ComposeResult);

    if (!command->found)
        return flow_fail(flow, ERROR_SKIP, "the command has nothing to say: found is missing");
    steward__v1__compose_result__init(result);
    result->message = message_for(command->found, command->n_products, flow_arena(flow));
    return flow_done(flow, &result->base);
}

static const struct step steps[] = {
    {"compose", compose},
    {0},
};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    Steward__V1__ComposeResult *result = arena_new_of(flow_arena(flow), Steward__V1__ComposeResult);

    steward__v1__compose_result__init(result);
    return &result->base;
}

const struct flow_kind flow_compose = {
    .name = "compose",
    .takes = &steward__v1__compose_command__descriptor,
    .gives = &steward__v1__compose_result__descriptor,
    .steps = steps,
    .failed = failed,
};
