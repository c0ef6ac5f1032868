/* rules_taste: a product is liked for its brand, its category and its price, each for a part. */
#include "rules_taste.h"

#include <math.h>

#include "base/str.h"
#include "money.h"

#define BRAND_PART    0.5
#define CATEGORY_PART 0.3
#define PRICE_PART    0.2
#define PRICE_NEAR    0.3 /* a price this much off, in either direction, is of another level */

struct taste {
    const Steward__V1__Shown *liked[TASTE_MAX];
    size_t count;
    bool has_saved;
};

static void take(struct taste *taste, Steward__V1__Shown *const *from, size_t count)
{
    for (size_t i = count; i > 0 && taste->count < TASTE_MAX; i--)
        taste->liked[taste->count++] = from[i - 1];
}

const struct taste *taste_of(const Steward__V1__Turn *turn, struct arena *arena)
{
    struct taste *taste = arena_new_of(arena, struct taste);

    take(taste, turn->saved, turn->n_saved);
    taste->has_saved = taste->count > 0;
    take(taste, turn->chosen, turn->n_chosen);
    return taste->count ? taste : NULL;
}

static bool is_same(const char *a, const char *b)
{
    return a && b && a[0] && str_eq_nocase(str_of(a), str_of(b));
}

static bool is_near(const Steward__V1__Money *price, const Steward__V1__Money *other)
{
    if (!money_comparable(price, other) || other->amount_minor <= 0)
        return false;
    return fabs((double)price->amount_minor - (double)other->amount_minor) <=
           PRICE_NEAR * (double)other->amount_minor;
}

/* A price says nothing across categories: a cheap laptop and a dear mouse. */
double taste_likes(const struct taste *taste, const Steward__V1__Candidate *c)
{
    bool brand = false, category = false, price = false;

    for (size_t i = 0; i < taste->count; i++) {
        const Steward__V1__Shown *liked = taste->liked[i];
        bool alike = is_same(liked->category, c->category);

        if (!strcmp(liked->product_id, c->product_id))
            return 0;
        brand |= is_same(liked->brand, c->brand);
        category |= alike;
        price |= alike && is_near(c->price, liked->price);
    }
    return brand * BRAND_PART + category * CATEGORY_PART + price * PRICE_PART;
}

const char *taste_reason(const struct taste *taste, const Steward__V1__Candidate *candidate)
{
    if (!taste || taste_likes(taste, candidate) < TASTE_LIKE)
        return NULL;
    return taste->has_saved ? "reason.like_saved" : "reason.like_chosen";
}
