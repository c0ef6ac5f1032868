/* rules_price: `under $50`, `20-30 euros`, `around 100`. A number alone is no price: it takes a word, a sign
 * or a currency, and no other unit behind it. */
#include "search/rules_price.h"

#include <ctype.h>
#include <math.h>

#include "base/mem.h"
#include "words/currency.h"
#include "words/currency_names.h"
#include "words/measures.h"
#include "words/words.h"

#define AROUND 0.2

struct amount {
    double value;
    const char *currency; /* "": not said */
};

static const char *named_at(const struct query_reader *r, size_t i)
{
    return currency_named(query_word(r, i), r->lexicon->currency);
}

/* A comma or a point with three digits behind it, and no more. */
static bool is_thousands(struct str word, size_t comma)
{
    size_t digits = 0;

    while (comma + 1 + digits < word.len && isdigit((unsigned char)word.data[comma + 1 + digits]))
        digits++;
    return digits == 3;
}

/* `1,299.50`, `1299`, `49,90`, `1.5k` */
static bool read_number(struct str word, double *ret_value)
{
    char plain[32];
    size_t len = 0;
    double scale = word.len > 1 && word.data[word.len - 1] == 'k' ? 1000 : 1;

    word.len -= scale > 1;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.data[i];

        if (len + 1 >= sizeof(plain) || (!isdigit((unsigned char)c) && c != '.' && c != ','))
            return false;
        if (!isdigit((unsigned char)c) && i && is_thousands(word, i))
            continue;
        plain[len++] = c == ',' ? '.' : c;
    }
    if (!len || !str_to_double(str_n(plain, len), ret_value))
        return false;
    *ret_value *= scale;
    return *ret_value < PRICE_UNITS_MAX;
}

/* What is counted or measured: no money. "In" is seldom inches. */
static bool is_counted(struct str word)
{
    static const char *const words[] = {"star",   "stars", "year",  "years",  "yrs",     "month",
                                        "months", "week",  "weeks", "people", "persons", "pieces"};

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (str_is(word, words[i]))
            return true;
    }
    return unit_named(word).len || (unit_of(word) && !str_is(word, "in"));
}

/* An amount at `i`; what has another unit behind it is none ("under 2 kg"). Gives how many words it has. */
static size_t amount_at(const struct query_reader *r, size_t i, struct amount *ret)
{
    struct str word = query_word(r, i);
    size_t count = 1;

    ret->currency = named_at(r, i);
    if (ret->currency[0] && i + 1 < r->count) {
        word = query_word(r, i + 1);
        count = 2;
    } else {
        ret->currency = currency_taken_off(&word, r->lexicon->currency);
    }
    if (!read_number(word, &ret->value))
        return 0;
    if (!ret->currency[0] && named_at(r, i + count)[0])
        ret->currency = named_at(r, i + count++);
    if (!ret->currency[0] && is_counted(query_word(r, i + count)))
        return 0;
    return count;
}

static Steward__V1__Money *money(struct query_reader *r, struct amount amount)
{
    Steward__V1__Money *m = arena_new_of(r->arena, Steward__V1__Money);
    const char *code = currency_meant(amount.currency, r->lexicon->currency);

    steward__v1__money__init(m);
    m->currency_code = str_c(r->arena, str_of(code));
    m->amount_minor = llround(amount.value * currency_minor(code));
    return m;
}

static Steward__V1__MoneyRange *price(struct query_reader *r)
{
    if (!r->out->price) {
        r->out->price = arena_new_of(r->arena, Steward__V1__MoneyRange);
        steward__v1__money_range__init(r->out->price);
    }
    return r->out->price;
}

static size_t take_range(struct query_reader *r, struct amount low, struct amount high)
{
    if (!low.currency[0])
        low.currency = high.currency;
    if (!high.currency[0])
        high.currency = low.currency;
    price(r)->min = money(r, low.value <= high.value ? low : high);
    price(r)->max = money(r, low.value <= high.value ? high : low);
    return 1;
}

static size_t price_up_to(struct query_reader *r, size_t i)
{
    static const char *const words[] = {"no more than",
                                        "not more than",
                                        "nothing more than",
                                        "nothing over",
                                        "nothing above",
                                        "nothing beyond",
                                        "no higher than",
                                        "not higher than",
                                        "not over",
                                        "not above",
                                        "not beyond",
                                        "less than",
                                        "cheaper than",
                                        "lower than",
                                        "at most",
                                        "up to",
                                        "under",
                                        "below",
                                        "max",
                                        "maximum",
                                        "<=",
                                        "<",
                                        "within",
                                        "for under",
                                        "for less than",
                                        NULL};
    size_t said = query_any_phrase(r, i, words), more;
    struct amount amount;

    if (!said || !(more = amount_at(r, i + said, &amount)))
        return 0;
    price(r)->max = money(r, amount);
    return said + more;
}

static size_t price_from(struct query_reader *r, size_t i)
{
    static const char *const words[] = {"more than",
                                        "no less than",
                                        "not less than",
                                        "nothing less than",
                                        "nothing under",
                                        "nothing below",
                                        "not under",
                                        "not below",
                                        "no lower than",
                                        "higher than",
                                        "at least",
                                        "starting from",
                                        "starting at",
                                        "over",
                                        "above",
                                        "from",
                                        "min",
                                        "minimum",
                                        ">=",
                                        ">",
                                        NULL};
    size_t said = query_any_phrase(r, i, words), more;
    struct amount amount;

    if (!said || !(more = amount_at(r, i + said, &amount)))
        return 0;
    price(r)->min = money(r, amount);
    return said + more;
}

/* A range without a word or a currency: a price where one may be meant, if nothing is said of it. */
static bool is_bare_price(const struct query_reader *r, size_t end)
{
    return r->bare_ranges && end == r->count;
}

/* `between 20 and 30 euros`, `from $20 to $30`, `$20 to $30`: with a word before it or a currency. */
static size_t price_between(struct query_reader *r, size_t i)
{
    static const char *const words[] = {"between", "from", NULL};
    size_t said = query_any_phrase(r, i, words), first, joint, second;
    struct amount low, high;

    first = amount_at(r, i + said, &low);
    joint = i + said + first;
    if (!first ||
        !(query_word_is(r, joint, "and") || query_word_is(r, joint, "to") || query_word_is(r, joint, "-")))
        return 0;
    second = amount_at(r, joint + 1, &high);
    if (!second ||
        (!said && !low.currency[0] && !high.currency[0] &&
         (query_word_is(r, joint, "and") || !is_bare_price(r, joint + 1 + second))) ||
        (query_word_is(r, i, "from") && !query_word_is(r, joint, "to") && !query_word_is(r, joint, "-")))
        return 0;
    if (low.value < 10 && high.value >= 1000) /* "between 1 and 2 thousand" */
        low.value *= 1000;
    take_range(r, low, high);
    return said + first + 1 + second;
}

/* `$20-$30`, `20-30 euros`, `price 20-30` */
static size_t price_dashed(struct query_reader *r, size_t i)
{
    bool priced =
        query_word_is(r, i, "price") || query_word_is(r, i, "priced") || query_word_is(r, i, "between");
    struct str word = query_word(r, i + priced);
    ptrdiff_t dash = str_find(word, STR("-"));
    const char *named = named_at(r, i + priced + 1);
    struct str left, right;
    struct amount low, high;

    if (dash <= 0)
        return 0;
    left = str_sub(word, 0, (size_t)dash);
    right = str_sub(word, (size_t)dash + 1, word.len);
    low.currency = currency_taken_off(&left, r->lexicon->currency);
    high.currency = currency_taken_off(&right, r->lexicon->currency);
    if (!read_number(left, &low.value) || !read_number(right, &high.value) ||
        (!priced && !low.currency[0] && !high.currency[0] && !named[0] && !is_bare_price(r, i + 1)))
        return 0;
    if (!low.currency[0] && !high.currency[0])
        low.currency = named;
    take_range(r, low, high);
    return priced + 1u + (named[0] != 0);
}

static size_t price_around(struct query_reader *r, size_t i)
{
    static const char *const words[] = {"around", "about", "approximately", "roughly",
                                        "circa",  "~",     "near",          NULL};
    size_t said = query_any_phrase(r, i, words), more;
    struct amount amount, low, high;

    if (!said || !(more = amount_at(r, i + said, &amount)))
        return 0;
    low = high = amount;
    low.value *= 1 - AROUND;
    high.value *= 1 + AROUND;
    take_range(r, low, high);
    return said + more;
}

/* `<` with no amount behind it says nothing. */
static size_t price_stray_sign(struct query_reader *r, size_t i)
{
    struct str word = query_word(r, i);

    return word.len && query_sign(word) == word.len;
}

/* `$50`, `50 euros`, `for 50 dollars`: no more than that. */
static size_t price_said(struct query_reader *r, size_t i)
{
    bool joined = query_word_is(r, i, "for") || query_word_is(r, i, "price") || query_word_is(r, i, "budget");
    struct amount amount;
    size_t count = amount_at(r, i + joined, &amount);

    if (!count || (!amount.currency[0] && !(joined && !query_word_is(r, i, "for"))) ||
        (unit_named(query_word(r, i + joined + count)).len && !joined))
        return 0;
    price(r)->max = money(r, amount);
    return joined + count;
}

size_t price_wish(struct query_reader *r, size_t i)
{
    static size_t (*const rules[])(struct query_reader *, size_t) = {
        price_between, price_dashed, price_up_to, price_from, price_around, price_stray_sign, price_said,
    };
    size_t took = 0;

    for (size_t k = 0; k < COUNT_OF(rules) && !took; k++)
        took = rules[k](r, i);
    return took;
}

bool price_amount_at(const struct query_reader *r, size_t i)
{
    struct amount amount;

    return amount_at(r, i, &amount) > 0;
}
