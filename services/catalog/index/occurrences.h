/* occurrences.h: the words of one product after the other, where they stand, and what they weigh. */
#pragma once

#include "index/vocabulary.h"
#include "steward/v1/catalog.pb-c.h"
#include "words/tokenise.h"

struct occurrences;

/* Both must outlive it. */
struct occurrences *occurrences_new(struct vocabulary *vocabulary, struct tokeniser *tokeniser);
void occurrences_free(struct occurrences *occurrences);

/* Takes its words of the vocabulary. */
void occurrences_read(struct occurrences *occurrences, const Steward__V1__Product *product);
/* A posting for each stem of what was read, as that of the product with this number. */
void occurrences_put(struct occurrences *occurrences, uint32_t number);
/* Which words the product has taken, once each, until the next one is read. Ask once. */
size_t occurrences_words(struct occurrences *occurrences, const uint32_t **ret_words);
