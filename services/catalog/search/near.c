/* near: the threshold, and suggestions from the nearest products: their category, or the words of the query
 * that the catalogue does have. */
#include "search/near.h"

#include "index/spelling.h"

static const float near_cover = 0.5F;

static float stated_cover(const struct rewritten *q, uint32_t stated, float all)
{
    float covered = 0;

    for (size_t k = 0; k < q->count; k++)
        covered += stated >> k & 1 ? q->terms[k].rarity : 0;
    return covered / all;
}

bool near_is_relevant(const struct rewritten *q, const struct match *match)
{
    float all = 0;

    for (size_t k = 0; k < q->count; k++)
        all += q->terms[k].rarity;
    return !q->count || stated_cover(q, match->stated, all) >= near_cover;
}

static bool is_new(const Steward__V1__SearchResult *result, const char *text)
{
    for (size_t i = 0; i < result->n_suggestions; i++) {
        if (str_eq_nocase(str_of(result->suggestions[i]), str_of(text)))
            return false;
    }
    return true;
}

static void suggest(Steward__V1__SearchResult *result, struct str text, struct arena *arena)
{
    char *copy = str_c(arena, text);

    if (text.len && result->n_suggestions < NEAR_SUGGESTIONS && is_new(result, copy))
        result->suggestions[result->n_suggestions++] = copy;
}

static const struct match *best_of(const struct matches *matches, float below)
{
    const struct match *best = NULL;

    for (size_t i = 0; i < matches->count; i++) {
        const struct match *m = &matches->all[i];

        if (m->score < below && (!best || m->score > best->score))
            best = m;
    }
    return best;
}

/* Words that the catalogue has, what an unknown one may mean, and what the nearest products are. */
static void suggest_all(struct index *index, const struct rewritten *q, const struct matches *matches,
                        Steward__V1__SearchResult *result, struct arena *arena)
{
    const struct vocabulary *v = index_vocabulary(index);
    const struct match *near = best_of(matches, 1e30F);

    result->suggestions = arena_array(arena, NEAR_SUGGESTIONS, sizeof(char *));
    for (size_t k = 0; k < q->count && q->count > 1; k++) {
        if (q->terms[k].count)
            suggest(result, q->terms[k].text, arena);
    }
    for (size_t k = 0; k < q->count; k++) {
        struct guess guesses[GUESSES_MAX];
        size_t count = q->terms[k].count ? 0 : spelling_guess(v, q->terms[k].text, true, guesses);

        for (size_t i = 0; i < count && i < 3; i++)
            suggest(result, str_of(vocabulary_word(v, guesses[i].word)->text), arena);
    }
    for (size_t i = 0; near && i < NEAR_SUGGESTIONS; i++, near = best_of(matches, near->score)) {
        const struct product *p = index_product(index, near->product);

        if (p->categories)
            suggest(result, str_of(texts_get(index_texts(index), product_categories(p)[p->categories - 1])),
                    arena);
    }
}

void near_judge(struct index *index, const struct rewritten *q, const struct matches *matches,
                Steward__V1__SearchResult *result, struct arena *arena)
{
    float all = 0, most = 0;

    for (size_t k = 0; k < q->count; k++)
        all += q->terms[k].rarity;
    for (size_t i = 0; i < matches->count && q->count; i++) {
        float covered = stated_cover(q, matches->all[i].stated, all);

        most = covered > most ? covered : most;
    }
    result->nothing_relevant = q->count ? most < near_cover : !matches->count;
    if (result->nothing_relevant)
        suggest_all(index, q, matches, result, arena);
}
