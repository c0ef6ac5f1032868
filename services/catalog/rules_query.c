/* rules_query: the query is cut at blanks; at each word the rules are tried in the table's order, and the
 * first that fits takes its words. What no rule takes, or what a rule only takes note of, is left to be
 * searched for. */
#include "rules_query.h"

#include <ctype.h>
#include <math.h>

#include "base/mem.h"
#include "words.h"

#define PHRASE_WORDS_MAX 3  /* of an exclusion, of a brand */
#define LIST_MAX         16 /* of each kind of requirement */
#define PRICE_UNITS_MAX  1e9
#define AROUND           0.2

struct reader {
    struct str words[QUERY_WORDS_MAX + 4]; /* lower case, without what punctuates them */
    size_t count;
    const struct query_lexicon *lexicon;
    struct arena *arena;
    Steward__V1__Requirements *out;
    struct buf rest;
};

static const struct {
    const char *said, *code;
} currencies[] = {
    {"$", "USD"},      {"usd", "USD"}, {"dollar", "USD"}, {"dollars", "USD"}, {"bucks", "USD"},
    {"us$", "USD"},    {"€", "EUR"},   {"eur", "EUR"},    {"euro", "EUR"},    {"euros", "EUR"},
    {"£", "GBP"},      {"gbp", "GBP"}, {"pound", "GBP"},  {"pounds", "GBP"},  {"quid", "GBP"},
    {"¥", "JPY"},      {"jpy", "JPY"}, {"yen", "JPY"},    {"₹", "INR"},       {"inr", "INR"},
    {"rupees", "INR"}, {"chf", "CHF"}, {"cad", "CAD"},    {"aud", "AUD"},
};

static struct str word_at(const struct reader *r, size_t i)
{
    return i < r->count ? r->words[i] : STR_NONE;
}

static bool is(const struct reader *r, size_t i, const char *literal)
{
    return str_is(word_at(r, i), literal);
}

/* Whether a phrase ("less than") stands at `i`: how many words it has, or 0. */
static size_t phrase_at(const struct reader *r, size_t i, const char *phrase)
{
    struct str left = str_of(phrase), part;
    size_t count = 0;

    while (str_split(&left, ' ', &part)) {
        if (!str_eq(word_at(r, i + count), part))
            return 0;
        count++;
    }
    return count;
}

static size_t any_phrase_at(const struct reader *r, size_t i, const char *const *phrases)
{
    for (; *phrases; phrases++) {
        size_t count = phrase_at(r, i, *phrases);

        if (count)
            return count;
    }
    return 0;
}

static void add_text(struct reader *r, size_t *count, char ***list, struct str text)
{
    if (!*list)
        *list = arena_array(r->arena, LIST_MAX, sizeof(char *));
    for (size_t i = 0; i < *count; i++) {
        if (str_eq(str_of((*list)[i]), text))
            return;
    }
    if (*count < LIST_MAX && text.len)
        (*list)[(*count)++] = str_c(r->arena, text);
}

/* ---- prices ---- */

struct amount {
    double value;
    const char *currency; /* "": not said */
};

static const char *currency_named(struct str word)
{
    for (size_t i = 0; i < COUNT_OF(currencies); i++) {
        if (str_is(word, currencies[i].said))
            return currencies[i].code;
    }
    return "";
}

/* Takes a currency sign off the front or the back. */
static const char *strip_sign(struct str *word)
{
    for (size_t i = 0; i < COUNT_OF(currencies); i++) {
        struct str said = str_of(currencies[i].said);

        if (word->len > said.len && str_starts(*word, said)) {
            *word = str_sub(*word, said.len, word->len);
            return currencies[i].code;
        }
        if (word->len > said.len && str_ends(*word, said)) {
            *word = str_sub(*word, 0, word->len - said.len);
            return currencies[i].code;
        }
    }
    return "";
}

/* A comma with three digits behind it, and no more. */
static bool is_thousands(struct str word, size_t comma)
{
    size_t digits = 0;

    while (comma + 1 + digits < word.len && isdigit((unsigned char)word.data[comma + 1 + digits]))
        digits++;
    return digits == 3;
}

/* `1,299.50`, `1299`, `49,90` */
static bool read_number(struct str word, double *ret_value)
{
    char plain[32];
    size_t len = 0;

    for (size_t i = 0; i < word.len; i++) {
        char c = word.data[i];

        if (len + 1 >= sizeof(plain) || (!isdigit((unsigned char)c) && c != '.' && c != ','))
            return false;
        if (c == ',' && is_thousands(word, i))
            continue;
        plain[len++] = c == ',' ? '.' : c;
    }
    return len && str_to_double(str_n(plain, len), ret_value) && *ret_value < PRICE_UNITS_MAX;
}

/* An amount at `i`; what has another unit behind it is none ("under 2 kg"). Gives how many words it has. */
static size_t amount_at(const struct reader *r, size_t i, struct amount *ret)
{
    struct str word = word_at(r, i);
    size_t count = 1;

    ret->currency = currency_named(word);
    if (ret->currency[0] && i + 1 < r->count) {
        word = word_at(r, i + 1);
        count = 2;
    } else {
        ret->currency = strip_sign(&word);
    }
    if (!read_number(word, &ret->value))
        return 0;
    if (!ret->currency[0] && currency_named(word_at(r, i + count))[0])
        ret->currency = currency_named(word_at(r, i + count++));
    if (!ret->currency[0] &&
        (unit_named(word_at(r, i + count)).len || is(r, i + count, "stars") || is(r, i + count, "star")))
        return 0;
    return count;
}

static Steward__V1__Money *money(struct reader *r, struct amount amount)
{
    Steward__V1__Money *m = arena_new_of(r->arena, Steward__V1__Money);
    double minor = str_is(str_of(amount.currency), "JPY") ? 1 : 100;

    steward__v1__money__init(m);
    m->currency_code = str_c(r->arena, str_of(amount.currency));
    m->amount_minor = llround(amount.value * minor);
    return m;
}

static Steward__V1__MoneyRange *price(struct reader *r)
{
    if (!r->out->price) {
        r->out->price = arena_new_of(r->arena, Steward__V1__MoneyRange);
        steward__v1__money_range__init(r->out->price);
    }
    return r->out->price;
}

static size_t take_range(struct reader *r, struct amount low, struct amount high)
{
    if (!low.currency[0])
        low.currency = high.currency;
    if (!high.currency[0])
        high.currency = low.currency;
    price(r)->min = money(r, low.value <= high.value ? low : high);
    price(r)->max = money(r, low.value <= high.value ? high : low);
    return 1;
}

static size_t price_up_to(struct reader *r, size_t i)
{
    static const char *const words[] = {"no more than",
                                        "not more than",
                                        "less than",
                                        "cheaper than",
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
    size_t said = any_phrase_at(r, i, words), more;
    struct amount amount;

    if (!said || !(more = amount_at(r, i + said, &amount)))
        return 0;
    price(r)->max = money(r, amount);
    return said + more;
}

static size_t price_from(struct reader *r, size_t i)
{
    static const char *const words[] = {"more than", "at least", "starting at", "over", "above",
                                        "min",       "minimum",  ">=",          ">",    NULL};
    size_t said = any_phrase_at(r, i, words), more;
    struct amount amount;

    if (!said || !(more = amount_at(r, i + said, &amount)))
        return 0;
    price(r)->min = money(r, amount);
    return said + more;
}

/* `between 20 and 30 euros`, `from $20 to $30`, `$20 to $30`: with a word before it or a currency. */
static size_t price_between(struct reader *r, size_t i)
{
    static const char *const words[] = {"between", "from", NULL};
    size_t said = any_phrase_at(r, i, words), first, joint, second;
    struct amount low, high;

    first = amount_at(r, i + said, &low);
    joint = i + said + first;
    if (!first || !(is(r, joint, "and") || is(r, joint, "to") || is(r, joint, "-")))
        return 0;
    second = amount_at(r, joint + 1, &high);
    if (!second || (!said && !low.currency[0] && !high.currency[0]) ||
        (is(r, i, "from") && !is(r, joint, "to") && !is(r, joint, "-")))
        return 0;
    take_range(r, low, high);
    return said + first + 1 + second;
}

/* `$20-$30`, `20-30 euros`, `price 20-30` */
static size_t price_dashed(struct reader *r, size_t i)
{
    bool priced = is(r, i, "price") || is(r, i, "priced") || is(r, i, "between");
    struct str word = word_at(r, i + priced);
    ptrdiff_t dash = str_find(word, STR("-"));
    const char *named = currency_named(word_at(r, i + priced + 1));
    struct str left, right;
    struct amount low, high;

    if (dash <= 0)
        return 0;
    left = str_sub(word, 0, (size_t)dash);
    right = str_sub(word, (size_t)dash + 1, word.len);
    low.currency = strip_sign(&left);
    high.currency = strip_sign(&right);
    if (!read_number(left, &low.value) || !read_number(right, &high.value) ||
        (!priced && !low.currency[0] && !high.currency[0] && !named[0]))
        return 0;
    if (!low.currency[0] && !high.currency[0])
        low.currency = named;
    take_range(r, low, high);
    return priced + 1u + (named[0] != 0);
}

static size_t price_around(struct reader *r, size_t i)
{
    static const char *const words[] = {"around", "about", "approximately", "roughly",
                                        "circa",  "~",     "near",          NULL};
    size_t said = any_phrase_at(r, i, words), more;
    struct amount amount, low, high;

    if (!said || !(more = amount_at(r, i + said, &amount)))
        return 0;
    low = high = amount;
    low.value *= 1 - AROUND;
    high.value *= 1 + AROUND;
    take_range(r, low, high);
    return said + more;
}

/* `<50`, `<=$50`, `>20`, `~30`: a sign without a blank. */
static size_t price_signed(struct reader *r, size_t i)
{
    struct str word = word_at(r, i);
    size_t sign = 0;

    while (sign < word.len && sign < 2 && strchr("<>=~", word.data[sign]))
        sign++;
    if (!sign || sign == word.len || r->count + 1 > COUNT_OF(r->words))
        return 0;
    memmove(r->words + i + 1, r->words + i, (r->count - i) * sizeof(*r->words));
    r->count++;
    r->words[i] = str_sub(word, 0, sign);
    r->words[i + 1] = str_sub(word, sign, word.len);
    for (size_t (*const *rule)(struct reader *, size_t) =
             (size_t(*const[])(struct reader *, size_t)){price_up_to, price_from, price_around, NULL};
         *rule; rule++) {
        size_t took = (*rule)(r, i);

        if (took)
            return took;
    }
    return 1; /* a stray sign */
}

/* `$50`, `50 euros`, `for 50 dollars`: no more than that. */
static size_t price_said(struct reader *r, size_t i)
{
    bool joined = is(r, i, "for") || is(r, i, "price") || is(r, i, "budget");
    struct amount amount;
    size_t count = amount_at(r, i + joined, &amount);

    if (!count || (!amount.currency[0] && !(joined && !is(r, i, "for"))) ||
        (unit_named(word_at(r, i + joined + count)).len && !joined))
        return 0;
    price(r)->max = money(r, amount);
    return joined + count;
}

/* ---- wishes ---- */

struct wish {
    const char *said;
    Steward__V1__Sort__Order sort;
};

static size_t sort_wish(struct reader *r, size_t i)
{
    static const struct wish wishes[] = {
        {"most expensive", STEWARD__V1__SORT__ORDER__PRICE_DESCENDING},
        {"highest priced", STEWARD__V1__SORT__ORDER__PRICE_DESCENDING},
        {"cheapest", STEWARD__V1__SORT__ORDER__PRICE_ASCENDING},
        {"lowest price", STEWARD__V1__SORT__ORDER__PRICE_ASCENDING},
        {"lowest priced", STEWARD__V1__SORT__ORDER__PRICE_ASCENDING},
        {"least expensive", STEWARD__V1__SORT__ORDER__PRICE_ASCENDING},
        {"best rated", STEWARD__V1__SORT__ORDER__RATING},
        {"top rated", STEWARD__V1__SORT__ORDER__RATING},
        {"highest rated", STEWARD__V1__SORT__ORDER__RATING},
        {"best reviewed", STEWARD__V1__SORT__ORDER__RATING},
        {"best-rated", STEWARD__V1__SORT__ORDER__RATING},
        {"top-rated", STEWARD__V1__SORT__ORDER__RATING},
        {"newest", STEWARD__V1__SORT__ORDER__NEWEST},
        {"latest", STEWARD__V1__SORT__ORDER__NEWEST},
        {"most recent", STEWARD__V1__SORT__ORDER__NEWEST},
    };

    for (size_t w = 0; w < COUNT_OF(wishes); w++) {
        size_t count = phrase_at(r, i, wishes[w].said);

        if (count) {
            r->out->sort = wishes[w].sort;
            return count;
        }
    }
    return 0;
}

static size_t cheap_wish(struct reader *r, size_t i)
{
    static const char *const words[] = {"cheap",     "inexpensive", "affordable", "low cost", "low-cost",
                                        "low price", "low-priced",  "budget",     NULL};
    size_t count = any_phrase_at(r, i, words);

    r->out->cheap = r->out->cheap || count;
    return count;
}

/* `4 stars and up`, `4+ stars`, `4.5 star`, `at least 4 stars`, `rated 4+` */
static size_t star_wish(struct reader *r, size_t i)
{
    static const char *const before[] = {"at least",    "more than",  "rated at least",
                                         "rated above", "rated over", "rated",
                                         "over",        "above",      "minimum",
                                         "min",         ">=",         ">",
                                         NULL};
    static const char *const after[] = {"and up",    "and above", "or more", "or better",
                                        "or higher", "and more",  "up",      "minimum",
                                        "rating",    "reviews",   NULL};
    size_t count = any_phrase_at(r, i, before);
    bool rated = is(r, i, "rated"), said = false;
    struct str word = word_at(r, i + count);
    double stars;

    if (str_ends(word, STR("+")))
        word = str_sub(word, 0, word.len - 1);
    if (str_ends(word, STR("-star")) || str_ends(word, STR("-stars"))) {
        said = true;
        word = str_sub(word, 0, (size_t)str_find(word, STR("-star")));
    }
    if (!str_to_double(word, &stars) || stars <= 0 || stars > 5)
        return 0;
    count++;
    if (!said && (is(r, i + count, "star") || is(r, i + count, "stars") || is(r, i + count, "star+") ||
                  is(r, i + count, "stars+"))) {
        said = true;
        count++;
    }
    if (!said && !rated)
        return 0;
    r->out->min_rating = stars;
    return count + any_phrase_at(r, i + count, after);
}

/* ---- exclusions ---- */

static bool ends_phrase(struct reader *r, size_t i)
{
    static const char *const words[] = {"under", "below", "over", "above", "between", "around", "less",
                                        "more",  "cheap", "up",   "but",   "no",      "not",    "max",
                                        "<",     "<=",    ">",    ">=",    NULL};
    struct amount amount;

    return i >= r->count || word_is_joint(word_at(r, i)) || any_phrase_at(r, i, words) ||
           amount_at(r, i, &amount);
}

static void exclude(struct reader *r, struct str text)
{
    add_text(r, &r->out->n_exclusions, &r->out->exclusions, text);
}

/* `without noise cancelling`: up to the next word that joins phrases; `without mic or cable`: both. */
static size_t exclude_phrase(struct reader *r, size_t i)
{
    static const char *const words[] = {"without", "excluding", "except", "exclude", "w/o", NULL};
    size_t count = any_phrase_at(r, i, words), length = 0;
    struct buf phrase = {0};

    if (!count)
        return 0;
    count += is(r, i + count, "a") || is(r, i + count, "any") || is(r, i + count, "the") ||
             is(r, i + count, "for");
    while (length < PHRASE_WORDS_MAX && !ends_phrase(r, i + count)) {
        if (length++)
            buf_char(&phrase, ' ');
        buf_str(&phrase, word_at(r, i + count++));
    }
    exclude(r, buf_as_str(&phrase));
    buf_free(&phrase);
    if (length && (is(r, i + count, "or") || is(r, i + count, "nor")) && !ends_phrase(r, i + count + 1)) {
        exclude(r, word_at(r, i + count + 1));
        count += 2;
    }
    return length ? count : 0;
}

/* `not red`, `no mic`: one word. `no 5` is a name. */
static size_t exclude_word(struct reader *r, size_t i)
{
    static const char *const words[] = {"but not", "not", "no", "non", NULL};
    size_t count = any_phrase_at(r, i, words);
    struct str word = word_at(r, i + count);

    if (!count || !word.len || isdigit((unsigned char)word.data[0]) || word_is_small(word))
        return 0;
    exclude(r, word);
    return count + 1;
}

static size_t exclude_dashed(struct reader *r, size_t i)
{
    struct str word = word_at(r, i);

    if (word.len < 3 || word.data[0] != '-' || isdigit((unsigned char)word.data[1]) || word.data[1] == '-')
        return 0;
    exclude(r, str_sub(word, 1, word.len));
    return 1;
}

/* ---- what is only noted: it is searched for, too ---- */

static void note_brand(struct reader *r, size_t i)
{
    for (size_t count = PHRASE_WORDS_MAX; count > 0; count--) {
        struct buf name = {0};
        bool found;

        if (i + count > r->count)
            continue;
        for (size_t k = 0; k < count; k++) {
            if (k)
                buf_char(&name, ' ');
            buf_str(&name, r->words[i + k]);
        }
        found = name.len > 1 && !word_is_colour(buf_as_str(&name)) &&
                r->lexicon->is_brand(r->lexicon->owner, buf_as_str(&name));
        if (found)
            add_text(r, &r->out->n_brands, &r->out->brands, buf_as_str(&name));
        buf_free(&name);
        if (found)
            return;
    }
}

static bool is_size(struct str word)
{
    static const char *const sizes[] = {"xs", "xl", "xxl", "xxxl", "2xl", "3xl", "4xl", "xxs"};

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        if (str_is(word, sizes[i]))
            return true;
    }
    return false;
}

/* The word "size" goes, the size itself is searched for. */
static size_t size_said(struct reader *r, size_t i)
{
    if (!is(r, i, "size") || i + 1 >= r->count || word_at(r, i + 1).len > 6)
        return 0;
    add_text(r, &r->out->n_sizes, &r->out->sizes, word_at(r, i + 1));
    buf_char(&r->rest, ' ');
    buf_str(&r->rest, word_at(r, i + 1));
    return 2;
}

static void note(struct reader *r, size_t i)
{
    if (word_is_colour(r->words[i]))
        add_text(r, &r->out->n_colours, &r->out->colours, r->words[i]);
    if (is_size(r->words[i]))
        add_text(r, &r->out->n_sizes, &r->out->sizes, r->words[i]);
    note_brand(r, i);
}

static void note_measures(struct reader *r, struct str text, struct tokeniser *tokeniser)
{
    const struct token *tokens;
    size_t count = tokenise(tokeniser, text, &tokens);
    Steward__V1__Requirements *out = r->out;

    out->measures = arena_array(r->arena, LIST_MAX, sizeof(*out->measures));
    for (size_t i = 1; i < count && out->n_measures < LIST_MAX; i++) {
        Steward__V1__Measure *measure;
        struct str number = tokens[i - 1].text;

        if (tokens[i].kind != TOKEN_MEASURE)
            continue;
        measure = arena_new_of(r->arena, Steward__V1__Measure);
        steward__v1__measure__init(measure);
        if (!str_to_double(number, &measure->value))
            continue;
        measure->unit = str_c(r->arena, str_sub(tokens[i].text, number.len, tokens[i].text.len));
        measure->said = str_c(r->arena, tokens[i].said);
        out->measures[out->n_measures++] = measure;
    }
}

/* ---- */

static size_t (*const rules[])(struct reader *, size_t) = {
    star_wish,  price_between, price_dashed, price_up_to,    price_from,   price_around,   price_signed,
    price_said, sort_wish,     cheap_wish,   exclude_phrase, exclude_word, exclude_dashed, size_said,
};

static bool punctuates(char c)
{
    return c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == '.' || c == '(' || c == ')' ||
           c == '"';
}

/* Lower case; without punctuation around it, but 17" keeps its sign. */
static struct str clean_word(struct str word, struct arena *arena)
{
    char *lower;

    while (word.len && punctuates(word.data[0]))
        word = str_sub(word, 1, word.len);
    while (
        word.len && punctuates(word.data[word.len - 1]) &&
        !(word.data[word.len - 1] == '"' && word.len > 1 && isdigit((unsigned char)word.data[word.len - 2])))
        word.len--;
    lower = str_c(arena, word);
    for (size_t i = 0; i < word.len; i++)
        lower[i] = (char)tolower((unsigned char)lower[i]);
    return str_n(lower, word.len);
}

static void read_words(struct reader *r, struct str query, bool *ret_clipped)
{
    size_t at = 0;

    while (at < query.len) {
        size_t start;

        while (at < query.len && isspace((unsigned char)query.data[at]))
            at++;
        start = at;
        while (at < query.len && !isspace((unsigned char)query.data[at]))
            at++;
        if (at > start) {
            struct str word = clean_word(str_sub(query, start, at), r->arena);

            if (r->count == QUERY_WORDS_MAX) {
                *ret_clipped = true;
                return;
            }
            if (word.len)
                r->words[r->count++] = word;
        }
    }
}

struct understood query_understand(struct str query, const struct query_lexicon *lexicon,
                                   struct tokeniser *tokeniser, struct arena *arena)
{
    struct understood understood = {.clipped = query.len > QUERY_BYTES_MAX};
    struct reader r = {.lexicon = lexicon,
                       .arena = arena,
                       .out = arena_new_of(arena, Steward__V1__Requirements)};

    steward__v1__requirements__init(r.out);
    query.len = query.len > QUERY_BYTES_MAX ? utf8_clip(query, QUERY_BYTES_MAX) : query.len;
    read_words(&r, query, &understood.clipped);
    for (size_t i = 0; i < r.count;) {
        size_t took = 0;

        for (size_t k = 0; k < COUNT_OF(rules) && !took; k++)
            took = rules[k](&r, i);
        if (!took) {
            note(&r, i);
            buf_char(&r.rest, ' ');
            buf_str(&r.rest, r.words[i]);
            took = 1;
        }
        i += took;
    }
    understood.requirements = r.out;
    understood.rest = str_trim(str_copy(arena, buf_as_str(&r.rest)));
    buf_free(&r.rest);
    note_measures(&r, understood.rest, tokeniser);
    return understood;
}
