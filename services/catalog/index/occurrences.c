/* occurrences: from a product's texts to its words and their weights.
 *
 * The weight is BM25F's: per field, occurrences are counted, divided by the field's relative length and
 * weighted; the sum is saturated. In the title an occurrence that only describes another noun counts less
 * ("camera" in "camera case"). Field lengths are measured against fixed typical lengths instead of running
 * averages, so that a posting depends on nothing but its product. */
#include "index/occurrences.h"

#include <stdlib.h>

#include "base/mem.h"
#include "index/product.h"

#define OCCURRENCES_MAX 16384

enum field {
    TITLE,
    BRAND,
    CATEGORY, /* colours, sizes too */
    DESCRIPTION,
    ATTRIBUTES,
    CODES,
    FIELDS
};

static const struct {
    float weight;
    float length_matters; /* b: 0 not at all, 1 fully */
    float typical_length; /* in words */
    uint8_t bit;
} fields[FIELDS] = {
    [TITLE] = {5.0F, 0.5F, 10, FIELD_TITLE},           [BRAND] = {1.0F, 0, 1, FIELD_BRAND},
    [CATEGORY] = {1.0F, 0, 1, FIELD_CATEGORY},         [DESCRIPTION] = {1.5F, 0.75F, 10, FIELD_DESCRIPTION},
    [ATTRIBUTES] = {0.4F, 0.85F, 33, FIELD_ATTRIBUTE}, [CODES] = {1.0F, 0, 1, FIELD_CODE},
};

static const float describing_weight = 0.6F; /* of a title word that is not the head of its phrase */
static const float saturation = 2.0F;        /* k1 */

struct occurrence {
    uint32_t word, stem;
    uint16_t position;
    uint8_t field;
    bool head;
};

struct occurrences {
    struct vocabulary *vocabulary;
    struct tokeniser *tokeniser;
    size_t lengths[FIELDS]; /* in words */
    size_t count;
    struct occurrence found[OCCURRENCES_MAX];
    uint32_t words[OCCURRENCES_MAX];
};

struct occurrences *occurrences_new(struct vocabulary *vocabulary, struct tokeniser *tokeniser)
{
    struct occurrences *o = mem_new(struct occurrences);

    o->vocabulary = vocabulary;
    o->tokeniser = tokeniser;
    return o;
}

void occurrences_free(struct occurrences *o)
{
    mem_free(o);
}

/* Gives how many words the text has. */
static size_t read_text(struct occurrences *o, const char *text, enum field field)
{
    const struct token *tokens;
    size_t count = tokenise(o->tokeniser, str_of(text), &tokens), words = 0;

    for (size_t i = 0; i < count && o->count < OCCURRENCES_MAX; i++) {
        uint32_t word;

        if (field == CODES && tokens[i].kind == TOKEN_WORD)
            continue; /* a name, as the title has it */
        word = vocabulary_take(o->vocabulary, o->tokeniser, tokens[i].text, tokens[i].kind);
        o->found[o->count++] = (struct occurrence){.word = word,
                                                   .position = tokens[i].position,
                                                   .field = (uint8_t)field,
                                                   .head = tokens[i].head};
        words += tokens[i].parts == 0;
    }
    return words;
}

static void read_texts(struct occurrences *o, char *const *texts, size_t count, enum field field)
{
    for (size_t i = 0; i < count; i++)
        o->lengths[field] += read_text(o, texts[i], field);
}

static bool is_among(char *const *texts, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq_nocase(str_of(texts[i]), str_of(text)))
            return true;
    }
    return false;
}

/* Attributes that only repeat a category, a colour or a size say nothing more. */
static void read_attributes(struct occurrences *o, const Steward__V1__Product *p)
{
    for (size_t i = 0; i < p->n_attributes && i < PRODUCT_ATTRIBUTE_MAX; i++) {
        const Steward__V1__Attribute *a = p->attributes[i];

        if (a->value_case == STEWARD__V1__ATTRIBUTE__VALUE_TEXT &&
            !is_among(p->categories, p->n_categories, a->text) &&
            !is_among(p->colours, p->n_colours, a->text) && !is_among(p->sizes, p->n_sizes, a->text))
            o->lengths[ATTRIBUTES] += read_text(o, a->text, ATTRIBUTES);
    }
}

void occurrences_read(struct occurrences *o, const Steward__V1__Product *product)
{
    o->count = 0;
    memset(o->lengths, 0, sizeof(o->lengths));
    o->lengths[TITLE] = read_text(o, product->title, TITLE);
    o->lengths[BRAND] = read_text(o, product->brand, BRAND);
    read_texts(o, product->categories, product->n_categories, CATEGORY);
    read_texts(o, product->colours, product->n_colours, CATEGORY);
    read_texts(o, product->sizes, product->n_sizes, CATEGORY);
    read_texts(o, product->codes, product->n_codes, CODES);
    o->lengths[DESCRIPTION] = read_text(o, product->description, DESCRIPTION);
    read_attributes(o, product);
}

static int by_word(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

/* A word counts once per product: what was taken for the others is given back. */
size_t occurrences_words(struct occurrences *o, const uint32_t **ret_words)
{
    uint32_t *words = o->words;
    size_t distinct = 0;

    for (size_t i = 0; i < o->count; i++)
        words[i] = o->found[i].word;
    qsort(words, o->count, sizeof(*words), by_word);
    for (size_t i = 0; i < o->count; i++) {
        if (distinct && words[distinct - 1] == words[i])
            vocabulary_give_back(o->vocabulary, words[i]);
        else
            words[distinct++] = words[i];
    }
    *ret_words = words;
    return distinct;
}

static int by_stem(const void *a, const void *b)
{
    const struct occurrence *left = a, *right = b;

    if (left->stem != right->stem)
        return left->stem < right->stem ? -1 : 1;
    return (int)left->position - (int)right->position;
}

static struct posting weigh(const struct occurrence *first, size_t count, const float scale[FIELDS])
{
    struct posting posting = {0};
    float sum = 0;

    for (size_t i = 0; i < count; i++) {
        const struct occurrence *at = &first[i];

        sum += scale[at->field] * (at->field == TITLE && !at->head ? describing_weight : 1.0F);
        posting.fields |= fields[at->field].bit;
        if (at->field == TITLE && !posting.place)
            posting.place = (uint8_t)(at->position < 254 ? at->position + 1 : 255);
    }
    posting.weight = (uint16_t)(65535.0F * sum / (sum + saturation));
    return posting;
}

void occurrences_put(struct occurrences *o, uint32_t number)
{
    struct occurrence *found = o->found;
    float scale[FIELDS];

    for (size_t f = 0; f < FIELDS; f++)
        scale[f] =
            fields[f].weight / (1 - fields[f].length_matters +
                                fields[f].length_matters * (float)o->lengths[f] / fields[f].typical_length);
    for (size_t i = 0; i < o->count; i++)
        found[i].stem = vocabulary_word(o->vocabulary, found[i].word)->stem;
    qsort(found, o->count, sizeof(*found), by_stem);
    for (size_t from = 0, to; from < o->count; from = to) {
        struct posting posting;

        for (to = from + 1; to < o->count && found[to].stem == found[from].stem;)
            to++;
        posting = weigh(found + from, to - from, scale);
        posting.product = number;
        postings_put(o->vocabulary, found[from].stem, posting);
    }
}
