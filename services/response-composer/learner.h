/* learner.h: by which weights this copy ranks, and what it tells of its pages: docs/learning.md. */
#pragma once

#include "service/service.h"
#include "steward/v1/composer.pb-c.h"

struct learner;

/* Reads the files of weights; one that is wrong is an error, with its name. mem_free ends it. */
MUST_CHECK bool learner_new(struct process *process, struct learner **ret, struct error *err);
/* The page, ranked, and told of where learning is on. */
Steward__V1__RankResult *learner_page(const struct learner *learner, const Steward__V1__RankCommand *command,
                                      struct arena *arena);
