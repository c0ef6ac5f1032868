/* rules_limits: what products, merchandising rules and synonyms may be. One table says it to whoever sends
 * them and to the API documents; what no schema can say, such as how large a product is, has no schema
 * beside it. */
#include "rules_limits.h"

#include <math.h>

#include "index/rules_merchandising.h"
#include "words/synonyms.h"
#include "json/where.h"

#define AMOUNT_MAX       1e15 /* a double still holds it exactly */
#define COUNT_MAX        1e12
#define YEAR_1900_S      (-2208988800)
#define YEAR_2200_S      7258118400
#define RULE_TEXT_MAX    512
#define RULE_VALUES_MAX  64
#define SYNONYM_TEXT_MAX 200

#define ID_CHARACTERS "[A-Za-z0-9._:~@+-]{1,128}"
/* Sorted, as a pattern of them is: found by halving. */
#define CURRENCIES                                                                                           \
    "AED|AFN|ALL|AMD|ANG|AOA|ARS|AUD|AWG|AZN|BAM|BBD|BDT|BGN|BHD|BIF|BMD|BND|BOB|BRL|BSD|BTN|"               \
    "BWP|BYN|BZD|CAD|CDF|CHF|CLP|CNY|COP|CRC|CUP|CVE|CZK|DJF|DKK|DOP|DZD|EGP|ERN|ETB|EUR|FJD|"               \
    "FKP|GBP|GEL|GHS|GIP|GMD|GNF|GTQ|GYD|HKD|HNL|HTG|HUF|IDR|ILS|INR|IQD|IRR|ISK|JMD|JOD|JPY|"               \
    "KES|KGS|KHR|KMF|KPW|KRW|KWD|KYD|KZT|LAK|LBP|LKR|LRD|LSL|LYD|MAD|MDL|MGA|MKD|MMK|MNT|MOP|"               \
    "MRU|MUR|MVR|MWK|MXN|MYR|MZN|NAD|NGN|NIO|NOK|NPR|NZD|OMR|PAB|PEN|PGK|PHP|PKR|PLN|PYG|QAR|"               \
    "RON|RSD|RUB|RWF|SAR|SBD|SCR|SDG|SEK|SGD|SHP|SLE|SOS|SRD|SSP|STN|SVC|SYP|SZL|THB|TJS|TMT|"               \
    "TND|TOP|TRY|TTD|TWD|TZS|UAH|UGX|USD|UYU|UZS|VED|VES|VND|VUV|WST|XAF|XCD|XOF|XPF|YER|ZAR|"               \
    "ZMW|ZWL"

bool currency_is_known(struct str code)
{
    size_t low = 0, high = sizeof(CURRENCIES) / 4;

    if (code.len != 3)
        return false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(code.data, &CURRENCIES[middle * 4], 3);

        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static bool is_not_blank(struct str text)
{
    return str_trim(text).len > 0;
}

/* ---- products ---- */

#define SMALL_AND_DIGITS "abcdefghijklmnopqrstuvwxyz0123456789"

static bool is_of(struct str text, const char *characters)
{
    return text.len > 0 && str_span(text, characters) == text.len;
}

bool product_id_is_good(struct str id)
{
    return id.len <= PRODUCT_ID_MAX && is_of(id, SMALL_AND_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ._:~@+-");
}

static bool is_url(struct str text)
{
    return str_starts(text, STR("https://")) || str_starts(text, STR("http://"));
}

static bool is_attribute_name(struct str name)
{
    return name.len <= 100 && is_of(name, SMALL_AND_DIGITS "_");
}

static bool has_value(const ProtobufCMessage *message)
{
    return ((const Steward__V1__Attribute *)message)->value_case != STEWARD__V1__ATTRIBUTE__VALUE__NOT_SET;
}

static bool is_finite(const ProtobufCMessage *message)
{
    const Steward__V1__Attribute *a = (const Steward__V1__Attribute *)message;

    return a->value_case != STEWARD__V1__ATTRIBUTE__VALUE_NUMBER || isfinite(a->number);
}

static bool is_in_a_known_currency(const ProtobufCMessage *message)
{
    return currency_is_known(str_of(((const Steward__V1__Money *)message)->currency_code));
}

static bool is_of_our_time(const ProtobufCMessage *message)
{
    const Google__Protobuf__Timestamp *time = (const Google__Protobuf__Timestamp *)message;

    return time->seconds >= YEAR_1900_S && time->seconds < YEAR_2200_S;
}

static bool fits_a_record(const ProtobufCMessage *message)
{
    return protobuf_c_message_get_packed_size(message) <= PRODUCT_BYTES_MAX;
}

/* ---- merchandising rules ---- */

typedef Steward__V1__MerchandisingRule rule_message;
typedef Steward__V1__MerchandisingRule__Which which_message;

#define EFFECT(name) STEWARD__V1__MERCHANDISING_RULE__EFFECT__##name

static bool has_effect(const ProtobufCMessage *message)
{
    return ((const rule_message *)message)->effect != EFFECT(NONE);
}

static bool has_its_position(const ProtobufCMessage *message)
{
    const rule_message *rule = (const rule_message *)message;

    return rule->effect == EFFECT(PIN) ? rule->position >= 1 && rule->position <= MERCHANDISING_PLACES
                                       : rule->position == 0;
}

static bool has_its_factor(const ProtobufCMessage *message)
{
    const rule_message *rule = (const rule_message *)message;

    return rule->effect == EFFECT(BOOST) || rule->effect == EFFECT(BURY)
               ? rule->factor > 1 && rule->factor <= MERCHANDISING_FACTOR_MAX
               : rule->factor == 0;
}

static bool pins_products(const ProtobufCMessage *message)
{
    const rule_message *rule = (const rule_message *)message;
    const which_message *which = rule->products;

    return rule->effect != EFFECT(PIN) || !which ||
           (which->n_product_ids && which->n_product_ids <= MERCHANDISING_PLACES && !which->filters);
}

static bool ends_after_it_starts(const ProtobufCMessage *message)
{
    const Google__Protobuf__Timestamp *from = ((const rule_message *)message)->starts_at;
    const Google__Protobuf__Timestamp *to = ((const rule_message *)message)->ends_at;

    return !from || !to || from->seconds < to->seconds ||
           (from->seconds == to->seconds && from->nanos < to->nanos);
}

static bool names_products(const ProtobufCMessage *message)
{
    const which_message *which = (const which_message *)message;

    return which->n_product_ids || which->filters;
}

static bool says_something(const ProtobufCMessage *message)
{
    return protobuf_c_message_get_packed_size(message) > 0;
}

static bool is_a_condition(const ProtobufCMessage *message)
{
    const Steward__V1__Filters *f = (const Steward__V1__Filters *)message;

    return !f->price && f->min_rating == 0 && !f->n_attributes && !f->n_not_brands && !f->n_not_colours &&
           f->n_brands + f->n_categories + f->n_colours + f->n_sizes <= RULE_VALUES_MAX;
}

/* ---- synonyms ---- */

static bool is_synonym(struct str rule)
{
    struct tokeniser *tokeniser;
    size_t left_out = 0;

    if (memchr(rule.data, '\n', rule.len) || memchr(rule.data, '#', rule.len))
        return false;
    tokeniser = tokeniser_new();
    synonyms_free(synonyms_read(rule, tokeniser, &left_out));
    tokeniser_free(tokeniser);
    return left_out == 0;
}

/* ---- the table ---- */

#define OF(type) .of = &steward__v1__##type##__descriptor
/* clang-format off */
#define ID(name) \
    .field = name, .may_be_empty = true, .fits = product_id_is_good, \
    .said = PRODUCT_ID_SAID, .schema = "\"pattern\":\"^(" ID_CHARACTERS ")?$\""
#define TEXTS(name, count, longest) \
    .field = name, .items_max = (count), .bytes_max = (longest), .fits = is_not_blank, \
    .said = "must not be empty", .schema = "\"pattern\":\"" LIMIT_NOT_BLANK "\""
#define URL(name) \
    .field = name, .may_be_empty = true, .bytes_max = 2000, .fits = is_url, \
    .said = "must begin with https:// or http://", .schema = "\"pattern\":\"^(https?://[\\\\s\\\\S]*)?$\""
/* clang-format on */

#define NONE_OF_IT         "{\"maxItems\":0}"
#define NO_NUMBER          "{\"enum\":[0,null]}"
#define SOME(name, schema) "{\"required\":[\"" name "\"],\"properties\":{\"" name "\":{" schema "}}}"
#define SOME_VALUES(name)  SOME(name, "\"type\":\"array\",\"minItems\":1")

/* clang-format off */
#define SOME_FILTER \
    SOME_VALUES("brands") "," SOME_VALUES("categories") "," SOME_VALUES("colours") "," SOME_VALUES("sizes") "," \
    SOME_VALUES("attributes") "," SOME_VALUES("not_brands") "," SOME_VALUES("not_colours") "," \
    SOME("price", "\"type\":\"object\"") "," SOME("min_rating", "\"type\":\"number\",\"not\":{\"const\":0}") "," \
    SOME("in_stock", "\"const\":true")

/* What goes with which effect. */
#define A_PIN \
    "{\"required\":[\"position\"],\"properties\":{\"effect\":{\"const\":\"PIN\"},\"factor\":" NO_NUMBER "," \
    "\"position\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":10}," \
    "\"products\":{\"required\":[\"product_ids\"],\"properties\":{\"filters\":{\"type\":\"null\"}," \
    "\"product_ids\":{\"type\":\"array\",\"minItems\":1,\"maxItems\":10}}}}}"
#define A_BOOST \
    "{\"required\":[\"factor\"],\"properties\":{\"effect\":{\"enum\":[\"BOOST\",\"BURY\"]},\"position\":" NO_NUMBER "," \
    "\"factor\":{\"type\":\"number\",\"exclusiveMinimum\":1,\"maximum\":100}}}"
#define A_HIDE \
    "{\"properties\":{\"effect\":{\"const\":\"HIDE\"},\"position\":" NO_NUMBER ",\"factor\":" NO_NUMBER "}}"
/* clang-format on */

const struct limit catalog_limits[] = {
    {OF(products), .field = "products", .is_needed = true, .one_by_one = true, .items_max = BULK_MAX},
    {OF(product_ids), .field = "product_ids", .is_needed = true, .items_max = BULK_MAX},

    {OF(product), .holds = fits_a_record, .said = "is larger than 256 KiB"},
    {OF(product), ID("product_id")},
    {OF(product), .field = "title", .is_needed = true, .bytes_max = 1000},
    {OF(product), .field = "brand", .bytes_max = 200},
    {OF(product), .field = "variant_of", .bytes_max = 200},
    {OF(product), .field = "description", .bytes_max = 60000},
    {OF(product), URL("url")},
    {OF(product), URL("image_url")},
    {OF(product), TEXTS("categories", 20, 200)},
    {OF(product), TEXTS("colours", 64, 100)},
    {OF(product), TEXTS("sizes", 64, 100)},
    {OF(product), TEXTS("codes", 200, 500)},
    {OF(product), .field = "attributes", .items_max = 1000},
    {OF(product), .field = "price", .holds = is_in_a_known_currency, .about = "currency_code",
     .said = "must be a currency of ISO 4217, like USD",
     .schema = "\"required\":[\"currency_code\"],\"properties\":{\"currency_code\":{\"type\":\"string\","
               "\"pattern\":\"^(" CURRENCIES ")$\"}}"},
    {OF(product), .field = "released_at", .holds = is_of_our_time, .said = "must be from 1900 to 2199",
     .schema = "\"pattern\":\"^(19|20|21)\""},
    {OF(money), .field = "amount_minor", .has_range = true, .least = 0, .most = AMOUNT_MAX},
    {OF(rating), .field = "stars", .has_range = true, .least = 0, .most = 5},
    {OF(rating), .field = "count", .has_range = true, .least = 0, .most = COUNT_MAX},
    {OF(stock), .field = "quantity", .has_range = true, .least = 0, .most = COUNT_MAX},
    {OF(attribute), .field = "name", .is_needed = true, .fits = is_attribute_name,
     .said = "must be of a-z, 0-9 and _, at most 100 of them",
     .schema = "\"pattern\":\"^[a-z0-9_]{1,100}$\""},
    {OF(attribute), .field = "text", .bytes_max = 16000},
    {OF(attribute), .field = "unit", .bytes_max = 20},
    {OF(attribute), .holds = is_finite, .about = "number", .said = "must be a number"},
    {OF(attribute), .holds = has_value, .said = "needs a value: one of text, number and flag",
     .schema = "\"anyOf\":[" SOME("text", "\"type\":\"string\"") "," SOME(
         "number", "\"type\":\"number\"") "," SOME("flag", "\"type\":\"boolean\"") "]"},

    {OF(merchandising_rule), ID("rule_id")},
    {OF(merchandising_rule), .field = "note", .bytes_max = RULE_TEXT_MAX},
    {OF(merchandising_rule), .field = "products", .is_needed = true},
    {OF(merchandising_rule), .field = "effect", .is_needed = true},
    {OF(merchandising_rule), .holds = has_effect, .about = "effect",
     .said = "must be PIN, BOOST, BURY or HIDE"},
    {OF(merchandising_rule), .holds = has_its_position, .about = "position",
     .said = "must be from 1 to 10 with PIN, and left out with the others"},
    {OF(merchandising_rule), .holds = has_its_factor, .about = "factor",
     .said = "must be above 1 and at most 100 with BOOST and BURY, and left out with the others"},
    {OF(merchandising_rule), .holds = pins_products, .about = "products",
     .said = "must be up to 10 product_ids with PIN, and no filters"},
    {OF(merchandising_rule), .holds = ends_after_it_starts, .about = "ends_at",
     .said = "must be after starts_at"},
    {OF(merchandising_rule), .schema = "\"anyOf\":[" A_PIN "," A_BOOST "," A_HIDE "]"},
    {OF(merchandising_rule__when), .field = "query_is", .bytes_max = RULE_TEXT_MAX},
    {OF(merchandising_rule__when), .field = "query_contains", .bytes_max = RULE_TEXT_MAX},
    {OF(merchandising_rule__when), .field = "locale", .bytes_max = RULE_TEXT_MAX},
    {OF(merchandising_rule__when), .field = "filters", .holds = is_a_condition,
     .said = "may have brands, categories, colours, sizes and in_stock, 64 values at most",
     .schema =
         "\"properties\":{\"price\":{\"type\":\"null\"},\"min_rating\":" NO_NUMBER
         ",\"attributes\":" NONE_OF_IT ",\"not_brands\":" NONE_OF_IT ",\"not_colours\":" NONE_OF_IT "}"},
    {OF(merchandising_rule__which), .field = "product_ids", .items_max = MERCHANDISING_PRODUCTS_MAX,
     .fits = product_id_is_good, .said = "is no product's id",
     .schema = "\"pattern\":\"^" ID_CHARACTERS "$\""},
    {OF(merchandising_rule__which), .field = "filters", .holds = says_something,
     .said = "is empty, which would be every product", .schema = "\"anyOf\":[" SOME_FILTER "]"},
    {OF(merchandising_rule__which), .holds = names_products, .said = "must name product_ids or filters",
     .schema = "\"anyOf\":[" SOME_VALUES("product_ids") "," SOME("filters", "\"type\":\"object\"") "]"},

    {OF(synonym), ID("synonym_id")},
    {OF(synonym), .field = "rule", .is_needed = true, .bytes_max = SYNONYM_TEXT_MAX, .fits = is_synonym,
     .said = "is not a rule: write `sofa, couch` for every way or `laptop => notebook` for one",
     .schema = "\"pattern\":\"^[^#\\\\n]*[^#,=> \\\\t-\\\\r][^#\\\\n]*(,|=>)[^#\\\\n]*[^#, "
               "\\\\t-\\\\r][^#\\\\n]*$\""},
    {0},
};

size_t product_faults(const Steward__V1__Product *product, struct json_fault ret_faults[LIMIT_FAULTS_MAX])
{
    size_t count = limits_check(catalog_limits, &product->base, ret_faults);

    if (!*product->product_id && count < LIMIT_FAULTS_MAX)
        where_fault(&(struct where){&(struct where){0}, STR("product_id"), 0}, &ret_faults[count++],
                    "must not be empty");
    return count;
}
