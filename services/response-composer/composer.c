/* composer: what a process of this service keeps: the sentences, and a language model if one is configured.
 */
#include "composer.h"

#include "base/mem.h"
#include "languages.h"
#include "learner.h"
#include "llm/llm.h"
#include "service/service.h"

struct composer *composer_of(const struct process *process)
{
    return process_own(process);
}

bool composer_start(struct process *process, bool *ret_later, struct error *err)
{
    const struct config *config = process_config(process);
    struct composer *composer;

    if (!languages_load(config_text(config, "STEWARD_COMPOSER_TEXTS"), err))
        return false;
    composer = mem_new(struct composer);
    if (!learner_new(process, &composer->learner, err)) {
        mem_free(composer);
        return false;
    }
    composer->llm = llm_open(config, llm_is_metered(config) ? process_rate_limit(process) : NULL);
    composer->is_personal = config_bool(config, "STEWARD_COMPOSER_PERSONAL");
    composer->phrases = config_bool(config, "STEWARD_LLM_PHRASE");
    process_set_own(process, composer);
    return true;
}

void composer_stop(struct process *process)
{
    struct composer *composer = composer_of(process);

    process_set_own(process, NULL);
    llm_close(composer->llm);
    mem_free(composer->learner);
    mem_free(composer);
}
