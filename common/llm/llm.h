/* llm/llm.h: an OpenAI-compatible language model, asked from the steps of a flow.
 *
 * Nothing may depend on it: whoever asks has an answer already, and keeps it when there is none from here. A
 * model is not asked while its breaker is open or when the tenant's budget of the day is spent. The whole
 * exchange, one retry included, ends within STEWARD_LLM_DEADLINE_MS, which is below LLM_STEP_MS. The key is
 * never logged. Thread: the loop's. */
#pragma once

#include "base/config.h"
#include "flow/flow.h"
#include "store/rate_limit.h"

#define LLM_STEP_MS 2800 /* the deadline of the step that asks */

/* Lines for a service's table of settings. */
// clang-format off
#define LLM_SETTINGS \
    {"STEWARD_LLM_URL", SETTING_URL, "", \
     .help = "OpenAI-compatible API of an optional language model, as https://host/v1; empty: none"}, \
    {"STEWARD_LLM_KEY", SETTING_TEXT, "", .help = "the key of that API", .secret = true}, \
    {"STEWARD_LLM_MODEL", SETTING_TEXT, "gpt-4o-mini", .help = "the model to ask"}, \
    {"STEWARD_LLM_DEADLINE_MS", SETTING_INT, "1500", 50, 2500, \
     "longest wait for the model; then the built-in engine's answer stands"}, \
    {"STEWARD_LLM_TOKENS_PER_DAY", SETTING_INT, "200000", 0, 1000000000, \
     "what one tenant may use of it a day (UTC), in all services and copies together; 0: no limit"}
// clang-format on

struct llm;

struct llm_question {
    const char *system; /* what to do */
    struct str data;    /* JSON: all that came from people and products */
    struct str picture; /* its URL, "data:image/jpeg;base64,..." too; STR_NONE: there is none */
    const char *schema_name;
    const char *schema; /* of the answer, JSON */
    int tokens_max;
};

struct llm_exchange { /* in the flow's state, zero at first */
    struct flow_http_result http;
    int64_t began_ms;
    int64_t reserved; /* tokens */
    int tries;
    const char *unasked; /* why it was not asked after all; NULL: it was */
};

bool llm_is_metered(const struct config *config); /* one is configured, with a limit for each tenant */
/* `budgets`: where tokens are counted; NULL: it is not metered. Borrowed. NULL: none is configured. */
struct llm *llm_open(const struct config *config, struct rate_limit *budgets);
void llm_close(struct llm *llm); /* NULL does nothing */

/* True: the step returns WAIT, for whether the tenant's budget allows it, and for the answer. False: it is
 * not asked; `*ret_why` says why. */
bool llm_ask(struct llm *llm, struct flow *flow, struct llm_exchange *exchange,
             const struct llm_question *question, struct str tenant, const char **ret_why);
/* In the step behind it. True: the answer, which lives in the flow's arena; whether it is JSON of the schema
 * is for the caller to see. False: none, or `*ret_again`: there is time to ask once more, by flow_again_from.
 */
bool llm_answer(struct llm *llm, struct flow *flow, struct llm_exchange *exchange, struct str tenant,
                struct str *ret_answer, bool *ret_again, const char **ret_why);
