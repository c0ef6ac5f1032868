/* question: from the products found to the counts that rules_question judges, and back to exact counts. What
 * is looked at is bounded: of more than QUESTION_SAMPLE products, every n-th and the first page. */
#include "search/question_parts.h"
#include "search/rules_option.h"

#define RECOUNTED_MAX 20000 /* products; of more, the sample is scaled up */

/* ---- what is looked at ---- */

static bool is_on_page(const struct search *s, const struct product *p)
{
    for (size_t i = s->cursor.skip; i < s->result->n_candidates && i < s->cursor.skip + s->limit; i++) {
        if (!strcmp(s->result->candidates[i]->product_id, product_id(p)))
            return true;
    }
    return false;
}

static void look_at(struct asking *a)
{
    const struct search *s = a->search;
    size_t step = (size_t)s->result->total / QUESTION_SAMPLE + 1;

    a->seen = arena_array(s->arena, (size_t)s->result->total / step + s->limit + 2, sizeof(*a->seen));
    for (size_t i = 0; i < s->matches.count; i++) {
        const struct product *p = index_product(s->index, s->matches.all[i].product);
        bool on_page;

        if (!search_is_in(s, i))
            continue;
        on_page = is_on_page(s, p);
        if (a->found++ % step == 0 || on_page) {
            a->seen[a->count++] = (struct seen){p, on_page};
            a->page += on_page;
        }
    }
}

/* ---- exact counts ---- */

static int64_t count_left(const struct search *s, const struct filters *filters)
{
    uint32_t group = 0;
    int64_t left = 0;

    for (size_t i = 0; i < s->matches.count; i++) {
        const struct product *p = index_product(s->index, s->matches.all[i].product);

        if (s->failed && s->failed[i] & ~FAILS_VARIANT)
            continue; /* another variant may fit where the one that is shown does not */
        if (!filters_failed(filters, s->matches.all[i].product))
            left += product_counts(p, &group);
    }
    return left;
}

/* As many as the answer will leave; an option that leaves nothing is none. */
static void recount(const struct search *s, Steward__V1__Clarification *question)
{
    size_t kept = 0;

    for (size_t i = 0; i < question->n_options; i++) {
        Steward__V1__Clarification__Option *option = question->options[i];
        Steward__V1__Filters chosen = STEWARD__V1__FILTERS__INIT;
        const char *too_many;
        struct filters *filters;

        if (!option_apply(question->about, option->value, question->unit, &chosen, s->arena))
            continue;
        filters = filters_of(s->index, &chosen, NULL, s->arena, &too_many);
        option->count = filters ? count_left(s, filters) : 0;
        if (option->count)
            question->options[kept++] = option;
    }
    question->n_options = kept;
}

static void scale_up(const struct asking *a, Steward__V1__Clarification *question)
{
    for (size_t i = 0; i < question->n_options; i++)
        question->options[i]->count = question->options[i]->count * (int64_t)a->found / (int64_t)a->count;
}

void question_ask(struct search *s)
{
    struct asking *a = arena_new_of(s->arena, struct asking);
    Steward__V1__Clarification *question;

    if (s->result->nothing_relevant || s->result->n_loosened || s->command->cursor[0] ||
        s->result->total <= (int64_t)s->limit)
        return;
    a->search = s;
    a->texts = index_texts(s->index);
    look_at(a);
    question_facets(a);
    question = question_best(a->facets, a->facet_count, s->arena);
    if (!question)
        return;
    if (a->found <= RECOUNTED_MAX)
        recount(s, question);
    else
        scale_up(a, question);
    if (question->n_options >= 2)
        s->result->question = question;
}
