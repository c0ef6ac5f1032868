/* dialogue_product: from what the index keeps back to a product. */
#include "chat/rules_dialogue.h"
#include "words/measures.h"

static char **texts_of(const struct texts *texts, const uint32_t *from, size_t count, struct arena *arena)
{
    char **list = arena_array(arena, count + 1, sizeof(*list));

    for (size_t i = 0; i < count; i++)
        list[i] = str_c(arena, str_of(texts_get(texts, from[i])));
    return list;
}

static Steward__V1__Attribute *attribute_of(const struct texts *texts, const struct attribute *from,
                                            struct arena *arena)
{
    Steward__V1__Attribute *a = arena_new_of(arena, Steward__V1__Attribute);

    steward__v1__attribute__init(a);
    a->name = str_c(arena, str_of(texts_get(texts, from->name)));
    a->unit = str_c(arena, str_of(unit_name((uint8_t)from->unit)));
    if (from->kind == ATTRIBUTE_NUMBER) {
        a->value_case = STEWARD__V1__ATTRIBUTE__VALUE_NUMBER;
        /* The index keeps seven digits; more would be noise: 15.6, not 15.6000003815. */
        str_to_double(str_of(str_printf(arena, "%.7g", (double)from->number)), &a->number);
    } else if (from->kind == ATTRIBUTE_FLAG) {
        a->value_case = STEWARD__V1__ATTRIBUTE__VALUE_FLAG;
        a->flag = from->flag != 0;
    } else {
        a->value_case = STEWARD__V1__ATTRIBUTE__VALUE_TEXT;
        a->text = str_c(arena, str_of(texts_get(texts, from->text)));
    }
    return a;
}

static void fill_facts(Steward__V1__Product *to, const struct texts *texts, const struct product *p,
                       struct arena *arena)
{
    if (p->price_minor != PRICE_UNKNOWN) {
        to->price = arena_new_of(arena, Steward__V1__Money);
        steward__v1__money__init(to->price);
        to->price->amount_minor = p->price_minor;
        to->price->currency_code = str_c(arena, str_of(texts_get(texts, p->currency)));
    }
    if (p->stars > 0) {
        to->rating = arena_new_of(arena, Steward__V1__Rating);
        steward__v1__rating__init(to->rating);
        str_to_double(str_of(str_printf(arena, "%.3g", (double)p->stars)), &to->rating->stars);
        to->rating->count = p->rating_count;
    }
    if (p->stock != STOCK_UNKNOWN) {
        to->stock = arena_new_of(arena, Steward__V1__Stock);
        steward__v1__stock__init(to->stock);
        to->stock->quantity = p->stock;
    }
}

Steward__V1__Product *dialogue_product(const struct index *index, struct str product_id, struct arena *arena)
{
    const struct product *p;
    const struct texts *texts;
    Steward__V1__Product *to;
    uint32_t number;

    if (!index || !index_find(index, product_id, &number))
        return NULL;
    p = index_product(index, number);
    texts = index_texts(index);
    to = arena_new_of(arena, Steward__V1__Product);
    steward__v1__product__init(to);
    to->product_id = str_c(arena, product_id);
    to->title = str_c(arena, str_of(product_title(p)));
    to->brand = str_c(arena, str_of(texts_get(texts, p->brand)));
    to->url = str_c(arena, str_of(product_url(p)));
    to->image_url = str_c(arena, str_of(product_image(p)));
    to->categories = texts_of(texts, product_categories(p), p->categories, arena);
    to->n_categories = p->categories;
    to->colours = texts_of(texts, product_colours(p), p->colours, arena);
    to->n_colours = p->colours;
    to->sizes = texts_of(texts, product_sizes(p), p->sizes, arena);
    to->n_sizes = p->sizes;
    fill_facts(to, texts, p, arena);
    to->attributes = arena_array(arena, p->attributes + 1U, sizeof(*to->attributes));
    for (size_t i = 0; i < p->attributes; i++)
        to->attributes[to->n_attributes++] = attribute_of(texts, &product_attributes(p)[i], arena);
    return to;
}
