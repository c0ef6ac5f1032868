/* match: term by term over the postings, adding up in one cell per product.
 *
 * A cell is 16 bytes and is cleared by listing it again, so a search costs what its postings cost. The best
 * alternative of a term counts, not their sum: cell.now holds it until the next term comes to the product. */
#include "index/match.h"

#include <math.h>

#include "base/mem.h"

static const float order_bonus = 0.2F; /* for two words in the query's order, in mean rarities */

struct cell {
    float total, now;
    uint32_t terms;
    uint8_t term;   /* the last that came, from 1 */
    uint8_t place;  /* of it in the title, 0: not there */
    uint8_t before; /* place of the term before it */
    uint8_t ordered;
};

struct scores {
    struct cell *cells;
    uint32_t *stated; /* bits of terms found anywhere but in attributes */
    uint32_t room;
    uint32_t *touched;
    struct match *matches;
    size_t count;
};

struct scores *scores_new(void)
{
    return mem_new(struct scores);
}

void scores_free(struct scores *scores)
{
    if (!scores)
        return;
    mem_free(scores->cells);
    mem_free(scores->stated);
    mem_free(scores->touched);
    mem_free(scores->matches);
    mem_free(scores);
}

static void make_room(struct scores *s, uint32_t limit)
{
    if (limit <= s->room)
        return;
    mem_free(s->cells);
    mem_free(s->stated);
    mem_free(s->touched);
    mem_free(s->matches);
    s->room = limit + limit / 2;
    s->cells = mem_array(s->room, sizeof(*s->cells));
    s->stated = mem_array(s->room, sizeof(*s->stated));
    s->touched = mem_array(s->room, sizeof(*s->touched));
    s->matches = mem_array(s->room, sizeof(*s->matches));
}

void term_add(struct term *term, const uint32_t *stems, size_t count, float weight)
{
    struct alternative *new = &term->alternatives[term->count];

    if (term->count == ALTERNATIVES_MAX || !count || count > PHRASE_MAX)
        return;
    for (size_t i = 0; i < term->count; i++) {
        if (term->alternatives[i].count == count &&
            !memcmp(term->alternatives[i].stems, stems, count * sizeof(*stems)))
            return;
    }
    memcpy(new->stems, stems, count * sizeof(*stems));
    new->count = (uint8_t)count;
    new->weight = weight;
    term->count++;
}

static void begin_term(struct scores *s, struct cell *cell, uint32_t product, uint8_t term)
{
    if (!cell->terms) {
        s->touched[s->count++] = product;
        s->stated[product] = 0;
    }
    cell->total += cell->now;
    cell->now = 0;
    cell->before = cell->term + 1 == term ? cell->place : 0;
    cell->place = 0;
    cell->term = term;
    cell->terms |= UINT32_C(1) << (term - 1);
}

static inline void score(struct scores *s, const struct posting *p, uint8_t term, float value)
{
    struct cell *cell = &s->cells[p->product];

    if (cell->term != term)
        begin_term(s, cell, p->product, term);
    if (value > cell->now)
        cell->now = value;
    if (p->fields & (FIELD_TITLE | FIELD_BRAND | FIELD_CATEGORY | FIELD_CODE | FIELD_DESCRIPTION))
        s->stated[p->product] |= UINT32_C(1) << (term - 1);
    if (p->place && !cell->place) {
        cell->place = p->place;
        cell->ordered = (uint8_t)(cell->ordered + (cell->before && p->place == cell->before + 1));
    }
}

static void score_word(struct scores *s, const struct word *stem, uint8_t term, float scale)
{
    for (uint32_t i = 0; i < stem->count; i++)
        score(s, &stem->postings[i], term, scale * (float)stem->postings[i].weight);
}

/* A product has a phrase if it has all of its words; the weakest of them says how well. */
static void score_phrase(struct scores *s, const struct vocabulary *v, const struct alternative *a,
                         uint8_t term, float scale)
{
    const struct word *rarest = vocabulary_word(v, a->stems[0]);

    for (size_t k = 1; k < a->count; k++) {
        if (vocabulary_word(v, a->stems[k])->count < rarest->count)
            rarest = vocabulary_word(v, a->stems[k]);
    }
    for (uint32_t i = 0; i < rarest->count; i++) {
        struct posting worst = rarest->postings[i];
        size_t has = 0;

        for (; has < a->count; has++) {
            const struct posting *p = postings_find(vocabulary_word(v, a->stems[has]), worst.product);

            if (!p)
                break;
            worst.weight = p->weight < worst.weight ? p->weight : worst.weight;
            worst.fields &= p->fields;
            worst.place = p->place;
        }
        if (has == a->count)
            score(s, &worst, term, scale * (float)worst.weight);
    }
}

static uint32_t rarest_count(const struct vocabulary *v, const struct alternative *a)
{
    uint32_t count = UINT32_MAX;

    for (size_t k = 0; k < a->count; k++) {
        uint32_t has = vocabulary_word(v, a->stems[k])->count;

        count = has < count ? has : count;
    }
    return count;
}

/* Of the word itself, the first alternative: synonyms do not make it less telling. */
static float rarity_of(const struct term *term, const struct vocabulary *v, size_t products)
{
    float count = term->count ? (float)rarest_count(v, &term->alternatives[0]) : 0.5F;

    return logf(1 + ((float)products - count + 0.5F) / (count + 0.5F));
}

static void score_term(struct scores *s, const struct vocabulary *v, const struct term *term, uint8_t number)
{
    for (size_t k = 0; k < term->count; k++) {
        const struct alternative *a = &term->alternatives[k];
        float scale = term->rarity * a->weight / 65535.0F;

        if (a->count == 1)
            score_word(s, vocabulary_word(v, a->stems[0]), number, scale);
        else
            score_phrase(s, v, a, number, scale);
    }
}

static struct match finish(struct scores *s, uint32_t product, const struct term *terms, size_t count,
                           float all)
{
    struct cell *cell = &s->cells[product];
    struct match match = {.product = product, .terms = cell->terms, .stated = s->stated[product]};
    float covered = 0;

    for (size_t k = 0; k < count; k++)
        covered += cell->terms >> k & 1 ? terms[k].rarity : 0;
    match.covered = covered / all;
    match.score = (cell->total + cell->now) * match.covered * sqrtf(match.covered) +
                  order_bonus * (float)cell->ordered * all / (float)count;
    *cell = (struct cell){0};
    return match;
}

struct match *scores_room(struct scores *s, uint32_t limit)
{
    make_room(s, limit);
    return s->matches;
}

struct matches match_terms(struct scores *s, const struct vocabulary *v, size_t products, uint32_t limit,
                           struct term *terms, size_t count)
{
    struct matches matches = {0};
    float all = 0;

    make_room(s, limit);
    s->count = 0;
    for (size_t k = 0; k < count; k++) {
        terms[k].rarity = rarity_of(&terms[k], v, products);
        all += terms[k].rarity;
        score_term(s, v, &terms[k], (uint8_t)(k + 1));
    }
    matches.all = s->matches;
    for (size_t i = 0; i < s->count; i++)
        matches.all[matches.count++] = finish(s, s->touched[i], terms, count, all);
    return matches;
}
