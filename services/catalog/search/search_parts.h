/* search_parts.h: one search on its way from the command to the answer. Inside only.
 *
 * search.c understands and matches; beside.c puts the matches of several queries together; similar.c makes a
 * query of a product; loosen.c gives up conditions; merchandise.c does as the shop's rules say; variants.c
 * shows what is the same but for its colour once; question.c asks back; window.c orders, cuts and describes.
 */
#pragma once

#include "index/match.h"
#include "search/cursor.h"
#include "search/filters.h"
#include "search/rewrite.h"
#include "search/search.h"

#define SEARCH_QUERIES_MAX (1 + SEARCH_BESIDE_MAX)
#define SEARCH_ENOUGH      SEARCH_WINDOW /* products that cover a query best: what covers less is left out */

/* One of the queries, as it was understood. */
struct asked {
    Steward__V1__Requirements *requirements;
    struct rewritten query;
};

/* A product that a rule has put at a place of the first page. */
struct pin {
    uint32_t product;
    int32_t place; /* from 1 */
};

struct search {
    struct index *index;
    const Steward__V1__SearchCommand *command;
    struct arena *arena;
    Steward__V1__SearchResult *result;
    struct asked asked[SEARCH_QUERIES_MAX]; /* the query itself first */
    size_t asked_count;
    struct filters *filters;
    struct matches matches;
    uint32_t *failed; /* by match: the conditions it fails; NULL: there are none */
    uint8_t *from;    /* by match: the query that found it; NULL: the first */
    float *places; /* by match: what the order of relevance goes by, in place of the score; NULL: the score */
    struct pin pins[MERCHANDISING_PLACES];
    size_t pin_count;
    uint8_t *featured; /* by match: a rule has put it forward; NULL: none */
    int64_t now_ms;
    const struct product *like; /* NULL: no product is given to be similar to */
    struct cursor cursor;
    struct search_pages *pages;
    float best;
    size_t limit;
};

static inline bool search_is_in(const struct search *s, size_t i)
{
    return !s->failed || !s->failed[i];
}

static inline size_t search_from(const struct search *s, size_t i)
{
    return s->from ? s->from[i] : 0;
}

/* A match that stays moves up to the place *kept. */
static inline void search_keep(struct search *s, size_t i, size_t *kept)
{
    s->matches.all[*kept] = s->matches.all[i];
    if (s->failed)
        s->failed[*kept] = s->failed[i];
    if (s->from)
        s->from[*kept] = s->from[i];
    ++*kept;
}

/* window.c */
void window_fill(struct search *s);
bool window_comes_before(const struct search *s, const struct match *a, const struct match *b);

/* beside.c: the matches of the queries after the first, put behind those that are there. */
void beside_add(struct search *s);
void beside_interleave(struct search *s); /* by rank, once the matches are judged and kept */

/* loosen.c */
void loosen(struct search *s); /* gives up conditions if together they leave nothing, and says which */
float loosen_least_cover(const struct search *s, size_t from, uint32_t given_up);

/* kind.c: leaves out what is of another kind than the query's words (`text`) name, if the command wants it
 * so. */
void kind_keep(struct search *s, size_t q, struct str text, struct matches *matches);

/* merchandise.c: what the shop's rules do to this search, and its wish to hide what is sold out. */
void merchandise_hide(struct search *s);  /* as soon as it is known what matches */
void merchandise_order(struct search *s); /* what is left and kept: boosts, buries, pins */
bool merchandise_hides(const struct search *s, uint32_t product);
int32_t merchandise_place(const struct search *s, uint32_t product); /* where it is pinned to; 0: nowhere */

/* similar.c */
struct str similar_words(const struct search *s); /* what to search for, to find what is like s->like */
void similar_take_out(struct search *s);          /* itself and its variants */
void similar_prefer(const struct search *s);      /* its category and near its price */

/* variants.c */
void variants_group(struct search *s); /* leaves one of each group in, and puts its members side by side */
void variants_tell(const struct search *s, const struct product *shown, Steward__V1__Candidate *candidate);

/* question.c */
void question_ask(struct search *s);
