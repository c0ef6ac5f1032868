/* product: lays the parts of a product out in one block. */
#include "index/product.h"

#include <stdlib.h>

#include "base/mem.h"
#include "words/measures.h"

const uint32_t *product_categories(const struct product *p)
{
    return p->lists;
}

const uint32_t *product_paths(const struct product *p)
{
    return p->lists + p->categories;
}

const uint32_t *product_colours(const struct product *p)
{
    return product_paths(p) + p->paths;
}

const uint32_t *product_sizes(const struct product *p)
{
    return product_colours(p) + p->colours;
}

const uint32_t *product_words(const struct product *p)
{
    return product_sizes(p) + p->sizes;
}

const struct attribute *product_attributes(const struct product *p)
{
    return (const struct attribute *)(product_words(p) + p->words);
}

const struct attribute *product_attribute(const struct product *p, uint32_t name)
{
    const struct attribute *all = product_attributes(p);
    size_t low = 0, high = p->attributes;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (all[middle].name < name)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->attributes && all[low].name == name ? &all[low] : NULL;
}

const char *product_id(const struct product *p)
{
    return (const char *)(product_attributes(p) + p->attributes);
}

const char *product_title(const struct product *p)
{
    return product_id(p) + p->title_at;
}

size_t product_title_length(const struct product *p)
{
    return (size_t)p->url_at - p->title_at - 1;
}

const char *product_url(const struct product *p)
{
    return product_id(p) + p->url_at;
}

const char *product_image(const struct product *p)
{
    return product_id(p) + p->image_at;
}

#define ATTRIBUTE_NAMES_END (1U << 24)

static struct str clipped(const char *text)
{
    struct str s = str_of(text);

    s.len = utf8_clip(s, PRODUCT_TEXT_MAX);
    return s;
}

static uint16_t at_most(size_t count, size_t most)
{
    return (uint16_t)(count < most ? count : most);
}

static uint32_t *take_all(struct texts *texts, char *const *from, size_t count, uint32_t *to)
{
    for (size_t i = 0; i < count; i++)
        *to++ = texts_take(texts, str_of(from[i]));
    return to;
}

static uint32_t *take_paths(struct texts *texts, char *const *categories, size_t count, uint32_t *to)
{
    struct buf path = {0};

    for (size_t i = 0; i < count; i++) {
        buf_printf(&path, "%s%s", i ? CATEGORY_BETWEEN : "", categories[i]);
        *to++ = path.len <= PRODUCT_PATH_BYTES ? texts_take(texts, buf_as_str(&path)) : 0;
    }
    buf_free(&path);
    return to;
}

static int by_name(const void *a, const void *b)
{
    uint32_t left = ((const struct attribute *)a)->name, right = ((const struct attribute *)b)->name;

    return (left > right) - (left < right);
}

static void take_attributes(struct texts *texts, const Steward__V1__Product *from, size_t count,
                            struct attribute *to)
{
    for (size_t i = 0; i < count; i++) {
        const Steward__V1__Attribute *a = from->attributes[i];

        uint32_t name = texts_take(texts, str_of(a->name));

        if (name >= ATTRIBUTE_NAMES_END) { /* the catalogue has too many texts to tell its name */
            texts_give_back(texts, name);
            name = 0;
        }
        to[i] = (struct attribute){.name = name & (ATTRIBUTE_NAMES_END - 1),
                                   .unit = unit_of(str_of(a->unit)) & (UNITS_MAX - 1)};
        if (a->value_case == STEWARD__V1__ATTRIBUTE__VALUE_NUMBER) {
            to[i].kind = ATTRIBUTE_NUMBER;
            to[i].number = (float)a->number;
        } else if (a->value_case == STEWARD__V1__ATTRIBUTE__VALUE_FLAG) {
            to[i].kind = ATTRIBUTE_FLAG;
            to[i].flag = a->flag ? 1 : 0;
        } else {
            const char *text = a->value_case == STEWARD__V1__ATTRIBUTE__VALUE_TEXT ? a->text : "";

            to[i].text = texts_take(texts, str_of(text));
        }
    }
    qsort(to, count, sizeof(*to), by_name);
}

static uint16_t put_text(char *base, size_t *at, struct str text)
{
    size_t start = *at;

    memcpy(base + start, text.data, text.len);
    *at += text.len + 1;
    return (uint16_t)start;
}

static void fill_facts(struct product *p, struct texts *texts, const Steward__V1__Product *from)
{
    p->brand = texts_take(texts, str_of(from->brand));
    p->group = texts_take(texts, str_of(from->variant_of));
    p->price_minor = from->price ? from->price->amount_minor : PRICE_UNKNOWN;
    p->currency = from->price ? texts_take(texts, str_of(from->price->currency_code)) : 0;
    p->stars = from->rating ? (float)from->rating->stars : 0;
    p->rating_count = from->rating ? from->rating->count : 0;
    p->stock = from->stock ? from->stock->quantity : STOCK_UNKNOWN;
    p->released_s = from->released_at ? from->released_at->seconds : 0;
}

struct product *product_new(struct texts *texts, const Steward__V1__Product *from, const uint32_t *words,
                            size_t count)
{
    struct str id = clipped(from->product_id), title = clipped(from->title), url = clipped(from->url),
               image = clipped(from->image_url);
    struct product shape = {.categories = at_most(from->n_categories, PRODUCT_LIST_MAX),
                            .paths = at_most(from->n_categories, PRODUCT_PATHS_MAX),
                            .colours = at_most(from->n_colours, PRODUCT_LIST_MAX),
                            .sizes = at_most(from->n_sizes, PRODUCT_LIST_MAX),
                            .attributes = at_most(from->n_attributes, PRODUCT_ATTRIBUTE_MAX),
                            .words = (uint32_t)count};
    size_t lists = (size_t)shape.categories + shape.paths + shape.colours + shape.sizes + count +
                   2 * (size_t)shape.attributes,
           at = 0;
    struct product *p =
        mem_alloc(sizeof(*p) + lists * sizeof(uint32_t) + id.len + title.len + url.len + image.len + 4);
    uint32_t *list = p->lists;
    char *texts_start;

    memcpy(p, &shape, sizeof(shape));
    fill_facts(p, texts, from);
    list = take_all(texts, from->categories, p->categories, list);
    list = take_paths(texts, from->categories, p->paths, list);
    list = take_all(texts, from->colours, p->colours, list);
    list = take_all(texts, from->sizes, p->sizes, list);
    if (count)
        memcpy(list, words, count * sizeof(*words));
    take_attributes(texts, from, p->attributes, (struct attribute *)(list + count));
    texts_start = (char *)(p->lists + lists);
    put_text(texts_start, &at, id);
    p->title_at = put_text(texts_start, &at, title);
    p->url_at = put_text(texts_start, &at, url);
    p->image_at = put_text(texts_start, &at, image);
    return p;
}

void product_free(struct product *p, struct texts *texts)
{
    const struct attribute *attributes;

    if (!p)
        return;
    attributes = product_attributes(p);
    texts_give_back(texts, p->brand);
    texts_give_back(texts, p->currency);
    texts_give_back(texts, p->group);
    for (size_t i = 0; i < (size_t)p->categories + p->paths + p->colours + p->sizes; i++)
        texts_give_back(texts, p->lists[i]);
    for (size_t i = 0; i < p->attributes; i++) {
        texts_give_back(texts, attributes[i].name);
        if (attributes[i].kind == ATTRIBUTE_TEXT)
            texts_give_back(texts, attributes[i].text);
    }
    mem_free(p);
}
