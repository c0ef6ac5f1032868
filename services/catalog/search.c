/* search: understand, rewrite, match, judge by the filters, choose the window, describe it.
 *
 * What belongs to the answer: products that cover as much of the query as the best ENOUGH do. So "gaming
 * mouse pad" counts the mouse pads for gamers and not everything with a mouse, as long as there are some;
 * with few, wider ones follow. */
#include "search.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cursor.h"
#include "facets.h"
#include "filters.h"
#include "near.h"
#include "rewrite.h"
#include "rules_query.h"

enum { ENOUGH = SEARCH_WINDOW, COVER_STEPS = 128 };

static const float other_orders_need = 0.4F; /* of the best score: sorting by price must not bring up noise */
static const float cheap_bonus = 1.2F;
static const double title_length_cost =
    1e-4; /* per byte: between equals, the shorter title is more about it */

struct search {
    struct index *index;
    const Steward__V1__SearchCommand *command;
    struct arena *arena;
    Steward__V1__SearchResult *result;
    Steward__V1__Requirements *requirements;
    struct rewritten query;
    struct filters *filters;
    struct matches matches;
    uint32_t *failed; /* by match: the conditions it fails; NULL: there are none */
    struct cursor cursor;
    float best;
    size_t limit;
};

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

static void understand(struct search *s, struct str query)
{
    struct query_lexicon lexicon = {.is_brand = is_brand, .owner = s->index};
    struct understood understood = query_understand(query, &lexicon, index_tokeniser(s->index), s->arena);
    Steward__V1__Requirements *r = understood.requirements;

    s->requirements = s->result->requirements = r;
    s->query = query_rewrite(s->index, understood.rest, s->arena);
    s->result->corrections = s->query.corrections;
    s->result->n_corrections = s->query.correction_count;
    r->terms = arena_array(s->arena, TERMS_MAX, sizeof(char *));
    for (size_t i = 0; i < s->query.count; i++)
        r->terms[r->n_terms++] = str_c(s->arena, s->query.terms[i].text);
    s->result->sort = s->command->sort ? s->command->sort : r->sort;
    s->result->loosened = arena_array(s->arena, 32, sizeof(char *));
    if (understood.clipped)
        s->result->loosened[s->result->n_loosened++] =
            str_printf(s->arena, "the query after its first %d characters or %d words", QUERY_BYTES_MAX,
                       QUERY_WORDS_MAX);
}

static uint64_t hash_text(uint64_t hash, const char *text)
{
    return cursor_hash(hash, text, strlen(text) + 1);
}

/* Of everything that decides which products come and in what order. */
static uint64_t hash_search(const struct search *s)
{
    const Steward__V1__SearchCommand *c = s->command;
    uint8_t packed[4096];
    uint64_t hash = hash_text(hash_text(0, c->tenant_id), c->query);
    int32_t sort = (int32_t)s->result->sort;

    hash = cursor_hash(hash, &sort, sizeof(sort));
    if (c->filters && steward__v1__filters__get_packed_size(c->filters) <= sizeof(packed))
        hash = cursor_hash(hash, packed, steward__v1__filters__pack(c->filters, packed));
    return hash;
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

static void match(struct search *s)
{
    struct matches *m = &s->matches;

    *m = match_terms(index_scores(s->index), index_vocabulary(s->index), index_count(s->index),
                     index_limit(s->index), s->query.terms, s->query.count);
}

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

static uint32_t *judge(struct search *s)
{
    uint32_t *failed = arena_array(s->arena, s->matches.count ? s->matches.count : 1, sizeof(*failed));

    for (size_t i = 0; i < s->matches.count; i++)
        failed[i] = filters_failed(s->filters, s->matches.all[i].product);
    return failed;
}

/* Judged by the filters; if nothing is left, the conditions that are in the way are given up, and that is
 * said. */
static void filter(struct search *s)
{
    uint32_t given_up;
    bool any = false;

    if (filters_are_none(s->filters) || !s->matches.count)
        return;
    s->failed = judge(s);
    for (size_t i = 0; i < s->matches.count && !any; i++)
        any = !s->failed[i];
    if (any)
        return;
    given_up = filters_loosen(s->filters, s->failed, s->matches.count);
    s->result->n_loosened +=
        filters_say(s->filters, given_up, s->result->loosened + s->result->n_loosened, 24, s->arena);
    for (size_t i = 0; i < s->matches.count; i++)
        s->failed[i] &= ~given_up;
}

static bool is_in(const struct search *s, size_t i)
{
    return !s->failed || !s->failed[i];
}

/* How much of the query a product must cover: as much as the best ENOUGH do. */
static float least_cover(const struct search *s)
{
    uint32_t counts[COVER_STEPS + 1] = {0};
    size_t have = 0;

    for (size_t i = 0; i < s->matches.count; i++) {
        if (is_in(s, i))
            counts[(size_t)(s->matches.all[i].covered * COVER_STEPS)]++;
    }
    for (size_t step = COVER_STEPS + 1; step-- > 0;) {
        have += counts[step];
        if (have >= ENOUGH)
            return (float)step / COVER_STEPS;
    }
    return 0;
}

static float best_score(const struct search *s)
{
    float best = 0;

    for (size_t i = 0; i < s->matches.count; i++) {
        if (is_in(s, i) && s->matches.all[i].score > best)
            best = s->matches.all[i].score;
    }
    return best;
}

/* Keeps the matches that belong to the answer; those that fail filters stay, for the facets. */
static void keep(struct search *s)
{
    float cover = least_cover(s), best = best_score(s), score;
    size_t kept = 0;

    score = s->result->sort == STEWARD__V1__SORT__ORDER__RELEVANCE ? 0 : best * other_orders_need;
    for (size_t i = 0; i < s->matches.count; i++) {
        struct match m = s->matches.all[i];

        if (m.covered < cover || m.score < score)
            continue;
        s->matches.all[kept] = m;
        if (s->failed)
            s->failed[kept] = s->failed[i];
        s->result->total += is_in(s, kept);
        kept++;
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

        if (is_in(s, i) && price != PRICE_UNKNOWN)
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

/* ---- in what order ---- */

/* What the order goes by; the highest comes first. */
static double key_of(const struct search *s, const struct match *m)
{
    const struct product *p = index_product(s->index, m->product);

    switch (s->result->sort) {
    case STEWARD__V1__SORT__ORDER__PRICE_ASCENDING:
        return p->price_minor == PRICE_UNKNOWN ? -1e18 : -(double)p->price_minor;
    case STEWARD__V1__SORT__ORDER__PRICE_DESCENDING:
        return p->price_minor == PRICE_UNKNOWN ? -1e18 : (double)p->price_minor;
    case STEWARD__V1__SORT__ORDER__RATING:
        return (double)p->stars + (double)(p->rating_count < 100000 ? p->rating_count : 100000) * 1e-7;
    case STEWARD__V1__SORT__ORDER__NEWEST:
        return (double)p->released_s;
    default:
        return (double)m->score - title_length_cost * (double)strlen(product_title(p));
    }
}

struct place {
    double key;
    const struct match *match;
};

static bool comes_before(const struct search *s, const struct place *a, const struct place *b)
{
    if (a->key != b->key)
        return a->key > b->key;
    return strcmp(product_id(index_product(s->index, a->match->product)),
                  product_id(index_product(s->index, b->match->product))) < 0;
}

static bool is_behind_cursor(const struct search *s, const struct place *place)
{
    if (place->key != s->cursor.key)
        return place->key < s->cursor.key;
    return str_compare(str_of(product_id(index_product(s->index, place->match->product))), s->cursor.id) > 0;
}

/* The first `room` places behind the cursor, in order. Gives how many; *ret_more tells whether others follow.
 */
static size_t choose(const struct search *s, struct place *places, size_t room, bool *ret_more)
{
    size_t have = 0;

    *ret_more = false;
    for (size_t i = 0; i < s->matches.count; i++) {
        struct place new = {.match = &s->matches.all[i]};
        size_t at;

        if (!is_in(s, i))
            continue;
        new.key = key_of(s, new.match);
        if (!is_behind_cursor(s, &new))
            continue;
        if (have == room)
            *ret_more = true;
        if (have == room && !comes_before(s, &new, &places[room - 1]))
            continue;
        for (at = have < room ? have : room - 1; at && comes_before(s, &new, &places[at - 1]); at--)
            places[at] = places[at - 1];
        places[at] = new;
        have += have < room;
    }
    return have;
}

static bool is_windowed(const struct search *s)
{
    return s->result->sort == STEWARD__V1__SORT__ORDER__RELEVANCE;
}

/* A window holds whole pages, so that none is cut short. */
static size_t window_size(const struct search *s)
{
    return !is_windowed(s) || s->limit >= SEARCH_WINDOW ? s->limit : SEARCH_WINDOW / s->limit * s->limit;
}

static void write_cursor(struct search *s, const struct place *last, size_t count, bool more)
{
    struct cursor next = s->cursor;

    if (is_windowed(s) && s->cursor.skip + s->limit < count) {
        next.skip = (uint16_t)(s->cursor.skip + s->limit);
    } else {
        if (!more)
            return;
        next.skip = 0;
        next.key = last->key;
        next.id = str_of(product_id(index_product(s->index, last->match->product)));
    }
    s->result->next_cursor = cursor_write(&next, s->arena);
}

/* ---- how they are described ---- */

#define MET_MAX 24

static void add_met(Steward__V1__Candidate *c, char *text)
{
    for (size_t i = 0; i < c->n_met; i++) {
        if (!strcmp(c->met[i], text))
            return;
    }
    if (c->n_met < MET_MAX)
        c->met[c->n_met++] = text;
}

static bool is_listed(char *const *texts, size_t count, const char *term)
{
    for (size_t i = 0; i < count; i++) {
        if (!strcmp(texts[i], term))
            return true;
    }
    return false;
}

static void say_met_term(const struct search *s, char *term, Steward__V1__Candidate *c)
{
    const Steward__V1__Requirements *r = s->requirements;

    if (is_listed(r->colours, r->n_colours, term) || is_listed(r->sizes, r->n_sizes, term))
        add_met(c, term);
    for (size_t k = 0; k < r->n_measures; k++) {
        const Steward__V1__Measure *m = r->measures[k];

        if (str_is(str_of(term), str_printf(s->arena, "%g%s", m->value, m->unit)))
            add_met(c, m->said);
    }
}

static void say_met(const struct search *s, const struct product *p, uint32_t terms,
                    Steward__V1__Candidate *c)
{
    const Steward__V1__Requirements *r = s->requirements;

    c->met = arena_array(s->arena, MET_MAX, sizeof(char *));
    for (size_t i = 0; i < r->n_brands; i++) {
        if (str_eq_nocase(str_of(r->brands[i]), str_of(texts_get(index_texts(s->index), p->brand))))
            add_met(c, c->brand);
    }
    for (size_t i = 0; i < s->query.count; i++) {
        if (terms >> i & 1)
            say_met_term(s, r->terms[i], c);
    }
    if (s->failed && (r->price || r->min_rating > 0) && !s->result->n_loosened)
        c->n_met += filters_say(s->filters, FAILS_PRICE | FAILS_RATING, c->met + c->n_met, MET_MAX - c->n_met,
                                s->arena);
}

static void describe_facts(const struct search *s, const struct product *p, Steward__V1__Candidate *c)
{
    const struct texts *texts = index_texts(s->index);

    if (p->price_minor != PRICE_UNKNOWN) {
        c->price = arena_new_of(s->arena, Steward__V1__Money);
        steward__v1__money__init(c->price);
        c->price->currency_code = str_c(s->arena, str_of(texts_get(texts, p->currency)));
        c->price->amount_minor = p->price_minor;
    }
    if (p->stars > 0) {
        c->rating = arena_new_of(s->arena, Steward__V1__Rating);
        steward__v1__rating__init(c->rating);
        c->rating->stars = round((double)p->stars * 100) / 100;
        c->rating->count = p->rating_count;
    }
    if (p->stock != STOCK_UNKNOWN) {
        c->stock = arena_new_of(s->arena, Steward__V1__Stock);
        steward__v1__stock__init(c->stock);
        c->stock->quantity = p->stock;
    }
    c->colours = arena_array(s->arena, p->colours ? p->colours : 1, sizeof(char *));
    for (size_t i = 0; i < p->colours; i++)
        c->colours[c->n_colours++] = str_c(s->arena, str_of(texts_get(texts, product_colours(p)[i])));
}

static Steward__V1__Candidate *describe(const struct search *s, const struct match *m)
{
    const struct product *p = index_product(s->index, m->product);
    const struct texts *texts = index_texts(s->index);
    Steward__V1__Candidate *c = arena_new_of(s->arena, Steward__V1__Candidate);

    steward__v1__candidate__init(c);
    c->product_id = str_c(s->arena, str_of(product_id(p)));
    c->title = str_c(s->arena, str_of(product_title(p)));
    c->brand = str_c(s->arena, str_of(texts_get(texts, p->brand)));
    c->url = str_c(s->arena, str_of(product_url(p)));
    c->image_url = str_c(s->arena, str_of(product_image(p)));
    if (p->categories)
        c->category = str_c(s->arena, str_of(texts_get(texts, product_categories(p)[p->categories - 1])));
    c->relevance = s->best > 0 && m->score < s->best ? (double)(m->score / s->best) : 1;
    c->matched = arena_array(s->arena, TERMS_MAX, sizeof(char *));
    c->missed = arena_array(s->arena, TERMS_MAX, sizeof(char *));
    for (size_t i = 0; i < s->query.count; i++) {
        if (m->terms >> i & 1)
            c->matched[c->n_matched++] = s->requirements->terms[i];
        else
            c->missed[c->n_missed++] = s->requirements->terms[i];
    }
    describe_facts(s, p, c);
    say_met(s, p, m->terms, c);
    return c;
}

static void fill_window(struct search *s)
{
    size_t room = window_size(s), count;
    struct place *places = arena_array(s->arena, room, sizeof(*places));
    bool more;

    if (s->result->nothing_relevant && room > NEAR_PRODUCTS)
        room = NEAR_PRODUCTS;
    count = choose(s, places, room, &more);
    s->result->candidates = arena_array(s->arena, count ? count : 1, sizeof(*s->result->candidates));
    for (size_t i = 0; i < count; i++)
        s->result->candidates[s->result->n_candidates++] = describe(s, places[i].match);
    if (count && !s->result->nothing_relevant)
        write_cursor(s, &places[count - 1], count, more);
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

static void find(struct search *s, bool by_filters_alone)
{
    if (by_filters_alone)
        match_everything(s);
    else
        match(s);
    near_judge(s->index, &s->query, &s->matches, s->result, s->arena);
    filter(s);
    keep(s);
    if (s->requirements->cheap)
        prefer_cheap(s);
    s->best = best_score(s);
    if (!s->result->nothing_relevant)
        facets_count(index_facet_scratch(s->index), s->index, s->filters, &s->matches, s->failed, s->result,
                     s->arena);
    fill_window(s);
}

Steward__V1__SearchResult *search_run(struct index *index, const Steward__V1__SearchCommand *command,
                                      struct arena *arena)
{
    struct search *s = arena_new_of(arena, struct search);
    const char *too_many;

    s->index = index;
    s->command = command;
    s->arena = arena;
    begin(s);
    if (!index || !index_count(index)) {
        s->result->nothing_relevant = true;
        return s->result;
    }
    understand(s, str_of(command->query));
    s->filters = filters_of(index, command->filters, s->requirements, arena, &too_many);
    if (!s->filters)
        return refuse(s, too_many, "holds more than can be filtered by at once");
    if (!read_cursor(s))
        return refuse(s, "cursor", "is not a cursor of this search");
    s->result->skip = s->cursor.skip;
    find(s, s->query.count == 0 && !filters_are_none(s->filters));
    return s->result;
}
