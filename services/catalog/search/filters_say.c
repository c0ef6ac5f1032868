/* filters_say: conditions in words, for the person who asked. */
#include "base/mem.h"
#include "search/filters_parts.h"
#include "words/currency.h"

enum { KINDS = 8 };

const char *filters_about(const struct filters *f, uint32_t condition)
{
    static const char *const names[] = {"brand", "category", "colour", "size", "price", "rating", "stock"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (condition == UINT32_C(1) << i)
            return names[i];
    }
    for (size_t i = 0; i < f->attribute_count; i++) {
        if (condition == (uint32_t)FAILS_ATTRIBUTE << i)
            return f->attributes[i].said;
    }
    return "";
}

static char *say_money(const struct filters *f, const Steward__V1__Money *money, struct arena *arena)
{
    Steward__V1__Money meant = *money;

    meant.currency_code =
        str_c(arena, str_of(currency_meant(money->currency_code, index_currency(f->index))));
    return money_said(&meant, arena);
}

static char *say_price(const struct filters *f, struct arena *arena)
{
    const Steward__V1__MoneyRange *range = f->asked_price.given ? f->asked_range : f->ticked->price;

    if (range->min && range->max)
        return str_printf(arena, "price between %s and %s", say_money(f, range->min, arena),
                          say_money(f, range->max, arena));
    if (range->max)
        return str_printf(arena, "price up to %s", say_money(f, range->max, arena));
    return range->min ? str_printf(arena, "price from %s", say_money(f, range->min, arena))
                      : str_c(arena, STR("price"));
}

static char *say_list(const char *what, char *const *texts, size_t count, struct arena *arena)
{
    struct buf list = {0};
    char *said;

    for (size_t i = 0; i < count; i++)
        buf_printf(&list, "%s%s", i ? " or " : "", texts[i]);
    said = str_printf(arena, "%s %s", what, list.data ? list.data : "");
    buf_free(&list);
    return said;
}

size_t filters_say(const struct filters *f, uint32_t which, char **texts, size_t room, struct arena *arena)
{
    const Steward__V1__Filters *t = f->ticked;
    char *said[KINDS + FILTER_ATTRIBUTES_MAX];
    size_t count = 0;

    if (which & FAILS_RATING && f->min_rating > 0)
        said[count++] = str_printf(arena, "%g stars and up", f->min_rating);
    if (which & FAILS_PRICE && (f->asked_price.given || f->ticked_price.given))
        said[count++] = say_price(f, arena);
    if (which & FAILS_SIZE && f->sizes.given)
        said[count++] = say_list("size", t->sizes, t->n_sizes, arena);
    if (which & FAILS_COLOUR && f->colours.given)
        said[count++] = say_list("colour", t->colours, t->n_colours, arena);
    if (which & FAILS_STOCK && f->in_stock)
        said[count++] = str_printf(arena, "in stock");
    if (which & FAILS_BRAND && f->brands.given)
        said[count++] = say_list("brand", t->brands, t->n_brands, arena);
    if (which & FAILS_CATEGORY && f->categories.given)
        said[count++] = say_list("category", t->categories, t->n_categories, arena);
    for (size_t i = 0; i < f->attribute_count; i++) {
        if (which & (uint32_t)FAILS_ATTRIBUTE << i)
            said[count++] = str_printf(arena, "%s", f->attributes[i].said);
    }
    for (size_t i = 0; i < count && i < room; i++)
        texts[i] = said[i];
    return count < room ? count : room;
}
