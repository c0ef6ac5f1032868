/* source_token: a marketplace's token, fetched once for all who wait for it, and anew before it ends. */
#include "base/clock.h"
#include "catalog.h"
#include "offers/shop_answer.h"
#include "offers/sources_parts.h"

#define STEP_MS    (SOURCE_ANSWER_MS + 500)
#define USUAL_S    300 /* of a token that does not say how long it lives */
#define BEFORE_END 60  /* from then on another one is fetched */
#define LONGEST_S  86400

struct token_state {
    struct flow_http_result http;
};

struct token_waiter {
    struct link link;
    struct flow_pending *pending;
};

void source_token_drop(struct source *source)
{
    mem_free(source->token);
    source->token = NULL;
}

static enum verdict ask_token(struct flow *flow)
{
    struct source *source = source_of(flow);
    struct token_state *state = flow_state(flow);
    struct shop_request request;

    if (!source)
        return flow_fail(flow, ERROR_SKIP, "the process is ending");
    if (!breaker_allows(&source->breaker, clock_mono_ms()))
        return flow_fail(flow, ERROR_SKIP, "it has not answered lately");
    source->shop.kind->ask_token(&source->shop, flow_arena(flow), &request);
    source_request(source, flow, &state->http, &request);
    return WAIT;
}

static bool read_reply(const struct flow_http_result *http, struct arena *arena, const char **ret_token,
                       int64_t *ret_lives_s, struct error *err)
{
    if (http->failed) {
        *err = http->err;
        return false;
    }
    if (http->status != 200)
        return error_set(err, http->status >= 500 ? ERROR_RETRY : ERROR_SKIP, "shop", "status %d",
                         http->status);
    return shop_token_read(http->body, arena, ret_token, ret_lives_s, err);
}

/* Counts against the marketplace as a question for offers does. */
static enum verdict read_token(struct flow *flow)
{
    struct source *source = source_of(flow);
    const struct flow_http_result *http = &((struct token_state *)flow_state(flow))->http;
    const char *token = NULL;
    struct error err;
    int64_t lives_s = 0;
    bool is_read, is_refusal = !http->failed && http->status != 200 && http->status < 500;

    if (!source)
        return flow_fail(flow, ERROR_SKIP, "the process is ending");
    is_read = read_reply(http, flow_arena(flow), &token, &lives_s, &err);
    breaker_report(&source->breaker, is_read || is_refusal, clock_mono_ms());
    if (source_is_throttled(http))
        return source_leave_alone(source, flow, (int64_t)http->retry_after_s * 1000);
    if (!is_read)
        return flow_fail(flow, err.policy, "%s", err.text);
    lives_s = lives_s > LONGEST_S ? LONGEST_S : lives_s ? lives_s : USUAL_S;
    source_token_drop(source);
    source->token = mem_text(token);
    source->token_until_ms =
        clock_mono_ms() + (lives_s > 2 * BEFORE_END ? lives_s - BEFORE_END : lives_s / 2) * 1000;
    return flow_done(flow, NULL);
}

static const struct step steps[] = {
    {"ask", ask_token, .deadline_ms = STEP_MS, .retries = 1},
    {"read", read_token},
    {0},
};

const struct flow_kind flow_token = {
    .name = "token",
    .takes = &steward__v1__offer_query__descriptor,
    .gives = &steward__v1__offers_found__descriptor,
    .state_size = sizeof(struct token_state),
    .steps = steps,
};

static void on_token(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct source *source = owner;

    snprintf(source->no_token, sizeof(source->no_token), "%s", err ? err->text : "");
    source->is_asking_token = false;
    for (struct link *at; (at = list_shift(&source->token_waiters));) {
        struct token_waiter *waiter = list_item(at, struct token_waiter, link);

        flow_complete(waiter->pending);
        mem_free(waiter);
    }
    sources_release(source->sources);
}

bool source_token_wait(struct source *source, struct flow *flow)
{
    struct token_waiter *waiter;

    if (!source->shop.kind->ask_token || (source->token && clock_mono_ms() < source->token_until_ms))
        return false;
    source_token_drop(source);
    waiter = mem_new(struct token_waiter);
    waiter->pending = flow_wait_for(flow);
    list_push(&source->token_waiters, &waiter->link);
    if (!source->is_asking_token) {
        source->is_asking_token = true;
        source->sources->users++;
        flow_start(source->sources->process, &flow_token, &source->own.base, on_token, source);
    }
    return true;
}
