/* product.h: what the index keeps of a product beside its words: what is shown of it, filtered, counted and
 * sorted by.
 *
 * One block of memory per product. Texts that many products share are numbers of `texts`. */
#pragma once

#include <stdbool.h>

#include "index/texts.h"
#include "steward/v1/catalog.pb-c.h"

enum { PRICE_UNKNOWN = -1, STOCK_UNKNOWN = -1 };
enum attribute_kind { ATTRIBUTE_TEXT, ATTRIBUTE_NUMBER, ATTRIBUTE_FLAG };

struct attribute {
    uint32_t name : 24; /* of texts */
    uint32_t unit : 6;  /* of measures.h */
    uint32_t kind : 2;
    union {
        uint32_t text;
        float number;
        uint32_t flag;
    };
};

struct product {
    int64_t price_minor; /* PRICE_UNKNOWN */
    int64_t stock;       /* STOCK_UNKNOWN */
    int64_t rating_count;
    int64_t released_s; /* since 1970; 0: not known */
    float stars;        /* 0: not rated */
    uint32_t brand, currency;
    uint32_t group; /* of variants; 0: it has none */
    uint16_t categories, colours, sizes, attributes;
    uint32_t words; /* how many distinct ones it holds in the vocabulary */
    uint16_t paths;
    uint16_t title_at, url_at, image_at; /* in the texts, behind the id */
    uint32_t
        lists[]; /* categories, paths, colours, sizes, words, attributes (two places each), then the texts */
};

#define CATEGORY_BETWEEN      " > " /* between the levels of a path */
#define PRODUCT_PATHS_MAX     8     /* levels of categories that are told apart by their place */
#define PRODUCT_LIST_MAX      64    /* categories, colours and sizes: what is behind is left out */
#define PRODUCT_ATTRIBUTE_MAX 1000
#define PRODUCT_PATH_BYTES    1000
#define PRODUCT_TEXT_MAX      2000 /* bytes kept of the title and of each address */

/* `words` are the caller's; the product owns a use of every text it names. */
struct product *product_new(struct texts *texts, const Steward__V1__Product *from, const uint32_t *words,
                            size_t count);
void product_free(struct product *product, struct texts *texts); /* NULL does nothing */

/* Whether it counts after those before it: of variants that follow each other only the first does. */
static inline bool product_counts(const struct product *product, uint32_t *last_group)
{
    bool counts = !product->group || product->group != *last_group;

    *last_group = product->group;
    return counts;
}

const uint32_t *product_categories(const struct product *product);
/* Each category with those above it, as one text: "Electronics", "Electronics > Audio". */
const uint32_t *product_paths(const struct product *product);
const uint32_t *product_colours(const struct product *product);
const uint32_t *product_sizes(const struct product *product);
const uint32_t *product_words(const struct product *product);
const struct attribute *product_attributes(const struct product *product); /* sorted by name */
/* The first of that name; NULL: it has none. */
const struct attribute *product_attribute(const struct product *product, uint32_t name);
const char *product_id(const struct product *product);
const char *product_title(const struct product *product);
size_t product_title_length(const struct product *product); /* bytes */
const char *product_url(const struct product *product);
const char *product_image(const struct product *product);
