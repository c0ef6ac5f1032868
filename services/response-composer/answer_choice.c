/* answer_choice: one among several: which is better, and the one that was chosen. */
#include "answer.h"
#include "base/mem.h"
#include "rules_recommend.h"

/* ---- which is better ---- */

static void say_best(struct answer *a, const struct recommendation *r, const char *purpose)
{
    char *title = answer_title(a, r->best);

    if (r->is_mentioned) {
        answer_say(a, "recommend.mentioned", TEXT_ARGS({"product", title, 0}, {"purpose", purpose, 0}));
        return;
    }
    answer_say(a, r->reason_count ? "recommend.best" : "recommend.overall",
               TEXT_ARGS({"product", title, 0}, {"purpose", purpose, 0},
                         {"list", speech_list(&a->speech, r->reasons, r->reason_count, "and"), 0},
                         {"looked_for", speech_list(&a->speech, r->looked_for, r->looked_for_count, "and"),
                          0}));
}

void answer_recommend(struct answer *a)
{
    const char *purpose = a->turn->purpose;
    struct recommendation r = recommend(&a->speech, a->subjects, a->subject_count, purpose);

    answer_show(a);
    if (a->subject_count < 2) {
        answer_say(a, "recommend.only_one", TEXT_ARGS({"product", answer_title(a, a->subjects[0]), 0}));
        return;
    }
    if (r.best) {
        say_best(a, &r, purpose);
        return;
    }
    answer_say(a, r.is_known ? "recommend.cannot_tell" : "recommend.no_purpose",
               TEXT_ARGS({"purpose", purpose, 0},
                         {"looked_for", speech_list(&a->speech, r.looked_for, r.looked_for_count, "and"),
                          0}));
}

/* ---- the one that was chosen ---- */

static void say_chosen(struct answer *a, const Steward__V1__Product *p)
{
    answer_say(a, "choose",
               TEXT_ARGS({"product", answer_title(a, p), 0},
                         {"price", fact_of(&a->speech, p, "price").said, 0},
                         {"rating", fact_of(&a->speech, p, "rating").said, 0},
                         {"stock", fact_of(&a->speech, p, "stock").said, 0},
                         {"facts", answer_main_facts(a, p), 0}, {"url", p->url, 0}));
}

void answer_choose(struct answer *a)
{
    answer_show(a);
    for (size_t i = 0; i < a->subject_count && i < SPOKEN_MAX; i++)
        say_chosen(a, a->subjects[i]);
}
