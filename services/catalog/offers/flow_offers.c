/* flow_offers: one question to one marketplace, from its token to its offers.
 *
 * The complication: a token may be refused before its time is over. Then a new one is fetched, once. */
#include "base/clock.h"
#include "base/log.h"
#include "catalog.h"
#include "offers/shop_answer.h"
#include "offers/sources_parts.h"

#define STEP_MS            (SOURCE_ANSWER_MS + 500)
#define QUIET_MS           1000
#define QUIET_MAX_MS       (3600 * 1000)
#define OFFERS_ARENA_BYTES (32 << 20)

struct offers_state {
    struct flow_http_result http;
    int64_t asked_ms;
    bool was_refused;
};

struct source *source_of(struct flow *flow)
{
    const struct catalog *catalog = catalog_of(flow_process(flow));
    const Steward__V1__OfferQuery *query = flow_command(flow);

    return catalog && catalog->sources ? source_named(catalog->sources, query->source) : NULL;
}

void source_request(struct source *source, struct flow *flow, struct flow_http_result *result,
                    const struct shop_request *request)
{
    flow_http(flow, result,
              &(struct http_ask){.method = request->method,
                                 .url = request->url,
                                 .headers = request->headers,
                                 .bearer = request->bearer,
                                 .body = request->body,
                                 .max_bytes = SHOP_REPLY_BYTES_MAX,
                                 .deadline_ms = SOURCE_ANSWER_MS});
}

static enum verdict want_token(struct flow *flow)
{
    struct source *source = source_of(flow);

    if (!source)
        return flow_fail(flow, ERROR_SKIP, "the process is ending");
    return source_token_wait(source, flow) ? WAIT : NEXT;
}

static enum verdict ask_shop(struct flow *flow)
{
    struct source *source = source_of(flow);
    struct offers_state *state = flow_state(flow);
    struct shop_request request;

    if (!source)
        return flow_fail(flow, ERROR_SKIP, "the process is ending");
    if (source->shop.kind->ask_token && !source->token)
        return flow_fail(flow, ERROR_SKIP, "it gives no token%s%s", *source->no_token ? ": " : "",
                         source->no_token);
    if (!breaker_allows(&source->breaker, clock_mono_ms()))
        return flow_fail(flow, ERROR_SKIP, "it has not answered lately");
    source->shop.kind->ask(&source->shop, flow_command(flow), source->token ? source->token : "",
                           flow_arena(flow), &request);
    state->asked_ms = clock_mono_ms();
    source_request(source, flow, &state->http, &request);
    return WAIT;
}

bool source_is_throttled(const struct flow_http_result *http)
{
    return !http->failed && (http->status == 429 || (http->status == 503 && http->retry_after_s > 0));
}

enum verdict source_leave_alone(struct source *source, struct flow *flow, int64_t pause_ms)
{
    if (pause_ms <= 0)
        pause_ms = QUIET_MS;
    if (pause_ms > QUIET_MAX_MS)
        pause_ms = QUIET_MAX_MS;
    source->quiet_until_ms = clock_mono_ms() + pause_ms;
    return flow_fail(flow, ERROR_SKIP, "it wants to be left alone for %lld ms", (long long)pause_ms);
}

static enum verdict refused(struct flow *flow, struct source *source, struct offers_state *state)
{
    if (state->was_refused || !source->shop.kind->ask_token)
        return flow_fail(flow, ERROR_SKIP, "it refuses our key: status %d", state->http.status);
    state->was_refused = true;
    source_token_drop(source);
    return flow_again_from(flow, "token");
}

/* What it says of its refusal may repeat with what it was asked. */
static bool has_secret(const struct shop *shop, struct str body)
{
    return (*shop->key && str_find(body, str_of(shop->key)) >= 0) ||
           (*shop->secret && str_find(body, str_of(shop->secret)) >= 0);
}

/* Told when it changes, not with every question. */
static void note_unreadable(struct source *source, int64_t count)
{
    if (count && count != source->unreadable)
        log_warn("entries left out: their text is not UTF-8",
                 {"source", LOG_TEXT(source->shop.settings->name)}, {"count", LOG_INT(count)});
    source->unreadable = count;
}

static enum verdict take_offers(struct flow *flow, struct source *source, struct str body)
{
    Steward__V1__OffersFound *found;
    struct error err = {0};
    size_t left_out;
    int64_t pause_ms = 0;
    bool is_good =
        !(source->shop.kind->refuses &&
          source->shop.kind->refuses(body, flow_arena(flow), &pause_ms, &err)) &&
        shop_answer_read(&source->shop, flow_command(flow), body, flow_arena(flow), &found, &left_out, &err);

    breaker_report(&source->breaker, is_good || pause_ms > 0, clock_mono_ms());
    if (pause_ms > 0)
        return source_leave_alone(source, flow, pause_ms);
    if (!is_good)
        return flow_fail(flow, err.policy, "%s",
                         has_secret(&source->shop, body) ? "it says something that has our key in it"
                                                         : err.text);
    if (left_out)
        log_debug("offers left out", {"source", LOG_TEXT(source->shop.settings->name)},
                  {"count", LOG_INT((int64_t)left_out)});
    note_unreadable(source, found->unreadable);
    found->asked_ms = clock_wall_ms();
    return flow_done(flow, &found->base);
}

/* Who would wait for a second trial after the first has taken all its time? */
static bool is_too_late(const struct offers_state *state)
{
    return clock_mono_ms() - state->asked_ms >= SOURCE_ANSWER_MS / 2;
}

/* Only what the marketplace did wrong counts against it. */
static enum verdict read_offers(struct flow *flow)
{
    struct source *source = source_of(flow);
    struct offers_state *state = flow_state(flow);
    const struct flow_http_result *http = &state->http;

    if (!source)
        return flow_fail(flow, ERROR_SKIP, "the process is ending");
    if (http->status == 200)
        return take_offers(flow, source, http->body);
    breaker_report(&source->breaker, !http->failed && http->status < 500, clock_mono_ms());
    if (http->failed)
        return flow_fail(flow, is_too_late(state) ? ERROR_SKIP : http->err.policy, "%s", http->err.text);
    if (source_is_throttled(http))
        return source_leave_alone(source, flow, (int64_t)http->retry_after_s * 1000);
    if (http->status == 401)
        return refused(flow, source, state);
    return flow_fail(flow, http->status >= 500 ? ERROR_RETRY : ERROR_SKIP, "it answered with status %d",
                     http->status);
}

static const struct step offers_steps[] = {
    {"token", want_token, .deadline_ms = 2 * STEP_MS},
    {"ask", ask_shop, .deadline_ms = STEP_MS, .retries = 1},
    {"read", read_offers},
    {0},
};

const struct flow_kind flow_offers = {
    .name = "offers",
    .takes = &steward__v1__offer_query__descriptor,
    .gives = &steward__v1__offers_found__descriptor,
    .state_size = sizeof(struct offers_state),
    .steps = offers_steps,
    .arena_bytes = OFFERS_ARENA_BYTES,
};
