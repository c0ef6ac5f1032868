/* beside: several queries answered as one: "laptops, and show tablets too".
 *
 * Each query is matched by itself, for the scratch of a match serves one query at a time; so the matches are
 * copied together. A product belongs to the first query that finds it. */
#include <stdlib.h>

#include "base/mem.h"
#include "search/near.h"
#include "search/search_parts.h"

#define TOGETHER_MAX 100000 /* matches: 2.5 MB */

struct together {
    struct search *search;
    struct match *all;
    uint8_t *from;
    uint8_t *seen; /* by product */
    size_t count, room;
};

static void put(struct together *t, const struct matches *matches, size_t from)
{
    for (size_t i = 0; i < matches->count && t->count < t->room; i++) {
        const struct match *m = &matches->all[i];

        if (t->seen[m->product])
            continue;
        t->seen[m->product] = 1;
        t->from[t->count] = (uint8_t)from;
        t->all[t->count++] = *m;
    }
}

/* A query that nothing is relevant to adds nothing; if that is so of all, what is near the first is shown. */
static void put_query(struct together *t, size_t q)
{
    struct search *s = t->search;
    struct rewritten *query = &s->asked[q].query;
    Steward__V1__SearchResult judged;
    struct matches matches =
        match_terms(index_scores(s->index), index_vocabulary(s->index), index_count(s->index),
                    index_limit(s->index), query->terms, query->count);

    kind_keep(s, q, str_of(s->command->or_queries[q - 1]), &matches);
    steward__v1__search_result__init(&judged);
    near_judge(s->index, query, &matches, &judged, s->arena);
    if (judged.nothing_relevant || !query->count)
        return;
    if (s->result->nothing_relevant) {
        memset(t->seen, 0, index_limit(s->index));
        t->count = 0;
        s->result->nothing_relevant = false;
        s->result->n_suggestions = 0;
    }
    put(t, &matches, q);
}

void beside_add(struct search *s)
{
    size_t limit = index_limit(s->index), room = limit < TOGETHER_MAX ? limit : TOGETHER_MAX;
    struct together t = {.search = s, .room = room};

    t.all = arena_array(s->arena, room + 1, sizeof(*t.all));
    t.from = arena_array(s->arena, room + 1, sizeof(*t.from));
    t.seen = arena_array(s->arena, limit + 1, sizeof(*t.seen));
    put(&t, &s->matches, 0);
    for (size_t q = 1; q < s->asked_count; q++)
        put_query(&t, q);
    s->matches = (struct matches){.all = t.all, .count = t.count};
    s->from = t.from;
}

/* ---- by rank ---- */

static int compare_matches(const void *a, const void *b, void *owner)
{
    const struct search *s = owner;
    const struct match *left = &s->matches.all[*(const uint32_t *)a];
    const struct match *right = &s->matches.all[*(const uint32_t *)b];

    if (left == right)
        return 0;
    return window_comes_before(s, left, right) ? -1 : 1;
}

/* Scores of different queries cannot be compared: each is put in relation to the best of its own. */
static void scale(struct search *s, const uint32_t *order, size_t count)
{
    float best = 0;

    for (size_t i = 0; i < count; i++)
        best = s->matches.all[order[i]].score > best ? s->matches.all[order[i]].score : best;
    for (size_t i = 0; i < count && best > 0; i++)
        s->matches.all[order[i]].score /= best;
}

void beside_interleave(struct search *s)
{
    float *places = arena_array(s->arena, s->matches.count + 1, sizeof(*places));
    uint32_t *order = arena_array(s->arena, s->matches.count + 1, sizeof(*order));

    for (size_t q = 0; q < s->asked_count; q++) {
        size_t count = 0;

        for (size_t i = 0; i < s->matches.count; i++) {
            if (search_from(s, i) == q && search_is_in(s, i))
                order[count++] = (uint32_t)i;
        }
        qsort_r(order, count, sizeof(*order), compare_matches, s);
        scale(s, order, count);
        for (size_t rank = 0; rank < count; rank++)
            places[order[rank]] = -(float)(rank * SEARCH_QUERIES_MAX + q);
    }
    s->places = places;
}
