/* learner: which pages a candidate has a say in follows from the request's id, so a command that is run again
 * gives the same page. */
#include "learner.h"

#include "base/file_read.h"
#include "base/map.h"
#include "impression.h"
#include "rules_page.h"
#include "rules_weights.h"

#define FILE_MAX 4096

struct learner {
    struct process *process;
    bool has_weights, has_candidate;
    double weights[RANK_FEATURES], candidate[RANK_FEATURES];
    uint64_t percent;
};

static bool read_weights(const struct process *process, const char *setting, bool *ret_has, double *ret,
                         struct error *err)
{
    const char *path = config_text(process_config(process), setting);
    struct arena *scratch;
    struct error unread;
    struct str text;
    char why[128];
    bool is_good = false;

    *ret_has = *path != '\0';
    if (!*path)
        return true;
    scratch = arena_new(2 * FILE_MAX);
    if (!file_read(path, FILE_MAX, scratch, &text, &unread))
        error_set(err, ERROR_FATAL, "weights", "%s: %s", setting, unread.text);
    else if (!weights_read(text, ret, why, sizeof(why)))
        error_set(err, ERROR_FATAL, "weights", "%s: %s: %s", setting, path, why);
    else
        is_good = true;
    arena_free(scratch);
    return is_good;
}

bool learner_new(struct process *process, struct learner **ret, struct error *err)
{
    struct learner *learner = mem_new(struct learner);

    learner->process = process;
    learner->percent = (uint64_t)config_int(process_config(process), "STEWARD_RANK_TRIAL_PERCENT");
    if (!read_weights(process, "STEWARD_RANK_WEIGHTS", &learner->has_weights, learner->weights, err) ||
        !read_weights(process, "STEWARD_RANK_CANDIDATE", &learner->has_candidate, learner->candidate, err)) {
        mem_free(learner);
        return false;
    }
    *ret = learner;
    return true;
}

static uint64_t seed_of(const char *request_id)
{
    uint64_t hash = hash_for_good(0, request_id, strlen(request_id));

    return hash ^ hash >> 32;
}

Steward__V1__RankResult *learner_page(const struct learner *learner, const Steward__V1__RankCommand *command,
                                      struct arena *arena)
{
    uint64_t seed = seed_of(command->request_id);
    struct ranking ranking = {.in_force = learner->has_weights ? learner->weights : NULL, .seed = seed};
    Steward__V1__RankResult *page;
    const int32_t *teams;

    if (learner->has_candidate && *command->request_id && seed % 100 < learner->percent)
        ranking.candidate = learner->candidate;
    page = page_ranked(command, &ranking, arena, &teams);
    impression_tell(learner->process, command, page, teams, arena);
    return page;
}
