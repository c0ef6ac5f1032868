/* llm/llm.c: what is asked, what it may cost, and when not to ask at all. */
#include "llm/llm.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/tenant.h"
#include "flow/breaker.h"
#include "llm/wire.h"

#define BUDGET_SIZE     (TENANT_ID_MAX + 24)
#define TRIES_MAX       2
#define BYTES_PER_TOKEN 3 /* a low guess, so that what is reserved is enough */

struct llm {
    char *url;
    char *key;
    char *model;
    int64_t deadline_ms;
    struct breaker breaker;
    struct rate_limit *budgets;
    int64_t per_day; /* tokens of a tenant */
};

/* A question that waits for the tenant's budget. It outlives a flow that gives up meanwhile. */
struct asking {
    struct llm *llm;
    struct flow_pending *pending;
    struct llm_exchange *exchange; /* of the flow, as the body is */
    struct str body;
    char budget[BUDGET_SIZE];
};

bool llm_is_metered(const struct config *config)
{
    return *config_text(config, "STEWARD_LLM_URL") && config_int(config, "STEWARD_LLM_TOKENS_PER_DAY") > 0;
}

struct llm *llm_open(const struct config *config, struct rate_limit *budgets)
{
    const char *url = config_text(config, "STEWARD_LLM_URL");
    size_t len = strlen(url);
    struct buf full = {0};
    struct llm *llm;

    if (!len)
        return NULL;
    llm = mem_new(struct llm);
    buf_printf(&full, "%.*s/chat/completions", (int)(url[len - 1] == '/' ? len - 1 : len), url);
    *llm = (struct llm){.url = mem_text(full.data),
                        .key = mem_text(config_text(config, "STEWARD_LLM_KEY")),
                        .model = mem_text(config_text(config, "STEWARD_LLM_MODEL")),
                        .deadline_ms = config_int(config, "STEWARD_LLM_DEADLINE_MS"),
                        .budgets = budgets,
                        .per_day = config_int(config, "STEWARD_LLM_TOKENS_PER_DAY")};
    buf_free(&full);
    return llm;
}

void llm_close(struct llm *llm)
{
    if (!llm)
        return;
    mem_free(llm->url);
    mem_free(llm->key);
    mem_free(llm->model);
    mem_free(llm);
}

static bool fails(const char **ret_why, const char *why)
{
    *ret_why = why;
    return false;
}

/* ---- what it may cost ---- */

static void name_budget(struct str tenant, char ret_name[BUDGET_SIZE])
{
    snprintf(ret_name, BUDGET_SIZE, "model tokens of %.*s", STR_ARGS(tenant));
}

static void correct(const struct llm *llm, struct str tenant, int64_t more)
{
    char budget[BUDGET_SIZE];

    if (!llm->budgets)
        return;
    name_budget(tenant, budget);
    rate_limit_correct(llm->budgets, str_of(budget), more);
}

/* ---- asking ---- */

/* True: the flow waits for the answer. */
static bool post(struct llm *llm, struct flow *flow, struct llm_exchange *exchange, struct str body)
{
    static const char *const headers[] = {"Content-Type: application/json", NULL};
    int64_t now_ms = clock_mono_ms(), left_ms = llm->deadline_ms - (now_ms - exchange->began_ms);

    if (left_ms <= 0)
        return fails(&exchange->unasked, "there is no time left");
    if (!breaker_allows(&llm->breaker, now_ms))
        return fails(&exchange->unasked, "the model has not answered lately");
    exchange->tries++;
    flow_http(flow, &exchange->http,
              &(struct http_ask){.method = "POST",
                                 .url = llm->url,
                                 .headers = headers,
                                 .bearer = llm->key[0] ? llm->key : NULL,
                                 .body = body,
                                 .max_bytes = LLM_REPLY_BYTES_MAX,
                                 .deadline_ms = (int)left_ms});
    return true;
}

/* Whose flow has given up, perhaps because the process ends, is not asked, and what was taken stays taken. */
static void on_counted(void *owner, const struct rate_verdict *verdict)
{
    struct asking *asking = owner;
    struct flow *flow = flow_still_there(asking->pending);

    if (flow && !verdict->allowed)
        asking->exchange->unasked = "the tenant's budget of the day is spent";
    else if (flow && !post(asking->llm, flow, asking->exchange, asking->body))
        rate_limit_correct(asking->llm->budgets, str_of(asking->budget), -asking->exchange->reserved);
    flow_complete(asking->pending);
    mem_free(asking);
}

static void ask_within_budget(struct llm *llm, struct flow *flow, struct llm_exchange *exchange,
                              struct str body, struct str tenant)
{
    struct asking *asking = mem_new(struct asking);
    struct rate_rule rule = {.most = llm->per_day, .cost = exchange->reserved};

    *asking = (struct asking){.llm = llm, .pending = flow_wait_for(flow), .exchange = exchange, .body = body};
    name_budget(tenant, asking->budget);
    rule.key = str_of(asking->budget);
    rate_limit_ask(llm->budgets, &rule, 1, on_counted, asking);
}

bool llm_ask(struct llm *llm, struct flow *flow, struct llm_exchange *exchange,
             const struct llm_question *question, struct str tenant, const char **ret_why)
{
    struct str body = llm_request(llm->model, question, flow_arena(flow));

    if (!exchange->tries)
        exchange->began_ms = clock_mono_ms();
    exchange->unasked = NULL;
    exchange->reserved = (int64_t)body.len / BYTES_PER_TOKEN + question->tokens_max;
    if (!llm->budgets)
        return post(llm, flow, exchange, body) || fails(ret_why, exchange->unasked);
    ask_within_budget(llm, flow, exchange, body, tenant);
    return true;
}

/* A second try is for what may be over at once, and only while half of the time is left. */
static bool may_ask_again(const struct llm *llm, const struct llm_exchange *exchange)
{
    bool may_be_over = exchange->http.failed || exchange->http.status == 429 || exchange->http.status >= 500;

    return may_be_over && exchange->tries < TRIES_MAX &&
           clock_mono_ms() - exchange->began_ms < llm->deadline_ms / 2;
}

bool llm_answer(struct llm *llm, struct flow *flow, struct llm_exchange *exchange, struct str tenant,
                struct str *ret_answer, bool *ret_again, const char **ret_why)
{
    const struct flow_http_result *http = &exchange->http;
    bool answered = !http->failed && http->status == 200, is_sound;
    struct llm_reply reply;

    *ret_again = false;
    if (exchange->unasked)
        return fails(ret_why, exchange->unasked);
    breaker_report(&llm->breaker, answered, clock_mono_ms());
    *ret_again = may_ask_again(llm, exchange);
    if (!answered) {
        correct(llm, tenant, -exchange->reserved);
        return fails(ret_why, http->failed ? http->err.text
                                           : str_printf(flow_arena(flow), "the model answered with status %d",
                                                        http->status));
    }
    is_sound = llm_reply_read(http->body, flow_arena(flow), &reply, ret_why);
    if (reply.tokens)
        correct(llm, tenant, reply.tokens - exchange->reserved);
    *ret_answer = reply.content;
    return is_sound;
}
