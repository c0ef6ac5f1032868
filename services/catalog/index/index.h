/* index.h: the catalogue in memory: products and their words, changed one product at a time.
 *
 * What it costs follows the number of products: about 1 KB each with some 40 attributes. Putting or removing
 * one is some 100 microseconds, without pauses: nothing is rebuilt or merged. Thread: one at a time. One
 * index is one tenant's catalogue. */
#pragma once

#include "base/arena.h"
#include "index/lexicon.h"
#include "index/popular.h"
#include "index/product.h"
#include "index/rules_merchandising.h"
#include "index/vocabulary.h"
#include "words/synonyms.h"

struct index;

struct index *index_new(void);
void index_free(struct index *index);

/* Adds the product, or replaces the one with its id. What has no id is ignored. */
void catalog_index_put(struct index *index, const Steward__V1__Product *product);
bool catalog_index_remove(struct index *index, struct str product_id); /* false: it was not there */

/* Rules for searches from now on; the index owns them. NULL: none. */
void index_use_synonyms(struct index *index, struct synonyms *synonyms);
void index_use_merchandising(struct index *index, struct merchandising *merchandising);
void index_use_popular(struct index *index, struct popular *popular);
void index_hide_sold_out(struct index *index, bool hide); /* from every search; it does not, unless told */

/* For the search. Products are numbered; a free number has no product. */
size_t index_count(const struct index *index);
uint32_t index_limit(const struct index *index);
const struct product *index_product(const struct index *index, uint32_t number);
/* The products of a group of variants, one after the other; NO_PRODUCT: that was all. */
#define NO_PRODUCT UINT32_MAX
uint32_t index_first_variant(const struct index *index, uint32_t group);
uint32_t index_next_variant(const struct index *index, uint32_t number);
/* Whether the product has this very word, folded, in any of its fields. */
bool index_has_word(const struct index *index, struct str product_id, struct str word);
bool index_find(const struct index *index, struct str product_id, uint32_t *ret_number);
const struct vocabulary *index_vocabulary(const struct index *index);
const struct texts *index_texts(const struct index *index);
const struct synonyms *index_synonyms(const struct index *index);
const struct merchandising *index_merchandising(const struct index *index);
const struct popular *index_popular(const struct index *index);
bool index_hides_sold_out(const struct index *index);
const struct lexicon *index_lexicon(const struct index *index);
struct tokeniser *index_tokeniser(struct index *index);
struct facet_scratch *index_facet_scratch(struct index *index);
struct scores *index_scores(struct index *index);      /* scratch of match.h, as long as the index */
const char *index_currency(const struct index *index); /* that most products have; "": none has a price */
bool index_is_brand(const struct index *index, struct str text); /* as it is written, in any case */
