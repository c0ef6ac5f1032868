/* filter_fields: what each field takes, and what it becomes in the message. What is no field of its own is
 * the name of an attribute. */
#include <math.h>

#include "base/currency_digits.h"
#include "filter_parts.h"

enum { UNIT_MAX = 24 };

#define NO_LOWER_END (-1e15) /* a range's own would be 0 */
#define PRICE_MAX    1e12

struct field {
    const char *names[4];
    unsigned operators; /* that it takes */
    bool (*apply)(struct filter_reading *r, const struct filter_condition *c, const struct field *field);
    size_t list, not_list; /* of texts: where they go */
};

/* A figure and what stands behind it: 2 kg, 900EUR. */
struct figure {
    double number;
    struct str unit;
};

static bool read_figure(struct str text, struct figure *ret)
{
    size_t len = 0;

    text = str_trim(text);
    while (len < text.len && str_has_char("+-.0123456789", text.data[len]))
        len++;
    ret->unit = str_trim(str_sub(text, len, text.len));
    return ret->unit.len <= UNIT_MAX && str_to_double(str_sub(text, 0, len), &ret->number);
}

static bool one_figure(struct filter_reading *r, const struct filter_condition *c, const char *wanted,
                       struct figure *ret)
{
    if (c->count > 1)
        return filter_refuse(r, c->values[1], "%.*s takes one value with %.*s", STR_ARGS(c->field),
                             STR_ARGS(c->said));
    return read_figure(c->values[0], ret) || filter_expected(r, c->values[0], wanted);
}

/* ---- lists of texts ---- */

/* The two members that protobuf-c makes of a repeated string. */
struct texts {
    size_t count;
    char **items;
};

static bool add_texts(struct filter_reading *r, const struct filter_condition *c, struct texts *texts)
{
    if (!texts->items)
        texts->items = arena_array(r->arena, FILTER_TEXT_VALUES, sizeof(texts->items[0]));
    for (size_t i = 0; i < c->count; i++) {
        struct str text = str_trim(c->values[i]);

        if (!text.len)
            return filter_refuse(r, c->values[i], "a value is expected, not an empty one");
        if (texts->count == FILTER_TEXT_VALUES)
            return filter_refuse(r, c->values[i], "%.*s has at most %d values", STR_ARGS(c->field),
                                 FILTER_TEXT_VALUES);
        texts->items[texts->count++] = str_c(r->arena, text);
    }
    return true;
}

static bool apply_list(struct filter_reading *r, const struct filter_condition *c, const struct field *field)
{
    size_t offset = c->relation == FILTER_IS_NOT ? field->not_list : field->list;

    return add_texts(r, c, (struct texts *)(void *)((char *)r->filters + offset));
}

/* ---- price, rating, stock ---- */

/* The smallest unit that is not below `amount`, or above it if it is excluded; what binary fractions do to
 * 9.99 is forgiven. */
static int64_t lowest_minor(double amount, bool is_excluded)
{
    double whole = round(amount);

    if (fabs(amount - whole) < 1e-4)
        return (int64_t)whole + is_excluded;
    return (int64_t)ceil(amount);
}

static bool set_end(struct filter_reading *r, const struct filter_condition *c, const struct figure *figure,
                    int64_t amount_minor, Steward__V1__Money **end)
{
    if (*end)
        return filter_refuse(r, c->field, "the price has that end already");
    *end = arena_new_of(r->arena, Steward__V1__Money);
    steward__v1__money__init(*end);
    (*end)->amount_minor = amount_minor;
    if (figure->unit.len)
        (*end)->currency_code = str_c(r->arena, figure->unit);
    return true;
}

static bool is_currency(struct str code)
{
    for (size_t i = 0; i < code.len; i++) {
        if (code.len != 3 || code.data[i] < 'A' || code.data[i] > 'Z')
            return false;
    }
    return true;
}

static bool apply_price(struct filter_reading *r, const struct filter_condition *c, const struct field *field)
{
    static const char wanted[] = "a price as 900 or 899.90EUR";
    Steward__V1__MoneyRange *price = r->filters->price;
    bool has_lower = c->relation & (FILTER_IS | FILTER_ABOVE | FILTER_AT_LEAST);
    bool has_upper = c->relation & (FILTER_IS | FILTER_BELOW | FILTER_AT_MOST);
    struct figure figure = {0};
    double minor;

    if (!one_figure(r, c, wanted, &figure))
        return false;
    if (figure.number < 0 || figure.number > PRICE_MAX || !is_currency(figure.unit))
        return filter_expected(r, c->values[0], wanted);
    if (!price) {
        price = r->filters->price = arena_new_of(r->arena, Steward__V1__MoneyRange);
        steward__v1__money_range__init(price);
    }
    minor = figure.number * pow(10, currency_digits(figure.unit));
    if (has_lower && !set_end(r, c, &figure, lowest_minor(minor, c->relation == FILTER_ABOVE), &price->min))
        return false;
    if (has_upper && !set_end(r, c, &figure, -lowest_minor(-minor, c->relation == FILTER_BELOW), &price->max))
        return false;
    if (price->min && price->max &&
        !str_eq(str_of(price->min->currency_code), str_of(price->max->currency_code)))
        return filter_refuse(r, c->values[0], "both ends of the price are in the same currency");
    return true;
}

static bool apply_rating(struct filter_reading *r, const struct filter_condition *c,
                         const struct field *field)
{
    struct figure figure = {0};

    if (!one_figure(r, c, "stars from 0 to 5", &figure))
        return false;
    if (figure.unit.len || figure.number < 0 || figure.number > 5)
        return filter_expected(r, c->values[0], "stars from 0 to 5");
    if (r->filters->min_rating > 0)
        return filter_refuse(r, c->field, "the rating is said already");
    r->filters->min_rating = figure.number;
    return true;
}

static bool apply_in_stock(struct filter_reading *r, const struct filter_condition *c,
                           const struct field *field)
{
    if (c->is_negated)
        return filter_refuse(r, c->field, "what is out of stock cannot be asked for: leave %.*s out",
                             STR_ARGS(c->field));
    if (c->count && (c->count > 1 || !str_eq_nocase(c->values[0], STR("true"))))
        return filter_expected(r, c->values[c->count - 1], "true, or in_stock alone,");
    r->filters->in_stock = true;
    return true;
}

/* ---- attributes ---- */

static Steward__V1__AttributeFilter *new_attribute(struct filter_reading *r, const struct filter_condition *c)
{
    Steward__V1__Filters *f = r->filters;
    Steward__V1__AttributeFilter *attribute = arena_new_of(r->arena, Steward__V1__AttributeFilter);

    steward__v1__attribute_filter__init(attribute);
    attribute->name = str_c(r->arena, c->field);
    if (!f->attributes)
        f->attributes = arena_array(r->arena, FILTER_TEXT_ATTRIBUTES, sizeof(f->attributes[0]));
    f->attributes[f->n_attributes++] = attribute;
    return attribute;
}

static Steward__V1__AttributeFilter__Range *new_range(struct filter_reading *r, const struct figure *figure)
{
    Steward__V1__AttributeFilter__Range *range = arena_new_of(r->arena, Steward__V1__AttributeFilter__Range);

    steward__v1__attribute_filter__range__init(range);
    range->min = range->max = figure->number;
    range->unit = str_c(r->arena, figure->unit);
    return range;
}

/* One value that is a figure is meant for an attribute of either kind. */
static bool apply_values(struct filter_reading *r, const struct filter_condition *c)
{
    Steward__V1__AttributeFilter *attribute;
    struct figure figure = {0};

    for (size_t i = 0; i < r->filters->n_attributes; i++) {
        attribute = r->filters->attributes[i];
        if (attribute->n_any_of && str_eq_nocase(str_of(attribute->name), c->field))
            return filter_refuse(r, c->field, "%s has values already: list them behind one =, with commas",
                                 attribute->name);
    }
    attribute = new_attribute(r, c);
    if (c->count == 1 && read_figure(c->values[0], &figure))
        attribute->range = new_range(r, &figure);
    return add_texts(r, c, (struct texts *)(void *)&attribute->n_any_of);
}

static bool apply_range(struct filter_reading *r, const struct filter_condition *c)
{
    Steward__V1__AttributeFilter__Range *range;
    struct figure figure = {0};

    if (!one_figure(r, c, "a figure as 2 or 2kg", &figure))
        return false;
    range = new_attribute(r, c)->range = new_range(r, &figure);
    if (c->relation == FILTER_AT_LEAST) {
        range->max = range->min - fabs(range->min) - 1; /* below min: no upper end */
    } else {
        range->min = NO_LOWER_END;
        range->below = c->relation == FILTER_BELOW;
    }
    return true;
}

static bool apply_attribute(struct filter_reading *r, const struct filter_condition *c,
                            const struct field *field)
{
    struct filter_condition flag = *c;

    if (r->filters->n_attributes == FILTER_TEXT_ATTRIBUTES)
        return filter_refuse(r, c->field, "at most %d conditions on attributes", FILTER_TEXT_ATTRIBUTES);
    if (c->relation == FILTER_IS)
        return apply_values(r, c);
    if (c->relation != FILTER_NONE)
        return apply_range(r, c);
    flag.values[0] = c->is_negated ? STR("false") : STR("true");
    flag.count = 1;
    return apply_values(r, &flag);
}

/* ---- which field it is ---- */

enum { TEXTS = FILTER_IS | FILTER_IS_NOT };

#define LIST(member) offsetof(Steward__V1__Filters, n_##member)

static const struct field fields[] = {
    {{"brand", "brands"}, TEXTS, apply_list, LIST(brands), LIST(not_brands)},
    {{"category", "categories"}, FILTER_IS, apply_list, LIST(categories)},
    {{"colour", "colours", "color", "colors"}, TEXTS, apply_list, LIST(colours), LIST(not_colours)},
    {{"size", "sizes"}, FILTER_IS, apply_list, LIST(sizes)},
    {{"price"}, FILTER_IS | FILTER_BELOW | FILTER_AT_MOST | FILTER_ABOVE | FILTER_AT_LEAST, apply_price},
    {{"rating"}, FILTER_AT_LEAST, apply_rating},
    {{"in_stock"}, FILTER_IS, apply_in_stock},
};

static const struct field attributes = {{NULL},
                                        FILTER_IS | FILTER_BELOW | FILTER_AT_MOST | FILTER_AT_LEAST,
                                        apply_attribute};

static const struct field *field_of(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        for (size_t k = 0; k < COUNT_OF(fields[i].names) && fields[i].names[k]; k++) {
            if (str_eq_nocase(name, str_of(fields[i].names[k])))
                return &fields[i];
        }
    }
    return &attributes;
}

bool filter_apply(struct filter_reading *r, const struct filter_condition *c)
{
    const struct field *field = field_of(c->field);
    bool may_be_alone = field->apply == apply_in_stock || field->apply == apply_attribute;
    struct str name = str_sub(c->field, 0, utf8_clip(c->field, UNIT_MAX));

    if (c->relation == FILTER_NONE ? may_be_alone : (field->operators & c->relation) != 0)
        return field->apply(r, c, field);
    return filter_refuse(r, c->said, "%s is expected after %.*s",
                         filter_operators_text(r->arena, field->operators), STR_ARGS(name));
}
