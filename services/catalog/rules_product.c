/* rules_product: the limits of a product, as tables of its texts and lists. What is refused is refused with
 * the field and the limit, so that whoever imports a file can mend it. */
#include "rules_product.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define AMOUNT_MAX  1000000000000000 /* a double still holds it exactly */
#define COUNT_MAX   1000000000000
#define YEAR_1900_S (-2208988800)
#define YEAR_2200_S 7258118400

/* Codes of three letters without blanks between them, sorted: found by halving. */
static const char currencies[] = "AEDAFNALLAMDANGAOAARSAUDAWGAZNBAMBBDBDTBGNBHDBIFBMDBNDBOBBRLBSDBTNBWPBYNBZD"
                                 "CADCDFCHFCLPCNYCOPCRCCUPCVECZKDJFDKKDOP"
                                 "DZDEGPERNETBEURFJDFKPGBPGELGHSGIPGMDGNFGTQGYDHKDHNLHTGHUFIDRILSINRIQDIRRISK"
                                 "JMDJODJPYKESKGSKHRKMFKPWKRWKWDKYDKZTLAK"
                                 "LBPLKRLRDLSLLYDMADMDLMGAMKDMMKMNTMOPMRUMURMVRMWKMXNMYRMZNNADNGNNIONOKNPRNZD"
                                 "OMRPABPENPGKPHPPKRPLNPYGQARRONRSDRUBRWF"
                                 "SARSBDSCRSDGSEKSGDSHPSLESOSSRDSSPSTNSVCSYPSZLTHBTJSTMTTNDTOPTRYTTDTWDTZSUAH"
                                 "UGXUSDUYUUZSVEDVESVNDVUVWSTXAFXCDXOFXPF"
                                 "YERZARZMWZWL";

bool currency_is_known(const char *code)
{
    size_t low = 0, high = (sizeof(currencies) - 1) / 3;

    if (strlen(code) != 3)
        return false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = memcmp(code, currencies + middle * 3, 3);

        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

static bool refuse(struct product_fault *fault, const char *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool refuse(struct product_fault *fault, const char *field, const char *format, ...)
{
    va_list args;

    snprintf(fault->field, sizeof(fault->field), "%s", field);
    va_start(args, format);
    vsnprintf(fault->reason, sizeof(fault->reason), format, args);
    va_end(args);
    return false;
}

static bool refuse_at(struct product_fault *fault, const char *list, size_t place, const char *member,
                      const char *reason)
{
    char field[64];

    snprintf(field, sizeof(field), "%s[%zu]%s", list, place, member);
    return refuse(fault, field, "%s", reason);
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

bool product_id_is_good(struct str id, struct product_fault *fault)
{
    if (id.len == 0)
        return refuse(fault, "product_id", "is needed");
    if (id.len > PRODUCT_ID_MAX)
        return refuse(fault, "product_id", "is longer than %d characters", PRODUCT_ID_MAX);
    for (size_t i = 0; i < id.len; i++)
        if (!is_letter_or_digit(id.data[i]) && !memchr("._:~@+-", id.data[i], 7))
            return refuse(fault, "product_id", "may have letters, digits and . _ : ~ @ + - only");
    return true;
}

bool tenant_id_is_good(struct str id)
{
    for (size_t i = 0; i < id.len; i++)
        if (!is_letter_or_digit(id.data[i]) && !memchr("._-", id.data[i], 3))
            return false;
    return id.len > 0 && id.len <= 64;
}

static bool texts_are_good(const Steward__V1__Product *p, struct product_fault *fault)
{
    const struct {
        const char *field;
        const char *text;
        size_t most;
        bool is_url;
    } texts[] = {
        {"title", p->title, 1000, false},
        {"brand", p->brand, 200, false},
        {"description", p->description, 60000, false},
        {"url", p->url, 2000, true},
        {"image_url", p->image_url, 2000, true},
    };

    if (is_blank(p->title))
        return refuse(fault, "title", "is needed");
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct str text = str_of(texts[i].text);

        if (text.len > texts[i].most)
            return refuse(fault, texts[i].field, "is longer than %zu bytes", texts[i].most);
        if (texts[i].is_url && text.len && !str_starts(text, STR("https://")) &&
            !str_starts(text, STR("http://")))
            return refuse(fault, texts[i].field, "does not begin with https:// or http://");
    }
    return true;
}

static bool lists_are_good(const Steward__V1__Product *p, struct product_fault *fault)
{
    const struct {
        const char *field;
        char **texts;
        size_t count, most, longest;
    } lists[] = {
        {"categories", p->categories, p->n_categories, 20, 200},
        {"colours", p->colours, p->n_colours, 64, 100},
        {"sizes", p->sizes, p->n_sizes, 64, 100},
        {"codes", p->codes, p->n_codes, 200, 500},
    };

    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (lists[i].count > lists[i].most)
            return refuse(fault, lists[i].field, "has %zu entries, %zu is the most", lists[i].count,
                          lists[i].most);
        for (size_t j = 0; j < lists[i].count; j++) {
            if (is_blank(lists[i].texts[j]))
                return refuse_at(fault, lists[i].field, j, "", "is empty");
            if (strlen(lists[i].texts[j]) > lists[i].longest)
                return refuse_at(fault, lists[i].field, j, "", "is too long");
        }
    }
    return true;
}

static bool name_is_good(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return len > 0 && len <= 100 && name[len] == '\0';
}

static bool attribute_is_good(const Steward__V1__Attribute *a, size_t at, struct product_fault *fault)
{
    static const char list[] = "attributes";

    if (!name_is_good(a->name))
        return refuse_at(fault, list, at, ".name", "has to be of a-z, 0-9 and _, at most 100 of them");
    if (strlen(a->unit) > 20)
        return refuse_at(fault, list, at, ".unit", "is longer than 20 bytes");
    switch (a->value_case) {
    case STEWARD__V1__ATTRIBUTE__VALUE_TEXT:
        return strlen(a->text) <= 16000 || refuse_at(fault, list, at, ".text", "is longer than 16000 bytes");
    case STEWARD__V1__ATTRIBUTE__VALUE_NUMBER:
        return isfinite(a->number) || refuse_at(fault, list, at, ".number", "is not a number");
    case STEWARD__V1__ATTRIBUTE__VALUE_FLAG:
        return true;
    default:
        return refuse_at(fault, list, at, "", "has no value: one of text, number and flag");
    }
}

static bool attributes_are_good(const Steward__V1__Product *p, struct product_fault *fault)
{
    if (p->n_attributes > 1000)
        return refuse(fault, "attributes", "has %zu entries, 1000 is the most", p->n_attributes);
    for (size_t i = 0; i < p->n_attributes; i++)
        if (!attribute_is_good(p->attributes[i], i, fault))
            return false;
    return true;
}

static bool numbers_are_good(const Steward__V1__Product *p, struct product_fault *fault)
{
    if (p->price && !currency_is_known(p->price->currency_code))
        return refuse(fault, "price.currency_code", "is not a currency of ISO 4217, like USD");
    if (p->price && (p->price->amount_minor < 0 || p->price->amount_minor > AMOUNT_MAX))
        return refuse(fault, "price.amount_minor", "is below 0 or too large");
    if (p->rating && !(p->rating->stars >= 0 && p->rating->stars <= 5))
        return refuse(fault, "rating.stars", "is not from 0 to 5");
    if (p->rating && (p->rating->count < 0 || p->rating->count > COUNT_MAX))
        return refuse(fault, "rating.count", "is below 0 or too large");
    if (p->stock && (p->stock->quantity < 0 || p->stock->quantity > COUNT_MAX))
        return refuse(fault, "stock.quantity", "is below 0 or too large");
    if (p->released_at && (p->released_at->seconds < YEAR_1900_S || p->released_at->seconds > YEAR_2200_S))
        return refuse(fault, "released_at", "is before 1900 or after 2200");
    return true;
}

bool product_is_good(const Steward__V1__Product *p, struct product_fault *fault)
{
    if (protobuf_c_message_get_packed_size(&p->base) > PRODUCT_BYTES_MAX)
        return refuse(fault, "product", "is larger than %d KiB", PRODUCT_BYTES_MAX / 1024);
    return product_id_is_good(str_of(p->product_id), fault) && texts_are_good(p, fault) &&
           lists_are_good(p, fault) && attributes_are_good(p, fault) && numbers_are_good(p, fault);
}
