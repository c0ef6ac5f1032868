/* routes: the flows behind the Kafka commands, asked over HTTP. */
#include "composer.h"
#include "steward/v1/composer.pb-c.h"

#define MAX_BODY_BYTES (2 << 20) /* a window of a thousand products */

static void reply(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct call *call = owner;

    if (err)
        call_fail(call, err);
    else
        call_reply(call, 200, answer);
}

static void run(struct call *call, const struct flow_kind *kind, const Steward__V1__SearchResult *found)
{
    if (!found)
        call_problem(call, 422, "missing-field", "found", "found is needed: the result of a search");
    else
        flow_start(call_process(call), kind, call_message(call), reply, call);
}

static void post_rank(struct call *call)
{
    const Steward__V1__RankCommand *command = call_message(call);

    run(call, &flow_rank, command->found);
}

static void post_answer(struct call *call)
{
    const Steward__V1__AnswerCommand *command = call_message(call);

    if (!command->turn)
        call_problem(call, 422, "missing-field", "turn", "turn is needed: what was understood");
    else
        flow_start(call_process(call), &flow_answer, call_message(call), reply, call);
}

static void post_compose(struct call *call)
{
    const Steward__V1__ComposeCommand *command = call_message(call);

    run(call, &flow_compose, command->found);
}

const struct limit composer_limits[] = {
    {&steward__v1__rank_command__descriptor, "found", .is_needed = true},
    {&steward__v1__compose_command__descriptor, "found", .is_needed = true},
    {&steward__v1__answer_command__descriptor, "turn", .is_needed = true},
    {0},
};

const struct route composer_routes[] = {
    {
        .method = HTTP_POST,
        .pattern = "/rank",
        .handle = post_rank,
        .scope = "search",
        .in = &steward__v1__rank_command__descriptor,
        .out = &steward__v1__rank_result__descriptor,
        .summary = "Ranks and explains the results of a search",
        .max_body_bytes = MAX_BODY_BYTES,
    },
    {
        .method = HTTP_POST,
        .pattern = "/answer",
        .handle = post_answer,
        .scope = "chat",
        .in = &steward__v1__answer_command__descriptor,
        .out = &steward__v1__rank_result__descriptor,
        .summary = "The words for a turn of a conversation that takes no search",
        .max_body_bytes = MAX_BODY_BYTES,
    },
    {
        .method = HTTP_POST,
        .pattern = "/compose",
        .handle = post_compose,
        .scope = "search",
        .in = &steward__v1__compose_command__descriptor,
        .out = &steward__v1__compose_result__descriptor,
        .summary = "The message above products that are ranked already",
        .max_body_bytes = MAX_BODY_BYTES,
    },
    {0},
};
