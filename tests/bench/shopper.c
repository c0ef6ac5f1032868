/* shopper: a loop of search and answer. A random question is one of all that are worth asking: they are told
 * one by one by asking not to be asked about the ones before. */
#include "shopper.h"

#include "base/id.h"
#include "base/mem.h"
#include "search/filters.h"
#include "search/rules_option.h"
#include "search/search.h"

enum { ABOUT_MAX = 64 };

struct shopper {
    struct index *index;
    uint32_t target;
    struct arena *arena;
    Steward__V1__SearchCommand command;
    Steward__V1__Filters filters;
    char *about[ABOUT_MAX];
};

static bool is_shown(const struct shopper *s, const Steward__V1__SearchResult *result, size_t *ret_place)
{
    const char *id = product_id(index_product(s->index, s->target));

    for (size_t i = 0; i < result->n_candidates; i++) {
        *ret_place = i;
        if (!strcmp(result->candidates[i]->product_id, id))
            return true;
    }
    return false;
}

static const Steward__V1__Clarification *any_question(struct shopper *s)
{
    const Steward__V1__Clarification *all[ABOUT_MAX];
    Steward__V1__SearchCommand command = s->command;
    char *about[ABOUT_MAX];
    size_t count = 0;

    memcpy(about, s->about, sizeof(about));
    command.not_about = about;
    while (command.n_not_about < ABOUT_MAX) {
        const Steward__V1__SearchResult *result = search_run(s->index, &command, s->arena);

        if (!result->question)
            break;
        all[count++] = result->question;
        about[command.n_not_about++] = result->question->about;
    }
    return count ? all[random_below(count)] : NULL;
}

/* One of the options that are true of the product; NULL: it does not matter. */
static const Steward__V1__Clarification__Option *true_option(const struct shopper *s,
                                                             const Steward__V1__Clarification *question)
{
    const Steward__V1__Clarification__Option *fit[16];
    size_t count = 0;

    for (size_t i = 0; i < question->n_options && count < COUNT_OF(fit); i++) {
        Steward__V1__Filters chosen = STEWARD__V1__FILTERS__INIT;
        const char *too_many;

        if (option_apply(question->about, question->options[i]->value, question->unit, &chosen, s->arena) &&
            !filters_failed(filters_of(s->index, &chosen, NULL, s->arena, &too_many), s->target))
            fit[count++] = question->options[i];
    }
    return count ? fit[random_below(count)] : NULL;
}

static bool answer(struct shopper *s, const Steward__V1__Clarification *question)
{
    const Steward__V1__Clarification__Option *option;

    if (!question || s->command.n_not_about == ABOUT_MAX)
        return false;
    option = true_option(s, question);
    if (option)
        option_apply(question->about, option->value, question->unit, &s->filters, s->arena);
    s->command.filters = &s->filters;
    s->about[s->command.n_not_about++] = question->about;
    return true;
}

/* How many more pages it takes. */
static int leaf_through(struct shopper *s)
{
    size_t place = 0, before = 0;

    s->command.limit = SEARCH_LIMIT_MAX;
    s->command.wants_question = false;
    while (before < SHOPPER_PAGES_MAX * SHOPPER_PAGE) {
        const Steward__V1__SearchResult *result = search_run(s->index, &s->command, s->arena);

        if (is_shown(s, result, &place))
            return (int)((before + place) / SHOPPER_PAGE);
        if (!result->next_cursor[0])
            break;
        before += result->n_candidates;
        s->command.cursor = result->next_cursor;
    }
    return SHOPPER_PAGES_MAX;
}

struct outcome shopper_go(struct index *index, uint32_t target, const char *words, enum asking asking,
                          int questions_max, struct arena *arena)
{
    struct shopper s = {.index = index, .target = target, .arena = arena};
    struct outcome outcome = {0};

    steward__v1__search_command__init(&s.command);
    steward__v1__filters__init(&s.filters);
    s.command.query = str_c(arena, str_of(words));
    s.command.limit = SHOPPER_PAGE;
    s.command.not_about = s.about;
    for (;;) {
        const Steward__V1__SearchResult *result;
        const Steward__V1__Clarification *question = NULL;
        size_t place;

        s.command.wants_question = asking != ASK_NOTHING;
        result = search_run(index, &s.command, arena);
        if (is_shown(&s, result, &place) && place < SHOPPER_PAGE) {
            outcome.found = true;
            outcome.turns = 1 + outcome.questions;
            return outcome;
        }
        if (outcome.questions < questions_max && asking != ASK_NOTHING)
            question = asking == ASK_BEST ? result->question : any_question(&s);
        if (!answer(&s, question))
            break;
        outcome.questions++;
    }
    outcome.turns = 1 + outcome.questions + leaf_through(&s);
    return outcome;
}
