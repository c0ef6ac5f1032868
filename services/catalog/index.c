/* index: from a product's texts to its words and their weights.
 *
 * The weight is BM25F's: per field, occurrences are counted, divided by the field's relative length and
 * weighted; the sum is saturated. In the title an occurrence that only describes another noun counts less
 * ("camera" in "camera case"). Field lengths are measured against fixed typical lengths instead of running
 * averages, so that a posting depends on nothing but its product. */
#include "index.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "facets.h"
#include "match.h"

#define OCCURRENCES_MAX 16384

enum field {
    TITLE,
    BRAND,
    CATEGORY,
    DESCRIPTION,
    ATTRIBUTES,
    CODES,
    FIELDS
}; /* CATEGORY: colours, sizes too */

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

struct index {
    struct map by_id; /* to the number + 1; the key is in the product */
    struct product **products;
    uint32_t limit, room;
    uint32_t *free_numbers;
    uint32_t free_count, free_room;
    struct vocabulary *vocabulary;
    struct texts *texts;
    struct tokeniser *tokeniser;
    struct synonyms *synonyms;
    struct scores *scores;
    struct facet_scratch *facet_scratch;
    uint32_t *brand_uses; /* by text: how many products have it as their brand */
    uint32_t brand_room;
    struct occurrence *found; /* scratch of one put */
    size_t found_count;
};

struct index *index_new(void)
{
    struct index *index = mem_new(struct index);

    index->vocabulary = vocabulary_new();
    index->texts = texts_new();
    index->tokeniser = tokeniser_new();
    index->scores = scores_new();
    index->facet_scratch = facet_scratch_new();
    index->found = mem_array(OCCURRENCES_MAX, sizeof(*index->found));
    return index;
}

void index_free(struct index *index)
{
    if (!index)
        return;
    for (uint32_t i = 0; i < index->limit; i++)
        product_free(index->products[i], index->texts);
    mem_free(index->products);
    mem_free(index->free_numbers);
    mem_free(index->brand_uses);
    mem_free(index->found);
    map_free(&index->by_id);
    vocabulary_free(index->vocabulary);
    texts_free(index->texts);
    tokeniser_free(index->tokeniser);
    synonyms_free(index->synonyms);
    scores_free(index->scores);
    facet_scratch_free(index->facet_scratch);
    mem_free(index);
}

/* Gives how many words the text has. */
static size_t read_text(struct index *index, const char *text, enum field field, size_t offset)
{
    const struct token *tokens;
    size_t count = tokenise(index->tokeniser, str_of(text), &tokens), words = 0;

    for (size_t i = 0; i < count && index->found_count < OCCURRENCES_MAX; i++) {
        uint32_t word;

        if (field == CODES && tokens[i].kind == TOKEN_WORD)
            continue; /* a name, as the title has it */
        word = vocabulary_take(index->vocabulary, index->tokeniser, tokens[i].text, tokens[i].kind);
        index->found[index->found_count++] =
            (struct occurrence){.word = word,
                                .position = (uint16_t)(tokens[i].position + offset),
                                .field = (uint8_t)field,
                                .head = tokens[i].head};
        words += tokens[i].parts == 0;
    }
    return words;
}

static void read_texts(struct index *index, char *const *texts, size_t count, enum field field,
                       size_t *lengths)
{
    for (size_t i = 0; i < count; i++)
        lengths[field] += read_text(index, texts[i], field, 0);
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
static void read_attributes(struct index *index, const Steward__V1__Product *p, size_t *lengths)
{
    for (size_t i = 0; i < p->n_attributes && i < PRODUCT_ATTRIBUTE_MAX; i++) {
        const Steward__V1__Attribute *a = p->attributes[i];

        if (a->value_case == STEWARD__V1__ATTRIBUTE__VALUE_TEXT &&
            !is_among(p->categories, p->n_categories, a->text) &&
            !is_among(p->colours, p->n_colours, a->text) && !is_among(p->sizes, p->n_sizes, a->text))
            lengths[ATTRIBUTES] += read_text(index, a->text, ATTRIBUTES, 0);
    }
}

static void read_product(struct index *index, const Steward__V1__Product *product, size_t lengths[FIELDS])
{
    index->found_count = 0;
    lengths[TITLE] = read_text(index, product->title, TITLE, 0);
    lengths[BRAND] = read_text(index, product->brand, BRAND, 0);
    read_texts(index, product->categories, product->n_categories, CATEGORY, lengths);
    read_texts(index, product->colours, product->n_colours, CATEGORY, lengths);
    read_texts(index, product->sizes, product->n_sizes, CATEGORY, lengths);
    read_texts(index, product->codes, product->n_codes, CODES, lengths);
    lengths[DESCRIPTION] = read_text(index, product->description, DESCRIPTION, 0);
    read_attributes(index, product, lengths);
}

static int by_word(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

    return (left > right) - (left < right);
}

/* The distinct words; a word counts once per product, so what was taken for the others is given back. */
static size_t distinct_words(struct index *index, uint32_t *words)
{
    size_t count = 0, distinct = 0;

    for (size_t i = 0; i < index->found_count; i++)
        words[count++] = index->found[i].word;
    qsort(words, count, sizeof(*words), by_word);
    for (size_t i = 0; i < count; i++) {
        if (distinct && words[distinct - 1] == words[i])
            vocabulary_give_back(index->vocabulary, words[i]);
        else
            words[distinct++] = words[i];
    }
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
        const struct occurrence *o = &first[i];

        sum += scale[o->field] * (o->field == TITLE && !o->head ? describing_weight : 1.0F);
        posting.fields |= fields[o->field].bit;
        if (o->field == TITLE && !posting.place)
            posting.place = (uint8_t)(o->position < 254 ? o->position + 1 : 255);
    }
    posting.weight = (uint16_t)(65535.0F * sum / (sum + saturation));
    return posting;
}

static void put_postings(struct index *index, uint32_t number, const size_t lengths[FIELDS])
{
    struct occurrence *found = index->found;
    float scale[FIELDS];

    for (size_t f = 0; f < FIELDS; f++)
        scale[f] =
            fields[f].weight / (1 - fields[f].length_matters +
                                fields[f].length_matters * (float)lengths[f] / fields[f].typical_length);
    for (size_t i = 0; i < index->found_count; i++)
        found[i].stem = vocabulary_word(index->vocabulary, found[i].word)->stem;
    qsort(found, index->found_count, sizeof(*found), by_stem);
    for (size_t from = 0, to; from < index->found_count; from = to) {
        struct posting posting;

        for (to = from + 1; to < index->found_count && found[to].stem == found[from].stem;)
            to++;
        posting = weigh(found + from, to - from, scale);
        posting.product = number;
        postings_put(index->vocabulary, found[from].stem, posting);
    }
}

static uint32_t next_number(struct index *index)
{
    if (index->free_count)
        return index->free_numbers[--index->free_count];
    if (index->limit == index->room) {
        index->room = index->room ? index->room * 2 : 1024;
        index->products = mem_grow(index->products, index->room, sizeof(struct product *));
    }
    index->products[index->limit] = NULL;
    return index->limit++;
}

static void count_brand(struct index *index, uint32_t brand, int change)
{
    if (brand >= index->brand_room) {
        uint32_t room = texts_limit(index->texts) * 2;

        index->brand_uses = mem_grow(index->brand_uses, room, sizeof(uint32_t));
        memset(index->brand_uses + index->brand_room, 0, (room - index->brand_room) * sizeof(uint32_t));
        index->brand_room = room;
    }
    index->brand_uses[brand] += (uint32_t)change;
}

static void free_number(struct index *index, uint32_t number)
{
    if (index->free_count == index->free_room) {
        index->free_room = index->free_room ? index->free_room * 2 : 64;
        index->free_numbers = mem_grow(index->free_numbers, index->free_room, sizeof(uint32_t));
    }
    index->free_numbers[index->free_count++] = number;
}

bool catalog_index_remove(struct index *index, struct str id)
{
    uintptr_t found = (uintptr_t)map_remove(&index->by_id, id);
    uint32_t number = (uint32_t)(found - 1);
    struct product *product;
    const uint32_t *words;

    if (!found)
        return false;
    product = index->products[number];
    words = product_words(product);
    for (size_t i = 0; i < product->words; i++)
        postings_remove(index->vocabulary, vocabulary_word(index->vocabulary, words[i])->stem, number);
    for (size_t i = 0; i < product->words; i++)
        vocabulary_give_back(index->vocabulary, words[i]);
    count_brand(index, product->brand, -1);
    product_free(product, index->texts);
    index->products[number] = NULL;
    free_number(index, number);
    return true;
}

void catalog_index_put(struct index *index, const Steward__V1__Product *from)
{
    uint32_t words[OCCURRENCES_MAX];
    size_t lengths[FIELDS] = {0}, count;
    struct product *product;
    uint32_t number;

    if (!from->product_id[0] || strlen(from->product_id) > PRODUCT_TEXT_MAX)
        return;
    catalog_index_remove(index, str_of(from->product_id));
    number = next_number(index);
    read_product(index, from, lengths);
    put_postings(index, number, lengths);
    count = distinct_words(index, words);
    product = product_new(index->texts, from, words, count);
    index->products[number] = product;
    count_brand(index, product->brand, 1);
    map_put(&index->by_id, str_of(product_id(product)), (void *)((uintptr_t)number + 1));
}

void index_use_synonyms(struct index *index, struct synonyms *synonyms)
{
    synonyms_free(index->synonyms);
    index->synonyms = synonyms;
}

size_t index_count(const struct index *index)
{
    return index->by_id.count;
}

uint32_t index_limit(const struct index *index)
{
    return index->limit;
}

const struct product *index_product(const struct index *index, uint32_t number)
{
    return number < index->limit ? index->products[number] : NULL;
}

bool index_find(const struct index *index, struct str id, uint32_t *ret_number)
{
    uintptr_t found = (uintptr_t)map_get(&index->by_id, id);

    *ret_number = (uint32_t)(found - 1);
    return found != 0;
}

const struct vocabulary *index_vocabulary(const struct index *index)
{
    return index->vocabulary;
}

const struct texts *index_texts(const struct index *index)
{
    return index->texts;
}

const struct synonyms *index_synonyms(const struct index *index)
{
    return index->synonyms;
}

struct tokeniser *index_tokeniser(struct index *index)
{
    return index->tokeniser;
}

struct facet_scratch *index_facet_scratch(struct index *index)
{
    return index->facet_scratch;
}

struct scores *index_scores(struct index *index)
{
    return index->scores;
}

bool index_is_brand(const struct index *index, struct str text)
{
    uint32_t brand = texts_find(index->texts, text);

    return brand && brand < index->brand_room && index->brand_uses[brand];
}
