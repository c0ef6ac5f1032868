/* rules_merchandising: a table of what a search must be like; a rule holds if every line of it agrees. */
#include "index/rules_merchandising.h"

#include <stdlib.h>

#include "base/mem.h"

typedef Steward__V1__MerchandisingRule rule_message;

#define MS_PER_SECOND 1000
#define NS_PER_MS     1000000

struct rule {
    const rule_message *message;
    struct str is, contains; /* of merchandising_words; empty: any */
};

struct merchandising {
    struct arena *arena;
    struct rule *rules;
    size_t count;
};

/* ---- when it holds ---- */

static int64_t ms_of(const Google__Protobuf__Timestamp *time)
{
    return time->seconds * MS_PER_SECOND + time->nanos / NS_PER_MS;
}

static bool is_its_time(const struct rule *rule, const struct merchandising_view *view)
{
    const rule_message *m = rule->message;

    return !m->off && (!m->starts_at || view->now_ms >= ms_of(m->starts_at)) &&
           (!m->ends_at || view->now_ms < ms_of(m->ends_at));
}

static bool is_said(const struct rule *rule, const struct merchandising_view *view)
{
    return !rule->is.len || str_eq(rule->is, view->said) || str_eq(rule->is, view->meant);
}

static bool is_contained(const struct rule *rule, const struct merchandising_view *view)
{
    return !rule->contains.len || str_find(view->said, rule->contains) >= 0 ||
           str_find(view->meant, rule->contains) >= 0;
}

static bool is_in_locale(const struct rule *rule, const struct merchandising_view *view)
{
    struct str wanted = str_of(rule->message->when ? rule->message->when->locale : NULL);

    return !wanted.len || str_eq_nocase(wanted, view->locale) ||
           (str_eq_nocase(wanted, str_sub(view->locale, 0, wanted.len)) && view->locale.len > wanted.len &&
            view->locale.data[wanted.len] == '-');
}

static bool is_among(char *const *texts, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(str_of(texts[i]), str_of(text)))
            return true;
    return false;
}

/* No value is wanted, or one of them is there. */
static bool shares(char *const *wanted, size_t count, char *const *texts, size_t texts_count)
{
    for (size_t i = 0; i < count; i++)
        if (is_among(texts, texts_count, wanted[i]))
            return true;
    return count == 0;
}

static bool is_narrowed(const struct rule *rule, const struct merchandising_view *view)
{
    static const Steward__V1__Filters no_filters = STEWARD__V1__FILTERS__INIT;
    static const Steward__V1__Requirements no_requirements = STEWARD__V1__REQUIREMENTS__INIT;
    const Steward__V1__Filters *wanted = rule->message->when ? rule->message->when->filters : NULL;
    const Steward__V1__Filters *f = view->filters ? view->filters : &no_filters;
    const Steward__V1__Requirements *r = view->requirements ? view->requirements : &no_requirements;

    if (!wanted)
        return true;
    return (shares(wanted->brands, wanted->n_brands, f->brands, f->n_brands) ||
            shares(wanted->brands, wanted->n_brands, r->brands, r->n_brands)) &&
           shares(wanted->categories, wanted->n_categories, f->categories, f->n_categories) &&
           (shares(wanted->colours, wanted->n_colours, f->colours, f->n_colours) ||
            shares(wanted->colours, wanted->n_colours, r->colours, r->n_colours)) &&
           (shares(wanted->sizes, wanted->n_sizes, f->sizes, f->n_sizes) ||
            shares(wanted->sizes, wanted->n_sizes, r->sizes, r->n_sizes)) &&
           (!wanted->in_stock || f->in_stock);
}

typedef bool condition_fn(const struct rule *rule, const struct merchandising_view *view);

static condition_fn *const conditions[] = {is_its_time, is_in_locale, is_said, is_contained, is_narrowed};

const rule_message *merchandising_next(const struct merchandising *m, const struct merchandising_view *view,
                                       size_t *at)
{
    for (; m && *at < m->count; ++*at) {
        size_t agree = 0;

        while (agree < COUNT_OF(conditions) && conditions[agree](&m->rules[*at], view))
            agree++;
        if (agree == COUNT_OF(conditions))
            return m->rules[(*at)++].message;
    }
    return NULL;
}

/* ---- a tenant's rules ---- */

struct str merchandising_words(struct str text, struct tokeniser *tokeniser, struct arena *arena)
{
    const struct token *tokens;
    size_t count = tokenise(tokeniser, text, &tokens);
    struct buf words = {0};
    struct str copy;

    for (size_t i = 0; i < count; i++) {
        if (tokens[i].parts)
            continue;
        buf_str(&words, words.len ? STR("") : STR(" "));
        buf_str(&words,
                tokens[i].kind == TOKEN_WORD ? token_stem(tokeniser, tokens[i].text) : tokens[i].text);
        buf_char(&words, ' ');
    }
    copy = str_copy(arena, buf_as_str(&words));
    buf_free(&words);
    return copy;
}

static int by_priority(const void *left, const void *right)
{
    const struct rule *a = left, *b = right;

    if (a->message->priority != b->message->priority)
        return a->message->priority > b->message->priority ? -1 : 1;
    return strcmp(a->message->rule_id, b->message->rule_id);
}

struct merchandising *merchandising_new(struct arena *arena, const rule_message *const *rules, size_t count,
                                        struct tokeniser *tokeniser)
{
    struct merchandising *m = mem_new(struct merchandising);

    m->arena = arena;
    m->count = count < MERCHANDISING_RULES_MAX ? count : MERCHANDISING_RULES_MAX;
    m->rules = arena_array(m->arena, m->count + 1, sizeof(*m->rules));
    for (size_t i = 0; i < m->count; i++) {
        const Steward__V1__MerchandisingRule__When *when = rules[i]->when;

        m->rules[i].message = rules[i];
        if (when) {
            m->rules[i].is = merchandising_words(str_of(when->query_is), tokeniser, m->arena);
            m->rules[i].contains = merchandising_words(str_of(when->query_contains), tokeniser, m->arena);
        }
    }
    qsort(m->rules, m->count, sizeof(*m->rules), by_priority);
    return m;
}

void merchandising_free(struct merchandising *m)
{
    if (!m)
        return;
    arena_free(m->arena);
    mem_free(m);
}
