/* shop.h: a small catalogue for the tests of the search. */
#pragma once

#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "index/index.h"

struct shop_item {
    const char *id, *title, *brand, *category, *colour;
    int64_t price_minor; /* USD; 0: not known */
    double stars;
    int64_t stock; /* -1: not known */
};

static inline char *shop_text(struct arena *arena, const char *text)
{
    return str_c(arena, str_of(text));
}

static inline char **shop_list(struct arena *arena, const char *text, size_t *ret_count)
{
    char **list = arena_array(arena, 1, sizeof(char *));

    list[0] = shop_text(arena, text);
    *ret_count = text != NULL;
    return list;
}

static inline void shop_put(struct index *index, const struct shop_item *item)
{
    struct arena *arena = arena_new(1 << 20);
    Steward__V1__Product p = STEWARD__V1__PRODUCT__INIT;
    Steward__V1__Money price = STEWARD__V1__MONEY__INIT;
    Steward__V1__Rating rating = STEWARD__V1__RATING__INIT;
    Steward__V1__Stock stock = STEWARD__V1__STOCK__INIT;

    p.product_id = shop_text(arena, item->id);
    p.title = shop_text(arena, item->title);
    p.brand = shop_text(arena, item->brand);
    p.categories = shop_list(arena, item->category, &p.n_categories);
    p.colours = shop_list(arena, item->colour, &p.n_colours);
    price.currency_code = shop_text(arena, "USD");
    price.amount_minor = item->price_minor;
    p.price = item->price_minor ? &price : NULL;
    rating.stars = item->stars;
    rating.count = 10;
    p.rating = item->stars > 0 ? &rating : NULL;
    stock.quantity = item->stock;
    p.stock = item->stock >= 0 ? &stock : NULL;
    catalog_index_put(index, &p);
    arena_free(arena);
}

static const struct shop_item shop_items[] = {
    {"h1", "Sony wireless headphones", "Sony", "Headphones", "Black", 9900, 4.5, 3},
    {"h2", "Sony wired headphones", "Sony", "Headphones", "White", 1900, 3.9, 0},
    {"h3", "Philips wireless headphones with microphone", "Philips", "Headphones", "Black", 4900, 4.1, 10},
    {"h4", "Headphone stand", "Acme", "Accessories", "Black", 1500, 4.8, 5},
    {"c1", "Canon digital camera 20 MP", "Canon", "Cameras", "Black", 29900, 4.2, 2},
    {"c2", "Camera bag", "Case Logic", "Bags", "Grey", 2500, 4.0, -1},
    {"c3", "Camera battery", "Canon", "Accessories", NULL, 3000, 0, 7},
    {"m1", "Memory stick 16 GB", "Kingston", "Storage", "Red", 900, 4.4, 100},
    {"l1", "HP laptop 17\" 16GB dv7-1211ea", "HP", "Laptops", "Silver", 59900, 3.5, 1},
    {"l2", "Laptop bag 15.6 inch", "Case Logic", "Bags", "Black", 3500, 4.6, 4},
    {"s1", "Red running shoes", "Runfast", "Shoes", "Red", 7900, 4.7, 9},
    {"s2", "Blue leather shoes", "Walker", "Shoes", "Blue", 8900, 4.3, 8},
};

static inline struct index *shop_open(void)
{
    struct index *index = index_new();

    for (size_t i = 0; i < COUNT_OF(shop_items); i++)
        shop_put(index, &shop_items[i]);
    return index;
}

/* How many have that value, as the result counts them; 0: it does not say. */
static inline int64_t facet_count(const Steward__V1__SearchResult *result, const char *name,
                                  const char *value)
{
    for (size_t i = 0; i < result->n_facets; i++) {
        for (size_t k = 0; k < result->facets[i]->n_values && !strcmp(result->facets[i]->name, name); k++) {
            if (!strcmp(result->facets[i]->values[k]->value, value))
                return result->facets[i]->values[k]->count;
        }
    }
    return 0;
}
