/* phrasing: whatever the model does or does not, the flow ends with a text: its own, or the built-in one. */
#include "phrasing.h"

#include "base/log.h"
#include "composer.h"
#include "rules_media.h"
#include "rules_phrase.h"

static bool wants_words(const struct composer *composer)
{
    return composer && composer->llm && composer->phrases;
}

static enum verdict done(struct flow *flow, struct phrasing *p)
{
    media_say(p->result, p->joined, str_of(p->locale), flow_arena(flow));
    return flow_done(flow, &p->result->base);
}

enum verdict phrasing_begin(struct flow *flow, Steward__V1__RankResult *result, const char *tenant_id,
                            const char *locale, const Steward__V1__JoinResult *joined)
{
    struct phrasing *p = flow_state(flow);

    *p = (struct phrasing){.result = result, .tenant = str_of(tenant_id), .locale = locale, .joined = joined};
    return wants_words(composer_of(flow_process(flow))) ? NEXT : done(flow, p);
}

enum verdict phrasing_ask(struct flow *flow)
{
    const struct composer *composer = composer_of(flow_process(flow));
    struct phrasing *p = flow_state(flow);
    struct llm_question question;
    const char *why = "there is nothing to say";

    if (composer && phrase_question(p->result, p->locale, flow_arena(flow), &question) &&
        llm_ask(composer->llm, flow, &p->exchange, &question, p->tenant, &why))
        return WAIT;
    log_debug("an answer was not put to the language model", {"why", LOG_TEXT(why)});
    p->is_unasked = true;
    return NEXT;
}

enum verdict phrasing_read(struct flow *flow)
{
    const struct composer *composer = composer_of(flow_process(flow));
    struct phrasing *p = flow_state(flow);
    const char *why = "";
    char *phrase = NULL;
    bool again = false;
    struct str answer;

    if (p->is_unasked || !composer)
        return done(flow, p);
    if (llm_answer(composer->llm, flow, &p->exchange, p->tenant, &answer, &again, &why))
        phrase = phrase_checked(p->result, answer, flow_arena(flow), &why);
    else if (again)
        return flow_again_from(flow, "ask_model");
    if (phrase)
        p->result->message = phrase;
    else
        log_info("the language model has no say", {"why", LOG_TEXT(why)});
    return done(flow, p);
}
