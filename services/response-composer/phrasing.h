/* phrasing.h: an answer that is there already, put into other words by a language model where one is
 * configured and phrasing is on. Steps for flows that end with words; without a model they do nothing. */
#pragma once

#include "flow/flow.h"
#include "llm/llm.h"
#include "steward/v1/composer.pb-c.h"

struct phrasing { /* the first member of the flow's state */
    Steward__V1__RankResult *result;
    struct str tenant;
    const char *locale;
    const Steward__V1__JoinResult *joined;
    struct llm_exchange exchange;
    bool is_unasked;
};

/* What the flow goes on with when its answer is there: the model, or the end. What there is to say of media
 * comes around it then, in no other words (rules_media.h); `joined` NULL: nothing. */
enum verdict phrasing_begin(struct flow *flow, Steward__V1__RankResult *result, const char *tenant_id,
                            const char *locale, const Steward__V1__JoinResult *joined);
enum verdict phrasing_ask(struct flow *flow);
enum verdict phrasing_read(struct flow *flow);

/* The two steps, behind the one that has called phrasing_begin. */
#define PHRASING_STEPS                                                                                       \
    {"ask_model", phrasing_ask, .deadline_ms = LLM_STEP_MS},                                                 \
    {                                                                                                        \
        "read_model", phrasing_read                                                                          \
    }
