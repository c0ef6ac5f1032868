/* index: products by their numbers and ids, and what the search knows beside them. What their words weigh is
 * in occurrences.c. */
#include "index/index.h"

#include "base/map.h"
#include "base/mem.h"
#include "index/groups.h"
#include "index/match.h"
#include "index/occurrences.h"
#include "index/shop_currency.h"
#include "search/facets.h"

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
    struct merchandising *merchandising;
    struct popular *popular;
    bool hides_sold_out;
    struct scores *scores;
    struct facet_scratch *facet_scratch;
    struct lexicon *lexicon;
    struct groups *groups;
    struct shop_currency currency;
    struct occurrences *found; /* of the product that is put */
};

struct index *index_new(void)
{
    struct index *index = mem_new(struct index);

    index->vocabulary = vocabulary_new();
    index->texts = texts_new();
    index->tokeniser = tokeniser_new();
    index->scores = scores_new();
    index->facet_scratch = facet_scratch_new();
    index->lexicon = lexicon_new();
    index->groups = groups_new();
    index->found = occurrences_new(index->vocabulary, index->tokeniser);
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
    occurrences_free(index->found);
    map_free(&index->by_id);
    vocabulary_free(index->vocabulary);
    texts_free(index->texts);
    tokeniser_free(index->tokeniser);
    synonyms_free(index->synonyms);
    merchandising_free(index->merchandising);
    popular_free(index->popular);
    scores_free(index->scores);
    facet_scratch_free(index->facet_scratch);
    lexicon_free(index->lexicon);
    groups_free(index->groups);
    mem_free(index);
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

static void count_in_lexicon(struct index *index, const struct product *product, int change)
{
    lexicon_count(index->lexicon, index->texts, index->vocabulary, index->tokeniser, product, change);
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
    count_in_lexicon(index, product, -1);
    shop_currency_count(&index->currency, product->currency, -1);
    groups_remove(index->groups, product->group, number);
    for (size_t i = 0; i < product->words; i++)
        postings_remove(index->vocabulary, vocabulary_word(index->vocabulary, words[i])->stem, number);
    for (size_t i = 0; i < product->words; i++)
        vocabulary_give_back(index->vocabulary, words[i]);
    product_free(product, index->texts);
    index->products[number] = NULL;
    free_number(index, number);
    return true;
}

void catalog_index_put(struct index *index, const Steward__V1__Product *from)
{
    const uint32_t *words;
    struct product *product;
    size_t count;
    uint32_t number;

    if (!from->product_id[0] || strlen(from->product_id) > PRODUCT_TEXT_MAX)
        return;
    catalog_index_remove(index, str_of(from->product_id));
    number = next_number(index);
    occurrences_read(index->found, from);
    occurrences_put(index->found, number);
    count = occurrences_words(index->found, &words);
    product = product_new(index->texts, from, words, count);
    index->products[number] = product;
    count_in_lexicon(index, product, 1);
    shop_currency_count(&index->currency, product->currency, 1);
    groups_add(index->groups, product->group, number);
    map_put(&index->by_id, str_of(product_id(product)), (void *)((uintptr_t)number + 1));
}

void index_use_synonyms(struct index *index, struct synonyms *synonyms)
{
    synonyms_free(index->synonyms);
    index->synonyms = synonyms;
}

void index_use_merchandising(struct index *index, struct merchandising *merchandising)
{
    merchandising_free(index->merchandising);
    index->merchandising = merchandising;
}

void index_hide_sold_out(struct index *index, bool hide)
{
    index->hides_sold_out = hide;
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

uint32_t index_first_variant(const struct index *index, uint32_t group)
{
    return groups_first(index->groups, group);
}

uint32_t index_next_variant(const struct index *index, uint32_t number)
{
    return groups_next(index->groups, number);
}

bool index_find(const struct index *index, struct str id, uint32_t *ret_number)
{
    uintptr_t found = (uintptr_t)map_get(&index->by_id, id);

    *ret_number = (uint32_t)(found - 1);
    return found != 0;
}

bool index_has_word(const struct index *index, struct str product_id, struct str word)
{
    uint32_t entry = vocabulary_find(index->vocabulary, word), number;
    const struct product *product;

    if (entry == NO_WORD || !index_find(index, product_id, &number))
        return false;
    product = index_product(index, number);
    for (size_t i = 0; i < product->words; i++) {
        if (product_words(product)[i] == entry)
            return true;
    }
    return false;
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

void index_use_popular(struct index *index, struct popular *popular)
{
    popular_free(index->popular);
    index->popular = popular;
}

const struct popular *index_popular(const struct index *index)
{
    return index->popular;
}

const struct merchandising *index_merchandising(const struct index *index)
{
    return index->merchandising;
}

bool index_hides_sold_out(const struct index *index)
{
    return index->hides_sold_out;
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

const struct lexicon *index_lexicon(const struct index *index)
{
    return index->lexicon;
}

bool index_is_brand(const struct index *index, struct str text)
{
    return lexicon_find(index->lexicon, index->texts, text, ROLE_BRAND) != 0;
}

const char *index_currency(const struct index *index)
{
    return texts_get(index->texts, shop_currency_most(&index->currency));
}
