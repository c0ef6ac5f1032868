/* language_model: counts, and from them the ARPA text that every recogniser reads.
 *
 * Kneser-Ney: each trigram that was seen gives away DISCOUNT of its count, and what its context has given
 * away is shared among all words by the shorter context: p(w|h) = (c(hw) - D) / c(h) + D T(h) / c(h) *
 * p(w|shorter h), where T(h) is how many different words were seen behind h; the second factor is what ARPA
 * calls the back-off weight of h. What counts for the shorter ones is not how often they were seen but behind
 * how many different words: "hundred" is said often, but not after everything. */
#include "language_model.h"

#include <math.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"

#define DISCOUNT  0.7
#define UNSEEN    0.5 /* added to the count of each word */
#define WORD_BITS 16
#define WORD_MASK ((1u << WORD_BITS) - 1)
#define NO_WORD   0u /* they are numbered from 1 */

_Static_assert(LANGUAGE_WORDS_MAX < WORD_MASK, "a word's number fits its bits");

struct gram {
    uint64_t key;   /* the words' numbers, the last one lowest; 0: an empty slot */
    uint32_t count; /* how often it was seen, or behind how many different words */
    uint32_t after,
        different; /* as a context: the counts of what came behind, and how many different words */
};

struct grams {
    struct gram *slots;
    size_t room, count;
};

struct word {
    uint64_t number;
    char *text;
};

struct language_model {
    struct map by_text;  /* struct word */
    struct word **words; /* that of number n is the n-1st */
    size_t count;
    struct grams of[3]; /* by how many words come before the last */
};

static struct gram *find(const struct grams *grams, uint64_t key)
{
    size_t at = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (grams->room - 1);

    while (grams->slots[at].key && grams->slots[at].key != key)
        at = (at + 1) & (grams->room - 1);
    return &grams->slots[at];
}

static void grow(struct grams *grams)
{
    struct grams bigger = {.room = grams->room ? 2 * grams->room : 1024, .count = grams->count};

    bigger.slots = mem_array(bigger.room, sizeof(struct gram));
    for (size_t i = 0; i < grams->room; i++)
        if (grams->slots[i].key)
            *find(&bigger, grams->slots[i].key) = grams->slots[i];
    mem_free(grams->slots);
    *grams = bigger;
}

static struct gram *want(struct grams *grams, uint64_t key) /* NULL: there are enough */
{
    struct gram *gram;

    if (2 * (grams->count + 1) > grams->room)
        grow(grams);
    gram = find(grams, key);
    if (!gram->key) {
        if (grams->count == LANGUAGE_GRAMS_MAX)
            return NULL;
        gram->key = key;
        grams->count++;
    }
    return gram;
}

static uint64_t number_of(struct language_model *model, struct str text) /* NO_WORD: there are enough */
{
    struct word *word = map_get(&model->by_text, text);

    if (word)
        return word->number;
    if (model->count == LANGUAGE_WORDS_MAX)
        return NO_WORD;
    word = mem_new(struct word);
    word->text = str_to_text(text);
    word->number = model->count + 1;
    model->words = mem_grow(model->words, model->count + 1, sizeof(struct word *));
    model->words[model->count++] = word;
    map_put(&model->by_text, str_of(word->text), word);
    return word->number;
}

struct language_model *language_model_new(void)
{
    struct language_model *model = mem_new(struct language_model);

    number_of(model, STR("<s>"));
    number_of(model, STR("</s>"));
    return model;
}

static void count_one(struct language_model *model, uint64_t key, int order)
{
    struct gram *gram = want(&model->of[order], key);

    if (gram && gram->count < UINT32_MAX)
        gram->count++;
}

void language_model_learn(struct language_model *model, struct str sentence)
{
    uint64_t key = 1; /* <s> */
    bool has_more = true;
    size_t words = 0;

    while (has_more) {
        struct str word;
        uint64_t number;

        has_more = str_split(&sentence, ' ', &word);
        if (has_more && !word.len)
            continue;
        number = has_more ? number_of(model, word) : 2; /* </s> */
        if (number == NO_WORD)
            return;
        key = ((key << WORD_BITS) | number) & (((uint64_t)1 << (3 * WORD_BITS)) - 1);
        count_one(model, key,
                  words++ ? 2 : 1); /* nothing comes before <s>: what it begins is counted as it is */
    }
}

const char *language_model_word(const struct language_model *model, size_t number)
{
    return number + 2 < model->count ? model->words[number + 2]->text : NULL; /* behind <s> and </s> */
}

/* What the trigrams say of what is shorter. */
static void derive(struct language_model *model)
{
    for (int order = 2; order > 0; order--)
        for (size_t i = 0; i < model->of[order].room; i++) {
            const struct gram *gram = &model->of[order].slots[i];
            struct gram *context;

            if (!gram->key || !gram->count)
                continue;
            count_one(model, gram->key & (((uint64_t)1 << (order * WORD_BITS)) - 1), order - 1);
            context = want(&model->of[order - 1], gram->key >> WORD_BITS);
            if (!context)
                continue;
            context->after += gram->count;
            context->different++;
        }
}

static double *unigrams_of(const struct language_model *model) /* by number; mem_free */
{
    double *unigrams = mem_array(model->count + 1, sizeof(double)), total = 0;

    for (size_t word = 1; word <= model->count; word++)
        total += unigrams[word] = find(&model->of[0], word)->count + UNSEEN;
    for (size_t word = 1; word <= model->count; word++)
        unigrams[word] /= total;
    return unigrams;
}

static double back_off(const struct gram *context)
{
    return context->after ? DISCOUNT * context->different / context->after : 1;
}

static double probability(const struct language_model *model, const double *unigrams, uint64_t key, int order)
{
    const struct gram *gram, *context;
    uint64_t shorter = key & (((uint64_t)1 << (order * WORD_BITS)) - 1);
    double p;

    if (!order)
        return unigrams[key];
    gram = find(&model->of[order], key);
    context = find(&model->of[order - 1], key >> WORD_BITS);
    p = back_off(context) * probability(model, unigrams, shorter, order - 1);
    return gram->count ? p + (gram->count - DISCOUNT) / context->after : p;
}

static void write_gram(const struct language_model *model, const double *unigrams, const struct gram *gram,
                       int order, struct buf *out)
{
    buf_printf(out, "%.4f", gram->key == 1 ? -99. : log10(probability(model, unigrams, gram->key, order)));
    for (int i = order; i >= 0; i--)
        buf_printf(out, "%c%s", i == order ? '\t' : ' ',
                   model->words[((gram->key >> (i * WORD_BITS)) & WORD_MASK) - 1]->text);
    if (order < 2)
        buf_printf(out, "\t%.4f", log10(back_off(gram)));
    buf_char(out, '\n');
}

static size_t seen(const struct grams *grams)
{
    size_t count = 0;

    for (size_t i = 0; i < grams->room; i++)
        count += grams->slots[i].key && (grams->slots[i].count || grams->slots[i].key == 1);
    return count;
}

void language_model_write(struct language_model *model, struct buf *out)
{
    double *unigrams;

    derive(model);
    unigrams = unigrams_of(model);
    buf_printf(out, "\\data\\\n");
    for (int order = 0; order < 3; order++)
        buf_printf(out, "ngram %d=%zu\n", order + 1, seen(&model->of[order]));
    for (int order = 0; order < 3; order++) {
        const struct grams *grams = &model->of[order];

        buf_printf(out, "\n\\%d-grams:\n", order + 1);
        for (size_t i = 0; i < grams->room; i++)
            if (grams->slots[i].key && (grams->slots[i].count || grams->slots[i].key == 1))
                write_gram(model, unigrams, &grams->slots[i], order, out);
    }
    buf_printf(out, "\n\\end\\\n");
    mem_free(unigrams);
}

void language_model_free(struct language_model *model)
{
    if (!model)
        return;
    for (size_t i = 0; i < model->count; i++) {
        mem_free(model->words[i]->text);
        mem_free(model->words[i]);
    }
    for (size_t i = 0; i < COUNT_OF(model->of); i++)
        mem_free(model->of[i].slots);
    mem_free(model->words);
    map_free(&model->by_text);
    mem_free(model);
}
