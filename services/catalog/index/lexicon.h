/* lexicon.h: what the catalogue's texts and words are: which are brands, categories, colours and names of
 * attributes, and which words name a kind of product.
 *
 * Counted as products come and go, so every question is one look. Part of the index (index.h). */
#pragma once

#include "index/product.h"
#include "index/vocabulary.h"

enum text_role {
    ROLE_BRAND,
    ROLE_CATEGORY,
    ROLE_COLOUR,
    ROLE_SIZE,
    ROLE_ATTRIBUTE,
    ROLE_VALUE,
    ROLE_PATH,
    ROLES
};

struct lexicon;

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *lexicon);
/* `change` is 1 when the product has come, -1 before it goes: its words must still be there. */
void lexicon_count(struct lexicon *lexicon, const struct texts *texts, const struct vocabulary *vocabulary,
                   struct tokeniser *tokeniser, const struct product *product, int change);

/* The text's number if the catalogue uses it so, whatever its case; else 0. */
uint32_t lexicon_find(const struct lexicon *lexicon, const struct texts *texts, struct str text,
                      enum text_role role);
uint32_t lexicon_uses(const struct lexicon *lexicon, uint32_t text, enum text_role role);
/* How many products are named by the stem: it ends the name of their category, or the first noun phrase of
 * their title. */
uint32_t lexicon_heads(const struct lexicon *lexicon, uint32_t stem);
