/* icecat: fields by their names. */
#include "icecat.h"

#include "base/mem.h"
#include "base/str.h"

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static char *copy(struct arena *arena, const char *text)
{
    return str_c(arena, str_of(text));
}

/* As `steward catalog import --map icecat` has them. */
static const char *unit_of(const char *name)
{
    static const char *const units[][2] = {{"display_diagonal", "inch"},
                                           {"weight", "g"},
                                           {"width", "mm"},
                                           {"height", "mm"},
                                           {"depth", "mm"},
                                           {"internal_memory", "GB"}};

    for (size_t i = 0; i < COUNT_OF(units); i++) {
        if (!strcmp(units[i][0], name))
            return units[i][1];
    }
    return "";
}

static void add_attribute(Steward__V1__Product *product, const char *name, const json_t *value,
                          struct arena *arena)
{
    Steward__V1__Attribute *attribute = arena_new_of(arena, Steward__V1__Attribute);

    steward__v1__attribute__init(attribute);
    attribute->name = copy(arena, name);
    if (json_is_string(value)) {
        attribute->value_case = STEWARD__V1__ATTRIBUTE__VALUE_TEXT;
        attribute->text = copy(arena, json_string_value(value));
    } else if (json_is_number(value)) {
        attribute->value_case = STEWARD__V1__ATTRIBUTE__VALUE_NUMBER;
        attribute->number = json_number_value(value);
        attribute->unit = copy(arena, unit_of(name));
    } else {
        attribute->value_case = STEWARD__V1__ATTRIBUTE__VALUE_FLAG;
        attribute->flag = json_is_true(value);
    }
    product->attributes[product->n_attributes++] = attribute;
}

static char **two_texts(struct arena *arena, const char *first, const char *second, size_t *ret_count)
{
    char **list = arena_array(arena, 2, sizeof(char *));

    if (first[0])
        list[(*ret_count)++] = copy(arena, first);
    if (second[0])
        list[(*ret_count)++] = copy(arena, second);
    return list;
}

static char **split_texts(struct arena *arena, struct str text, size_t *ret_count)
{
    char **list = arena_array(arena, text.len + 1, sizeof(char *));
    struct str part;

    while (str_split(&text, ',', &part)) {
        if (str_trim(part).len)
            list[(*ret_count)++] = str_c(arena, str_trim(part));
    }
    return list;
}

static bool is_told_elsewhere(const char *name)
{
    return !strcmp(name, "attr_t_product_type") || !strcmp(name, "attr_t_type") ||
           !strcmp(name, "attr_t_product_colour");
}

Steward__V1__Product *icecat_product(json_t *line, int copy_number, struct arena *arena)
{
    Steward__V1__Product *p = arena_new_of(arena, Steward__V1__Product);
    const char *name;
    json_t *value;

    steward__v1__product__init(p);
    p->product_id = copy_number ? str_printf(arena, "%s-%d", text_of(line, "id"), copy_number)
                                : copy(arena, text_of(line, "id"));
    p->title = copy(arena, text_of(line, "title"));
    p->brand = copy(arena, text_of(line, "supplier"));
    p->description = copy(arena, text_of(line, "short_description"));
    p->image_url = copy(arena, text_of(line, "img_500x500"));
    p->price = arena_new_of(arena, Steward__V1__Money);
    steward__v1__money__init(p->price);
    p->price->currency_code = copy(arena, "USD");
    p->price->amount_minor = json_integer_value(json_object_get(line, "price"));
    p->colours = split_texts(arena, str_of(text_of(line, "attr_t_product_colour")), &p->n_colours);
    p->categories = two_texts(arena, text_of(line, "attr_t_product_type"), text_of(line, "attr_t_type"),
                              &p->n_categories);
    p->codes = two_texts(arena, text_of(line, "name"),
                         json_string_value(json_array_get(json_object_get(line, "ean"), 0))
                             ? json_string_value(json_array_get(json_object_get(line, "ean"), 0))
                             : "",
                         &p->n_codes);
    p->attributes = arena_array(arena, json_object_size(line), sizeof(*p->attributes));
    json_object_foreach(line, name, value)
    {
        if (!strncmp(name, "attr_", 5) && name[5] && name[6] == '_' && !is_told_elsewhere(name))
            add_attribute(p, name + 7, value, arena);
    }
    return p;
}
