/* mapping_targets: what a field's text becomes, target by target. */
#include <math.h>

#include "base/clock.h"
#include "base/currency_digits.h"
#include "rows/mapping_parts.h"
#include "json/timestamp.h"

enum { LIST_MAX = 1000, CODE_MAX = 60 };

static bool bad(struct error *err, const char *wanted, const struct json_member *field)
{
    return error_set(err, ERROR_SKIP, "map", "%s is needed, not %.*s", wanted,
                     STR_ARGS(str_sub(field->value, 0, 60)));
}

static bool is_structure(const struct json_member *field)
{
    return !field->is_text && field->value.len &&
           (field->value.data[0] == '[' || field->value.data[0] == '{');
}

static bool text_of(struct draft *draft, const struct json_member *field, char **ret_text, struct error *err)
{
    if (is_structure(field))
        return bad(err, "a text", field);
    if (!utf8_valid(field->value) || memchr(field->value.data, '\0', field->value.len))
        return error_set(err, ERROR_SKIP, "map", "the text is not UTF-8");
    *ret_text = str_c(draft->arena, field->value);
    return true;
}

static bool apply_text(struct draft *draft, const struct rule *rule, const struct json_member *field,
                       struct error *err)
{
    return text_of(draft, field, (char **)(void *)((char *)draft->product + rule->target->offset), err);
}

/* The two members that protobuf-c makes of a repeated string. */
struct texts {
    size_t count;
    char **items;
};

static bool add_text(struct draft *draft, struct texts *texts, struct str text, struct error *err)
{
    text = str_trim(text);
    if (!text.len)
        return true;
    if (texts->count == LIST_MAX)
        return error_set(err, ERROR_SKIP, "map", "more than %d values", LIST_MAX);
    if ((texts->count & (texts->count - 1)) == 0) { /* 0 or a power of two: the room is used up */
        char **items = arena_array(draft->arena, texts->count ? texts->count * 2 : 1, sizeof(items[0]));

        if (texts->count)
            memcpy(items, texts->items, texts->count * sizeof(items[0]));
        texts->items = items;
    }
    texts->items[texts->count++] = str_c(draft->arena, text);
    return true;
}

/* The message ProductIds is a list of texts too: its reader checks the array. */
static bool add_array(struct draft *draft, struct texts *texts, const struct json_member *field,
                      struct error *err)
{
    const char *object = str_printf(draft->arena, "{\"product_ids\":%.*s}", STR_ARGS(field->value));
    struct json_fault fault;
    ProtobufCMessage *message;
    const Steward__V1__ProductIds *list;

    if (!json_to_message(&steward__v1__product_ids__descriptor, str_of(object), draft->arena, &message,
                         &fault))
        return bad(err, "a list of texts", field);
    list = (const Steward__V1__ProductIds *)message;
    for (size_t i = 0; i < list->n_product_ids; i++) {
        if (!add_text(draft, texts, str_of(list->product_ids[i]), err))
            return false;
    }
    return true;
}

static bool check_separator(const struct rule *rule, struct error *err)
{
    return rule->args[0].len <= 1 ||
           error_set(err, ERROR_FATAL, "map", "the separator of %s is one character", rule->target->name);
}

static bool apply_list(struct draft *draft, const struct rule *rule, const struct json_member *field,
                       struct error *err)
{
    struct texts *texts = (struct texts *)(void *)((char *)draft->product + rule->target->offset);
    char separator = rule->args[0].len ? rule->args[0].data[0] : '|';
    char *text = NULL;
    struct str rest, part;

    if (is_structure(field))
        return add_array(draft, texts, field, err);
    if (!text_of(draft, field, &text, err))
        return false;
    for (rest = str_of(text); str_split(&rest, separator, &part);) {
        if (!add_text(draft, texts, part, err))
            return false;
    }
    return true;
}

static bool apply_category(struct draft *draft, const struct rule *rule, const struct json_member *field,
                           struct error *err)
{
    char *text = NULL;

    if (!text_of(draft, field, &text, err))
        return false;
    draft->category = str_of(text);
    return true;
}

/* A model or part number; a text with blanks is a name, which the title has anyway. */
static bool apply_code(struct draft *draft, const struct rule *rule, const struct json_member *field,
                       struct error *err)
{
    struct texts *codes =
        (struct texts *)(void *)((char *)draft->product + offsetof(Steward__V1__Product, n_codes));
    char *text = NULL;

    if (!text_of(draft, field, &text, err))
        return false;
    return strlen(text) > CODE_MAX || strchr(text, ' ') || add_text(draft, codes, str_of(text), err);
}

static Steward__V1__Money *price_of(struct draft *draft)
{
    if (!draft->product->price) {
        draft->product->price = arena_new_of(draft->arena, Steward__V1__Money);
        steward__v1__money__init(draft->product->price);
    }
    return draft->product->price;
}

static void keep_currency(struct draft *draft, const struct rule *rule)
{
    if (rule->args[0].len && !draft->currency.len)
        draft->currency = rule->args[0];
}

static bool check_currency(const struct rule *rule, struct error *err)
{
    struct str code = rule->args[0];

    for (size_t i = 0; i < code.len; i++) {
        if (code.len != 3 || code.data[i] < 'A' || code.data[i] > 'Z')
            return error_set(err, ERROR_FATAL, "map", "a currency is three capital letters, as EUR");
    }
    return true;
}

static bool check_price(const struct rule *rule, struct error *err)
{
    return rule->args[0].len ? check_currency(rule, err)
                             : error_set(err, ERROR_FATAL, "map", "price needs its currency: price EUR");
}

static bool apply_price(struct draft *draft, const struct rule *rule, const struct json_member *field,
                        struct error *err)
{
    double amount;

    if (!str_to_double(field->value, &amount) || fabs(amount) > 1e12)
        return bad(err, "a price as 12.99", field);
    keep_currency(draft, rule);
    price_of(draft);
    draft->amount = amount;
    draft->has_amount = true;
    return true;
}

static bool to_whole(const struct json_member *field, int64_t *ret_number)
{
    double number;

    if (str_to_int64(field->value, ret_number))
        return true;
    if (!str_to_double(field->value, &number) || number != trunc(number) || fabs(number) > 9e15)
        return false;
    *ret_number = (int64_t)number;
    return true;
}

static bool apply_price_minor(struct draft *draft, const struct rule *rule, const struct json_member *field,
                              struct error *err)
{
    keep_currency(draft, rule);
    draft->has_amount = false;
    return to_whole(field, &price_of(draft)->amount_minor) || bad(err, "a whole number of cents", field);
}

static bool apply_currency(struct draft *draft, const struct rule *rule, const struct json_member *field,
                           struct error *err)
{
    char *text = NULL;

    if (!text_of(draft, field, &text, err))
        return false;
    draft->currency = str_of(text);
    return true;
}

static Steward__V1__Rating *rating_of(struct draft *draft)
{
    if (!draft->product->rating) {
        draft->product->rating = arena_new_of(draft->arena, Steward__V1__Rating);
        steward__v1__rating__init(draft->product->rating);
    }
    return draft->product->rating;
}

static bool apply_stars(struct draft *draft, const struct rule *rule, const struct json_member *field,
                        struct error *err)
{
    return str_to_double(field->value, &rating_of(draft)->stars) || bad(err, "a number from 0 to 5", field);
}

static bool apply_rating_count(struct draft *draft, const struct rule *rule, const struct json_member *field,
                               struct error *err)
{
    return to_whole(field, &rating_of(draft)->count) || bad(err, "a whole number", field);
}

static bool apply_stock(struct draft *draft, const struct rule *rule, const struct json_member *field,
                        struct error *err)
{
    draft->product->stock = arena_new_of(draft->arena, Steward__V1__Stock);
    steward__v1__stock__init(draft->product->stock);
    return to_whole(field, &draft->product->stock->quantity) || bad(err, "a whole number", field);
}

/* A plain date is its midnight, UTC. */
static bool apply_released_at(struct draft *draft, const struct rule *rule, const struct json_member *field,
                              struct error *err)
{
    struct str text = field->value;
    Google__Protobuf__Timestamp *time = arena_new_of(draft->arena, Google__Protobuf__Timestamp);

    google__protobuf__timestamp__init(time);
    if (text.len == strlen("2026-11-21"))
        text = str_of(str_printf(draft->arena, "%.*sT00:00:00Z", STR_ARGS(text)));
    if (!timestamp_read(text, &time->seconds, &time->nanos))
        return bad(err, "a date as 2026-11-21 or 2026-11-21T08:15:00Z", field);
    draft->product->released_at = time;
    return true;
}

static bool set_attribute_text(struct draft *draft, Steward__V1__Attribute *attribute,
                               const struct json_member *field, struct error *err)
{
    attribute->value_case = STEWARD__V1__ATTRIBUTE__VALUE_TEXT;
    return text_of(draft, field, &attribute->text, err);
}

static bool set_attribute_number(struct draft *draft, Steward__V1__Attribute *attribute,
                                 const struct json_member *field, struct error *err)
{
    attribute->value_case = STEWARD__V1__ATTRIBUTE__VALUE_NUMBER;
    return str_to_double(field->value, &attribute->number) || bad(err, "a number", field);
}

static bool set_attribute_flag(struct draft *draft, Steward__V1__Attribute *attribute,
                               const struct json_member *field, struct error *err)
{
    static const char *const words[] = {"false", "no", "n", "0", "true", "yes", "y", "1"};

    attribute->value_case = STEWARD__V1__ATTRIBUTE__VALUE_FLAG;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_eq_nocase(field->value, str_of(words[i]))) {
            attribute->flag = i >= COUNT_OF(words) / 2;
            return true;
        }
    }
    return bad(err, "true or false", field);
}

static const struct {
    const char *kind;
    bool (*set)(struct draft *draft, Steward__V1__Attribute *attribute, const struct json_member *field,
                struct error *err);
} attribute_kinds[] = {{"text", set_attribute_text},
                       {"number", set_attribute_number},
                       {"flag", set_attribute_flag}};

static int kind_of(const struct rule *rule)
{
    for (size_t i = 0; i < COUNT_OF(attribute_kinds); i++) {
        if (str_is(rule->args[0], attribute_kinds[i].kind))
            return (int)i;
    }
    return -1;
}

static bool check_attribute(const struct rule *rule, struct error *err)
{
    return kind_of(rule) >= 0 ||
           error_set(err, ERROR_FATAL, "map", "an attribute is text, number or flag: attribute number");
}

/* Letters and digits, everything else one underscore, none at the ends. */
static char *snake_case(struct arena *arena, struct str name)
{
    char *snake = arena_alloc(arena, name.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.data[i];

        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            snake[len++] = (char)c;
        else if (len && snake[len - 1] != '_')
            snake[len++] = '_';
    }
    if (len && snake[len - 1] == '_')
        snake[len - 1] = '\0';
    return snake;
}

static struct str attribute_name(const struct rule *rule, const struct json_member *field)
{
    if (rule->args[1].len && !str_is(rule->args[1], "*"))
        return rule->args[1];
    return rule->is_prefix ? str_sub(field->name, rule->field.len, field->name.len) : field->name;
}

static bool apply_attribute(struct draft *draft, const struct rule *rule, const struct json_member *field,
                            struct error *err)
{
    Steward__V1__Product *product = draft->product;
    Steward__V1__Attribute *attribute = arena_new_of(draft->arena, Steward__V1__Attribute);

    steward__v1__attribute__init(attribute);
    attribute->name = snake_case(draft->arena, attribute_name(rule, field));
    if (!*attribute->name)
        return error_set(err, ERROR_SKIP, "map", "no letter or digit for the attribute's name");
    if (rule->args[2].len)
        attribute->unit = str_c(draft->arena, rule->args[2]);
    if (!attribute_kinds[kind_of(rule)].set(draft, attribute, field, err))
        return false;
    if (product->n_attributes == LIST_MAX)
        return error_set(err, ERROR_SKIP, "map", "more than %d attributes", LIST_MAX);
    if ((product->n_attributes & (product->n_attributes - 1)) == 0) { /* as in add_text */
        size_t room = product->n_attributes ? product->n_attributes * 2 : 1;
        Steward__V1__Attribute **items = arena_array(draft->arena, room, sizeof(items[0]));

        if (product->n_attributes)
            memcpy(items, product->attributes, product->n_attributes * sizeof(items[0]));
        product->attributes = items;
    }
    product->attributes[product->n_attributes++] = attribute;
    return true;
}

#define MEMBER(member) offsetof(Steward__V1__Product, member)
#define LIST(member)   offsetof(Steward__V1__Product, n_##member)

const struct target mapping_targets[] = {
    {"product_id", true, 0, NULL, apply_text, MEMBER(product_id)},
    {"title", true, 0, NULL, apply_text, MEMBER(title)},
    {"brand", true, 0, NULL, apply_text, MEMBER(brand)},
    {"description", true, 0, NULL, apply_text, MEMBER(description)},
    {"url", true, 0, NULL, apply_text, MEMBER(url)},
    {"image_url", true, 0, NULL, apply_text, MEMBER(image_url)},
    {"variant_of", true, 0, NULL, apply_text, MEMBER(variant_of)},
    {"category", true, 0, NULL, apply_category},
    {"categories", false, 1, check_separator, apply_list, LIST(categories)},
    {"colours", false, 1, check_separator, apply_list, LIST(colours)},
    {"sizes", false, 1, check_separator, apply_list, LIST(sizes)},
    {"codes", false, 1, check_separator, apply_list, LIST(codes)},
    {"code", false, 0, NULL, apply_code},
    {"price", true, 1, check_price, apply_price},
    {"price_minor", true, 1, check_currency, apply_price_minor},
    {"currency", true, 0, NULL, apply_currency},
    {"stars", true, 0, NULL, apply_stars},
    {"rating_count", true, 0, NULL, apply_rating_count},
    {"stock", true, 0, NULL, apply_stock},
    {"released_at", true, 0, NULL, apply_released_at},
    {"attribute", false, RULE_ARGS, check_attribute, apply_attribute},
    {0},
};

static bool finish_price(struct draft *draft, struct error *err)
{
    Steward__V1__Money *price = draft->product->price;

    if (!price)
        return true;
    if (!draft->currency.len)
        return error_set(err, ERROR_SKIP, "map", "a price without a currency");
    price->currency_code = str_c(draft->arena, draft->currency);
    if (draft->has_amount)
        price->amount_minor = llround(draft->amount * pow(10, currency_digits(draft->currency)));
    return true;
}

bool draft_finish(struct draft *draft, struct error *err)
{
    Steward__V1__Product *product = draft->product;
    struct texts *categories = (struct texts *)(void *)((char *)product + LIST(categories));

    if (!*product->product_id || !*product->title)
        return error_set(err, ERROR_SKIP, "map", "no field gives the %s",
                         *product->product_id ? "title" : "product_id");
    if (draft->category.len && !add_text(draft, categories, draft->category, err))
        return false;
    return finish_price(draft, err);
}
