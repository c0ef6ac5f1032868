/* doubts: each hypothesis is laid beside the text so that as few words as possible differ. Where both have
 * words between two that are the same, there is a part that may have been another. */
#include "doubts.h"

#define WORDS_MAX 256 /* of a text; more are not laid beside each other */

struct words {
    struct str of[WORDS_MAX];
    size_t count;
};

/* How many words differ at least between what is behind i of the one and behind k of the other. */
struct beside {
    struct words *text, *other;
    uint16_t *least;
};

static bool read_words(struct str text, struct words *ret_words)
{
    ret_words->count = 0;
    for (struct str word; str_split(&text, ' ', &word);) {
        if (ret_words->count == WORDS_MAX)
            return false;
        ret_words->of[ret_words->count++] = word;
    }
    return true;
}

static uint16_t *least(const struct beside *beside, size_t i, size_t k)
{
    return &beside->least[i * (WORDS_MAX + 1) + k];
}

static bool same(const struct beside *beside, size_t i, size_t k)
{
    return str_eq(beside->text->of[i], beside->other->of[k]);
}

static uint16_t least_of(uint16_t a, uint16_t b)
{
    return a < b ? a : b;
}

static void lay(struct beside *beside)
{
    size_t m = beside->text->count, n = beside->other->count;

    for (size_t i = m + 1; i-- > 0;)
        for (size_t k = n + 1; k-- > 0;) {
            uint16_t both, one;

            if (i == m || k == n) {
                *least(beside, i, k) = (uint16_t)(m - i + n - k);
                continue;
            }
            both = (uint16_t)(*least(beside, i + 1, k + 1) + !same(beside, i, k));
            one = (uint16_t)(1 + least_of(*least(beside, i + 1, k), *least(beside, i, k + 1)));
            *least(beside, i, k) = least_of(both, one);
        }
}

/* Goes to the next two words that are the same, or to the end of both. */
static void skip_different(const struct beside *beside, size_t *i, size_t *k)
{
    size_t m = beside->text->count, n = beside->other->count;

    while (*i < m || *k < n) {
        uint16_t here = *least(beside, *i, *k);

        if (*i < m && *k < n && same(beside, *i, *k) && *least(beside, *i + 1, *k + 1) == here)
            return;
        if (*i < m && *k < n && *least(beside, *i + 1, *k + 1) + 1 == here) {
            ++*i;
            ++*k;
        } else if (*i < m && *least(beside, *i + 1, *k) + 1 == here) {
            ++*i;
        } else {
            ++*k;
        }
    }
}

static struct str joined(const struct words *words, size_t from, size_t to, struct arena *arena)
{
    struct buf out = {0};
    struct str text;

    for (size_t i = from; i < to; i++)
        buf_printf(&out, "%s%.*s", i > from ? " " : "", STR_ARGS(words->of[i]));
    text = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}

/* In its place among the others, unless it overlaps one of them: they are of likelier hypotheses. */
static void add(struct doubt doubts[DOUBTS_MAX], size_t *count, struct doubt doubt)
{
    size_t at = *count;

    for (size_t i = 0; i < *count; i++)
        if (doubt.first < doubts[i].first + doubts[i].count && doubts[i].first < doubt.first + doubt.count)
            return;
    if (*count == DOUBTS_MAX)
        return;
    for (; at > 0 && doubts[at - 1].first > doubt.first; at--)
        doubts[at] = doubts[at - 1];
    doubts[at] = doubt;
    ++*count;
}

static double least_sure(const struct heard *heard, size_t from, size_t to)
{
    double confidence = 1;

    for (size_t i = from; i < to; i++)
        if (heard->words[i].confidence < confidence)
            confidence = heard->words[i].confidence;
    return confidence;
}

static void find_in(const struct heard *heard, const struct beside *beside, struct arena *arena,
                    struct doubt doubts[DOUBTS_MAX], size_t *count)
{
    for (size_t i = 0, k = 0; i < beside->text->count || k < beside->other->count;) {
        size_t from = i, other = k;
        double confidence;

        skip_different(beside, &i, &k);
        confidence = least_sure(heard, from, i);
        if (i > from && k > other && confidence < DOUBT_BELOW)
            add(doubts, count,
                (struct doubt){.first = from,
                               .count = i - from,
                               .heard = joined(beside->text, from, i, arena),
                               .instead = joined(beside->other, other, k, arena),
                               .confidence = confidence});
        if (i < beside->text->count) {
            i++;
            k++;
        }
    }
}

size_t doubts_find(const struct heard *heard, struct arena *arena, struct doubt ret_doubts[DOUBTS_MAX])
{
    struct words *text = arena_new_of(arena, struct words), *other = arena_new_of(arena, struct words);
    struct beside beside = {
        .text = text,
        .other = other,
        .least = arena_array(arena, (size_t)(WORDS_MAX + 1) * (WORDS_MAX + 1), sizeof(uint16_t)),
    };
    size_t count = 0;

    if (!read_words(heard->text, text) || text->count != heard->word_count)
        return 0;
    for (size_t i = 0; i < heard->hypothesis_count; i++)
        if (read_words(heard->hypotheses[i], other)) {
            lay(&beside);
            find_in(heard, &beside, arena, ret_doubts, &count);
        }
    return count;
}
