/* window: the best products in order, from the cursor on, and what is told of each. */
#include <math.h>

#include "base/mem.h"
#include "search/near.h"
#include "search/search_parts.h"

#define MET_MAX 24

static const double title_length_cost =
    1e-4; /* per byte: between equals, the shorter title is more about it */

static const double pinned_key = 1e12; /* before every score */

/* ---- in what order ---- */

/* Between equal stars, those that more people gave. */
static double certainty_of(const struct product *p)
{
    return (double)(p->rating_count < 100000 ? p->rating_count : 100000) * 1e-7;
}

static double key_of(const struct search *s, const struct match *m)
{
    const struct product *p = index_product(s->index, m->product);
    int32_t place = merchandise_place(s, m->product);

    if (place)
        return pinned_key - place;
    switch (s->result->sort) {
    case STEWARD__V1__SORT__ORDER__PRICE_ASCENDING:
        return p->price_minor == PRICE_UNKNOWN ? -1e18 : -(double)p->price_minor;
    case STEWARD__V1__SORT__ORDER__PRICE_DESCENDING:
        return p->price_minor == PRICE_UNKNOWN ? -1e18 : (double)p->price_minor;
    case STEWARD__V1__SORT__ORDER__RATING:
        return (double)p->stars + certainty_of(p);
    case STEWARD__V1__SORT__ORDER__RATING_ASCENDING:
        return p->stars > 0 ? certainty_of(p) - (double)p->stars : -1e18;
    case STEWARD__V1__SORT__ORDER__NEWEST:
        return (double)p->released_s;
    default:
        if (s->places)
            return (double)s->places[m - s->matches.all];
        return (double)m->score - title_length_cost * (double)product_title_length(p);
    }
}

struct place {
    double key;
    const struct match *match;
};

static int compare_ids(const struct search *s, const struct match *a, const struct match *b)
{
    return strcmp(product_id(index_product(s->index, a->product)),
                  product_id(index_product(s->index, b->product)));
}

static bool comes_before(const struct search *s, const struct place *a, const struct place *b)
{
    if (a->key != b->key)
        return a->key > b->key;
    return compare_ids(s, a->match, b->match) < 0;
}

bool window_comes_before(const struct search *s, const struct match *a, const struct match *b)
{
    return comes_before(s, &(struct place){key_of(s, a), a}, &(struct place){key_of(s, b), b});
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

        if (!search_is_in(s, i))
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

void search_turn_page(const struct search_pages *pages, Steward__V1__SearchResult *result,
                      struct arena *arena)
{
    struct cursor next = pages->here;
    size_t shown = (size_t)pages->here.skip + (size_t)result->limit;

    result->next_cursor = str_c(arena, STR_NONE);
    if (shown < result->n_candidates && shown <= SEARCH_LIMIT_MAX) {
        next.skip = (uint16_t)shown;
        result->next_cursor = cursor_write(&next, arena);
    } else if (pages->has_more) {
        result->next_cursor = cursor_write(&pages->behind, arena);
    }
}

static void note_behind(struct search *s, const struct place *last, bool more)
{
    s->pages->has_more = more;
    s->pages->behind = s->cursor;
    s->pages->behind.skip = 0;
    s->pages->behind.key = last->key;
    s->pages->behind.id = str_of(product_id(index_product(s->index, last->match->product)));
}

/* ---- how they are described ---- */

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

static void say_met_term(const struct search *s, const Steward__V1__Requirements *r, char *term,
                         Steward__V1__Candidate *c)
{
    if (is_listed(r->colours, r->n_colours, term) || is_listed(r->sizes, r->n_sizes, term))
        add_met(c, term);
    for (size_t k = 0; k < r->n_measures; k++) {
        const Steward__V1__Measure *m = r->measures[k];

        if (str_is(str_of(term), str_printf(s->arena, "%g%s", m->value, m->unit)))
            add_met(c, m->said);
    }
}

static void say_met(const struct search *s, const struct asked *asked, const struct match *m,
                    Steward__V1__Candidate *c)
{
    const struct product *p = index_product(s->index, m->product);
    const Steward__V1__Requirements *r = asked->requirements;

    c->met = arena_array(s->arena, MET_MAX, sizeof(char *));
    for (size_t i = 0; i < r->n_brands; i++) {
        if (str_eq_nocase(str_of(r->brands[i]), str_of(texts_get(index_texts(s->index), p->brand))))
            add_met(c, c->brand);
    }
    for (size_t i = 0; i < asked->query.count; i++) {
        if (m->terms >> i & 1)
            say_met_term(s, r, r->terms[i], c);
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
    const struct asked *asked = &s->asked[search_from(s, (size_t)(m - s->matches.all))];
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
    for (size_t i = 0; i < asked->query.count; i++) {
        if (m->terms >> i & 1)
            c->matched[c->n_matched++] = asked->requirements->terms[i];
        else
            c->missed[c->n_missed++] = asked->requirements->terms[i];
    }
    c->pinned_at = merchandise_place(s, m->product);
    c->featured = c->pinned_at || (s->featured && s->featured[m - s->matches.all]);
    describe_facts(s, p, c);
    say_met(s, asked, m, c);
    variants_tell(s, p, c);
    return c;
}

void window_fill(struct search *s)
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
    if (!count || s->result->nothing_relevant)
        return;
    note_behind(s, &places[count - 1], more);
    search_turn_page(s->pages, s->result, s->arena);
}
