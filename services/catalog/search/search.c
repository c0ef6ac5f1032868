/* search: understand, rewrite, match, judge by the filters, choose the window, describe it.
 *
 * What belongs to the answer: products that cover as much of the query as the best SEARCH_ENOUGH do. So
 * "gaming mouse pad" counts the mouse pads for gamers and not everything with a mouse, as long as there are
 * some; with few, wider ones follow. */
#include "search/search.h"

#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "search/facets.h"
#include "search/filters_check.h"
#include "search/near.h"
#include "search/rules_query.h"
#include "search/search_parts.h"

enum { LOOSENED_MAX = 32, WITHOUT_MAX = 16 };

static const float other_orders_need = 0.4F; /* of the best score: sorting by price must not bring up noise */
static const float cheap_bonus = 1.2F;

static Steward__V1__SearchResult *refuse(struct search *s, const char *field, const char *detail)
{
    Steward__V1__Problem *problem = arena_new_of(s->arena, Steward__V1__Problem);

    steward__v1__problem__init(problem);
    problem->type = str_c(s->arena, STR("invalid-search"));
    problem->title = str_c(s->arena, STR("The search cannot be done"));
    problem->status = 422;
    problem->field = str_c(s->arena, str_of(field));
    problem->detail = str_c(s->arena, str_of(detail));
    s->result->problem = problem;
    return s->result;
}

/* ---- what is asked ---- */

static bool is_brand(const void *owner, struct str text)
{
    return index_is_brand(owner, text);
}

/* The words to look for besides those that ask for a price, an order and the like. */
static struct str words_of(const struct search *s, struct str rest)
{
    struct str similar = s->like && !s->asked_count ? similar_words(s) : STR_NONE;

    if (!similar.len)
        return rest;
    return str_of(str_printf(s->arena, "%.*s %.*s", STR_ARGS(rest), STR_ARGS(similar)));
}

/* Gives whether the query was longer than is read. */
static bool understand(struct search *s, struct str query)
{
    struct query_lexicon lexicon = {is_brand, s->index, index_currency(s->index)};
    struct understood understood = query_understand(query, &lexicon, index_tokeniser(s->index), s->arena);
    struct asked *asked = &s->asked[s->asked_count];
    Steward__V1__Requirements *r = understood.requirements;

    asked->requirements = r;
    asked->query = query_rewrite(s->index, words_of(s, understood.rest), s->arena);
    s->asked_count++;
    r->terms = arena_array(s->arena, TERMS_MAX, sizeof(char *));
    for (size_t i = 0; i < asked->query.count; i++)
        r->terms[r->n_terms++] = str_c(s->arena, asked->query.terms[i].text);
    return understood.clipped;
}

/* What the command says beside the query counts as if the words had said it. */
static void add_wishes(struct search *s, Steward__V1__Requirements *r)
{
    const Steward__V1__SearchCommand *c = s->command;
    size_t more = c->n_without < WITHOUT_MAX ? c->n_without : WITHOUT_MAX;
    char **exclusions = arena_array(s->arena, r->n_exclusions + more + 1, sizeof(char *));

    r->cheap = r->cheap || c->cheap;
    if (!more)
        return;
    for (size_t i = 0; i < more; i++)
        exclusions[i] = str_c(s->arena, str_sub(str_of(c->without[i]), 0, QUERY_BYTES_MAX));
    if (r->n_exclusions)
        memcpy(exclusions + more, r->exclusions, r->n_exclusions * sizeof(char *));
    r->exclusions = exclusions;
    r->n_exclusions += more;
}

static void understand_all(struct search *s)
{
    const Steward__V1__SearchCommand *c = s->command;
    bool clipped = understand(s, str_of(c->query));
    const struct asked *asked = &s->asked[0];

    add_wishes(s, asked->requirements);
    s->result->requirements = asked->requirements;
    s->result->corrections = asked->query.corrections;
    s->result->n_corrections = asked->query.correction_count;
    s->result->sort = c->sort ? c->sort : asked->requirements->sort;
    s->result->loosened = arena_array(s->arena, LOOSENED_MAX, sizeof(char *));
    if (clipped)
        s->result->loosened[s->result->n_loosened++] =
            str_printf(s->arena, "the query after its first %d characters or %d words", QUERY_BYTES_MAX,
                       QUERY_WORDS_MAX);
    for (size_t i = 0; i < c->n_or_queries && i < SEARCH_BESIDE_MAX; i++)
        understand(s, str_of(c->or_queries[i]));
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    return hash_for_good(hash, text, strlen(text) + 1);
}

static uint64_t hash_texts(uint64_t hash, char *const *texts, size_t count)
{
    if (count)
        hash = hash_for_good(hash, &count, sizeof(count));
    for (size_t i = 0; i < count; i++)
        hash = hash_text(hash, texts[i]);
    return hash;
}

/* Of everything that decides which products come and in what order. */
static uint64_t hash_search(const struct search *s)
{
    const Steward__V1__SearchCommand *c = s->command;
    uint8_t packed[4096];
    uint64_t hash = hash_text(hash_text(0, c->tenant_id), c->query);
    int32_t sort = (int32_t)s->result->sort;

    hash = hash_for_good(hash, &sort, sizeof(sort));
    if (c->filters && steward__v1__filters__get_packed_size(c->filters) <= sizeof(packed))
        hash = hash_for_good(hash, packed, steward__v1__filters__pack(c->filters, packed));
    hash = hash_texts(hash_texts(hash, c->or_queries, c->n_or_queries), c->without, c->n_without);
    if (c->similar_to[0])
        hash = hash_text(hash, c->similar_to);
    if (c->by_kind)
        hash = hash_for_good(hash, &c->by_kind, sizeof(c->by_kind));
    return c->cheap ? hash_for_good(hash, &c->cheap, sizeof(c->cheap)) : hash;
}

static bool read_cursor(struct search *s)
{
    uint64_t hash = hash_search(s);
    struct str text = str_of(s->command->cursor);

    s->cursor = (struct cursor){.search = hash, .key = INFINITY};
    if (!text.len)
        return true;
    return cursor_read(text, &s->cursor, s->arena) && s->cursor.search == hash &&
           s->cursor.skip <= SEARCH_LIMIT_MAX;
}

/* ---- which products ---- */

/* Every product, for a search by filters alone. */
static void match_everything(struct search *s)
{
    uint32_t limit = index_limit(s->index);

    s->matches.all = scores_room(index_scores(s->index), limit);
    for (uint32_t i = 0; i < limit; i++) {
        if (index_product(s->index, i))
            s->matches.all[s->matches.count++] = (struct match){.product = i, .score = 1, .covered = 1};
    }
}

static void match(struct search *s)
{
    struct rewritten *query = &s->asked[0].query;

    if (!query->count && s->asked_count == 1 && !filters_are_none(s->filters))
        match_everything(s);
    else
        s->matches = match_terms(index_scores(s->index), index_vocabulary(s->index), index_count(s->index),
                                 index_limit(s->index), query->terms, query->count);
    kind_keep(s, 0, str_of(s->command->query), &s->matches);
    near_judge(s->index, query, &s->matches, s->result, s->arena);
    if (s->asked_count > 1)
        beside_add(s);
    if (s->like)
        similar_take_out(s);
}

static void judge(struct search *s)
{
    if (filters_are_none(s->filters) || !s->matches.count)
        return;
    s->failed = arena_array(s->arena, s->matches.count, sizeof(*s->failed));
    for (size_t i = 0; i < s->matches.count; i++)
        s->failed[i] = filters_failed(s->filters, s->matches.all[i].product);
    loosen(s);
}

static float best_score(const struct search *s, size_t from)
{
    float best = 0;

    for (size_t i = 0; i < s->matches.count; i++) {
        if (search_is_in(s, i) && search_from(s, i) == from && s->matches.all[i].score > best)
            best = s->matches.all[i].score;
    }
    return best;
}

/* Keeps the matches that belong to the answer; those that fail filters stay, for the facets. */
static void keep(struct search *s)
{
    bool by_relevance = s->result->sort == STEWARD__V1__SORT__ORDER__RELEVANCE;
    float cover[SEARCH_QUERIES_MAX] = {0}, score[SEARCH_QUERIES_MAX] = {0};
    size_t kept = 0;

    for (size_t q = 0; q < s->asked_count; q++) {
        cover[q] = loosen_least_cover(s, q, 0);
        score[q] = by_relevance ? 0 : best_score(s, q) * other_orders_need;
    }
    for (size_t i = 0; i < s->matches.count; i++) {
        const struct match *m = &s->matches.all[i];
        size_t from = search_from(s, i);

        if (m->covered < cover[from] || m->score < score[from])
            continue;
        s->result->total += search_is_in(s, i);
        search_keep(s, i, &kept);
    }
    s->matches.count = kept;
}

static int by_amount(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

/* Somebody asked for cheap ones: the cheapest quarter of what was found comes a little earlier. */
static void prefer_cheap(struct search *s)
{
    int64_t *prices = arena_array(s->arena, s->matches.count + 1, sizeof(*prices)), bound;
    size_t count = 0;

    for (size_t i = 0; i < s->matches.count; i++) {
        int64_t price = index_product(s->index, s->matches.all[i].product)->price_minor;

        if (search_is_in(s, i) && price != PRICE_UNKNOWN)
            prices[count++] = price;
    }
    if (!count)
        return;
    qsort(prices, count, sizeof(*prices), by_amount);
    bound = prices[count / 4];
    for (size_t i = 0; i < s->matches.count; i++) {
        int64_t price = index_product(s->index, s->matches.all[i].product)->price_minor;

        if (price != PRICE_UNKNOWN && price <= bound)
            s->matches.all[i].score *= cheap_bonus;
    }
}

static Steward__V1__SearchResult *begin(struct search *s)
{
    const Steward__V1__SearchCommand *c = s->command;

    s->result = arena_new_of(s->arena, Steward__V1__SearchResult);
    steward__v1__search_result__init(s->result);
    s->result->query = str_c(s->arena, str_of(c->query));
    s->result->locale = str_c(s->arena, str_of(c->locale));
    s->limit = c->limit <= 0                 ? SEARCH_LIMIT_DEFAULT
               : c->limit < SEARCH_LIMIT_MAX ? (size_t)c->limit
                                             : SEARCH_LIMIT_MAX;
    s->result->limit = (int32_t)s->limit;
    return s->result;
}

/* False: refused. In a conversation nobody could mend them: what means nothing there leaves nothing, and is
 * given up like any other condition. */
static bool filters_make_sense(struct search *s)
{
    Steward__V1__Problem__Fault **faults = arena_array(s->arena, FILTER_FAULTS_MAX, sizeof(void *));
    size_t count = s->command->by_kind ? 0 : filters_faults(s->index, s->command->filters, s->arena, faults);

    if (!count)
        return true;
    refuse(s, faults[0]->field, faults[0]->detail);
    s->result->problem->faults = faults;
    s->result->problem->n_faults = count;
    return false;
}

static void find(struct search *s)
{
    match(s);
    merchandise_hide(s);
    judge(s);
    keep(s);
    merchandise_order(s);
    if (s->asked[0].requirements->cheap)
        prefer_cheap(s);
    if (s->like)
        similar_prefer(s);
    if (s->from)
        beside_interleave(s);
    variants_group(s);
    for (size_t q = 0; q < s->asked_count; q++)
        s->best = fmaxf(s->best, best_score(s, q));
    if (!s->result->nothing_relevant)
        facets_count(index_facet_scratch(s->index), s->index, s->filters, &s->matches, s->failed, s->result,
                     s->arena);
    window_fill(s);
    if (s->command->wants_question)
        question_ask(s);
}

Steward__V1__SearchResult *search_run(struct index *index, const Steward__V1__SearchCommand *command,
                                      struct arena *arena)
{
    return search_run_at(index, command, 0, arena);
}

Steward__V1__SearchResult *search_run_at(struct index *index, const Steward__V1__SearchCommand *command,
                                         int64_t now_ms, struct arena *arena)
{
    struct search_pages pages;

    return search_run_open(index, command, now_ms, arena, &pages);
}

Steward__V1__SearchResult *search_run_open(struct index *index, const Steward__V1__SearchCommand *command,
                                           int64_t now_ms, struct arena *arena,
                                           struct search_pages *ret_pages)
{
    struct search *s = arena_new_of(arena, struct search);
    const char *too_many;
    uint32_t like;

    s->index = index;
    s->command = command;
    s->arena = arena;
    s->now_ms = now_ms;
    begin(s);
    *ret_pages = (struct search_pages){.is_first = !*command->cursor};
    if (!index || !index_count(index)) {
        s->result->nothing_relevant = true;
        return s->result;
    }
    if (command->similar_to[0] && index_find(index, str_of(command->similar_to), &like))
        s->like = index_product(index, like);
    if (!filters_make_sense(s))
        return s->result;
    understand_all(s);
    s->filters = filters_of(index, command->filters, s->asked[0].requirements, arena, &too_many);
    if (!s->filters)
        return refuse(s, too_many, "holds more than can be filtered by at once");
    if (!read_cursor(s))
        return refuse(s, "cursor", "is not a cursor of this search");
    s->result->skip = s->cursor.skip;
    s->pages = ret_pages;
    *ret_pages = (struct search_pages){.is_first = !s->cursor.id.len, .here = s->cursor};
    find(s);
    return s->result;
}
