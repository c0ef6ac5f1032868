/* listing: a title taken apart into what names a product, what tells it from its siblings, and what sellers
 * add. */
#include <ctype.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/mem.h"
#include "offers/rules_same.h"
#include "words/words.h"

enum role { ORDINARY, NOISE, PART, GRADE };
enum { MEN = 1, WOMEN = 2, BOYS = 4, GIRLS = 8 };

/* What a word does in a title: sorted. Noise is what sellers add; a part is for a product; a grade tells
 * siblings apart. */
static const struct word_role {
    struct str word;
    enum role role;
    unsigned audience; /* for whom it is made: bits; 0: it does not say */
} word_roles[] = {{STR("adapter"), PART},
                  {STR("adaptor"), PART},
                  {STR("air"), GRADE},
                  {STR("authentic"), NOISE},
                  {STR("best"), NOISE},
                  {STR("bnib"), NOISE},
                  {STR("box"), PART},
                  {STR("boxed"), NOISE},
                  {STR("boys"), ORDINARY, BOYS},
                  {STR("brand"), NOISE},
                  {STR("bundle"), NOISE},
                  {STR("buy"), NOISE},
                  {STR("case"), PART},
                  {STR("charger"), PART},
                  {STR("cheap"), NOISE},
                  {STR("children"), ORDINARY, BOYS | GIRLS},
                  {STR("childrens"), ORDINARY, BOYS | GIRLS},
                  {STR("compatible"), PART},
                  {STR("cover"), PART},
                  {STR("day"), NOISE},
                  {STR("deal"), NOISE},
                  {STR("delivery"), NOISE},
                  {STR("dispatch"), NOISE},
                  {STR("e"), GRADE},
                  {STR("express"), NOISE},
                  {STR("fast"), NOISE},
                  {STR("fe"), GRADE},
                  {STR("fit"), GRADE},
                  {STR("fits"), PART},
                  {STR("free"), NOISE},
                  {STR("gents"), ORDINARY, MEN},
                  {STR("genuine"), NOISE},
                  {STR("gift"), NOISE},
                  {STR("girls"), ORDINARY, GIRLS},
                  {STR("hot"), NOISE},
                  {STR("idea"), NOISE},
                  {STR("instruction"), PART},
                  {STR("instructions"), PART},
                  {STR("item"), NOISE},
                  {STR("junior"), GRADE},
                  {STR("kids"), ORDINARY, BOYS | GIRLS},
                  {STR("ladies"), ORDINARY, WOMEN},
                  {STR("lite"), GRADE},
                  {STR("lot"), NOISE},
                  {STR("manual"), PART},
                  {STR("max"), GRADE},
                  {STR("men"), ORDINARY, MEN},
                  {STR("mens"), ORDINARY, MEN},
                  {STR("mini"), GRADE},
                  {STR("model"), NOISE},
                  {STR("mount"), PART},
                  {STR("neo"), GRADE},
                  {STR("new"), NOISE},
                  {STR("nib"), NOISE},
                  {STR("offer"), NOISE},
                  {STR("official"), NOISE},
                  {STR("only"), NOISE},
                  {STR("open"), NOISE},
                  {STR("original"), NOISE},
                  {STR("pack"), NOISE},
                  {STR("packs"), NOISE},
                  {STR("part"), PART},
                  {STR("parts"), PART},
                  {STR("plus"), GRADE},
                  {STR("postage"), NOISE},
                  {STR("price"), NOISE},
                  {STR("pro"), GRADE},
                  {STR("protector"), PART},
                  {STR("quality"), NOISE},
                  {STR("receipt"), NOISE},
                  {STR("refurbished"), NOISE},
                  {STR("remote"), PART},
                  {STR("replacement"), PART},
                  {STR("rrp"), NOISE},
                  {STR("s"), GRADE},
                  {STR("sale"), NOISE},
                  {STR("se"), GRADE},
                  {STR("sealed"), NOISE},
                  {STR("seller"), NOISE},
                  {STR("ship"), NOISE},
                  {STR("shipping"), NOISE},
                  {STR("ships"), NOISE},
                  {STR("skin"), PART},
                  {STR("slim"), GRADE},
                  {STR("spare"), PART},
                  {STR("sticker"), PART},
                  {STR("stickers"), PART},
                  {STR("stock"), NOISE},
                  {STR("strap"), PART},
                  {STR("today"), NOISE},
                  {STR("uk"), NOISE},
                  {STR("ultra"), GRADE},
                  {STR("unisex"), ORDINARY, MEN | WOMEN},
                  {STR("usa"), NOISE},
                  {STR("used"), NOISE},
                  {STR("vat"), NOISE},
                  {STR("warranty"), NOISE},
                  {STR("women"), ORDINARY, WOMEN},
                  {STR("womens"), ORDINARY, WOMEN},
                  {STR("x"), NOISE},
                  {STR("xl"), GRADE},
                  {STR("xs"), GRADE},
                  {STR("year"), NOISE},
                  {STR("years"), NOISE}};

#define LISTING_TOKENS_MAX 128 /* of a title; what is behind is not read */

static int compare(const void *word, const void *entry)
{
    return str_compare(*(const struct str *)word, ((const struct word_role *)entry)->word);
}

static const struct word_role *role_of(struct str word)
{
    static const struct word_role ordinary = {.role = ORDINARY};
    const struct word_role *found =
        bsearch(&word, word_roles, COUNT_OF(word_roles), sizeof(word_roles[0]), compare);

    return found ? found : &ordinary;
}

static void add(uint64_t *all, size_t *count, size_t most, uint64_t one)
{
    for (size_t i = 0; i < *count; i++) {
        if (all[i] == one)
            return;
    }
    if (*count < most)
        all[(*count)++] = one;
}

static uint64_t hash_of(struct str text)
{
    return hash_bytes(text.data, text.len);
}

/* ---- codes ---- */

/* Digits of a GTIN of 8, 12, 13 or 14, whose last proves the others; 0: it is none. */
static uint64_t trade_number(struct str code)
{
    uint64_t number = 0;
    int sum = 0;

    if (code.len != 8 && code.len != 12 && code.len != 13 && code.len != 14)
        return 0;
    for (size_t i = 0; i < code.len; i++) {
        int digit = code.data[i] - '0';

        if (digit < 0 || digit > 9)
            return 0;
        number = number * 10 + (uint64_t)digit;
        sum += (code.len - i) % 2 ? digit : 3 * digit;
    }
    return sum % 10 == 0 ? number : 0;
}

/* "10piece", "24hour". */
static bool is_count(struct str text)
{
    size_t digits = str_span(text, "0123456789");

    return digits &&
           digits + str_span(str_sub(text, digits, text.len), "abcdefghijklmnopqrstuvwxyz") == text.len;
}

/* Letters and digits, at least two of each and five in all: what is shorter also names sizes and norms. */
static uint64_t model_number(struct str code)
{
    char plain[48];
    size_t len = 0, letters = 0, digits = 0;

    for (size_t i = 0; i < code.len && len < sizeof(plain); i++) {
        unsigned char c = (unsigned char)code.data[i];

        if (!isalnum(c))
            continue;
        plain[len++] = (char)tolower(c);
        letters += isalpha(c) != 0;
        digits += isdigit(c) != 0;
    }
    if (letters < 2 || digits < 2 || len < 5 || is_count(str_n(plain, len)))
        return 0;
    return hash_bytes(plain, len);
}

void listing_add_code(struct listing *l, struct str code)
{
    uint64_t number = trade_number(code), model = number ? 0 : model_number(code);

    if (number)
        add(l->trade, &l->trade_count, LISTING_CODES_MAX, number);
    if (model)
        add(l->models, &l->model_count, LISTING_CODES_MAX, model);
}

void listing_take_trade_numbers(struct listing *l, const struct listing *from)
{
    for (size_t i = 0; i < from->trade_count; i++)
        add(l->trade, &l->trade_count, LISTING_CODES_MAX, from->trade[i]);
}

/* ---- the title ---- */

static void add_word(struct listing *l, struct tokeniser *tokeniser, struct str text)
{
    struct listing_word *word = &l->words[l->word_count];
    size_t len = text.len < sizeof(word->text) - 1 ? text.len : sizeof(word->text) - 1;

    if (l->word_count == LISTING_WORDS_MAX)
        return;
    memcpy(word->text, text.data, len);
    word->text[len] = '\0';
    word->len = (uint8_t)len;
    word->letters = 0;
    for (size_t i = 0; i < len; i++)
        word->letters |= 1U << (text.data[i] & 31);
    word->stem = hash_of(token_stem(tokeniser, str_n(word->text, len)));
    l->word_count++;
}

static void take_word(struct listing *l, struct tokeniser *tokeniser, struct str text)
{
    const struct word_role *known = role_of(text);
    enum role role = known->role;

    l->audience |= known->audience;
    if (role == NOISE || (role != GRADE && word_is_small(text))) /* "plus" joins words, too */
        return;
    if (word_is_colour(text))
        add(l->colours, &l->colour_count, COUNT_OF(l->colours), hash_of(text));
    else if (role == GRADE)
        add(l->grades, &l->grade_count, COUNT_OF(l->grades), hash_of(text));
    else
        add_word(l, tokeniser, text);
    if (role == PART)
        add(l->parts, &l->part_count, COUNT_OF(l->parts), hash_of(text));
}

static void take_number(struct listing *l, struct str text)
{
    double value;

    if (!str_to_double(text, &value) || (value >= 1990 && value < 2040) ||
        l->number_count == LISTING_CODES_MAX)
        return;
    l->numbers[l->number_count++] = value;
}

/* "265s" is another product than 265; "4k" and "720p" are figures, "2x" is a pack. */
static bool is_variant(struct str text)
{
    return is_count(text) && !str_has_char("0123456789kpx", text.data[text.len - 1]) &&
           str_span(text, "0123456789") == text.len - 1;
}

static void take_variant(struct listing *l, struct str text)
{
    take_number(l, str_sub(text, 0, text.len - 1));
    add(l->grades, &l->grade_count, COUNT_OF(l->grades), hash_of(str_sub(text, text.len - 1, text.len)));
}

static void take_measure(struct listing *l, struct str text)
{
    size_t digits = str_span(text, "0123456789.");
    struct str unit = str_sub(text, digits, text.len);
    double value;

    if (!str_to_double(str_sub(text, 0, digits), &value) || l->measure_count == LISTING_CODES_MAX)
        return;
    l->measures[l->measure_count].unit = hash_of(unit);
    l->measures[l->measure_count++].value = value;
}

/* "2 x", "x2", "pack of 3", "3 pack", "lot of 4". */
static int pack_at(const struct token *tokens, size_t count, size_t i)
{
    struct str text = tokens[i].text;
    double value = 0;

    if (str_is(text, "lot") || str_is(text, "pack") || str_is(text, "bundle")) {
        size_t next = i + 1 < count && str_is(tokens[i + 1].text, "of") ? i + 2 : i + 1;

        if (next < count && str_to_double(tokens[next].text, &value) && value >= 2 && value < 100)
            return (int)value;
        return i && str_to_double(tokens[i - 1].text, &value) && value >= 2 && value < 100 ? (int)value : 0;
    }
    if (str_is(text, "x") && i && str_to_double(tokens[i - 1].text, &value) && value >= 2 && value < 100)
        return (int)value;
    if (text.len >= 2 && text.len <= 3 && text.data[0] == 'x' &&
        str_to_double(str_sub(text, 1, text.len), &value))
        return (int)value;
    return 0;
}

struct reader {
    struct listing *listing;
    struct tokeniser *tokeniser;
    const struct token *tokens;
    size_t count;
    bool is_taken[LISTING_TOKENS_MAX]; /* as part of a measure, a model number or a pack */
};

static void take_parts_of(struct reader *r, size_t i)
{
    for (size_t k = 1; k <= r->tokens[i].parts && k <= i; k++)
        r->is_taken[i - k] = true;
}

static void read_wholes(struct reader *r)
{
    struct listing *l = r->listing;

    for (size_t i = 0; i < r->count; i++) {
        const struct token *token = &r->tokens[i];

        if (token->kind == TOKEN_MEASURE) {
            take_measure(l, token->text);
            take_parts_of(r, i);
        } else if (token->kind == TOKEN_JOINED && model_number(token->text)) {
            listing_add_code(l, token->text);
            take_parts_of(r, i);
        }
    }
}

static void read_pack(struct reader *r)
{
    for (size_t i = 0; i < r->count; i++) {
        int pack = pack_at(r->tokens, r->count, i);

        r->listing->pack = pack > r->listing->pack ? pack : r->listing->pack;
        for (size_t k = i ? i - 1 : 0; pack && k < r->count && k <= i + 2; k++)
            r->is_taken[k] |= r->tokens[k].kind == TOKEN_NUMBER;
    }
}

/* "... in Emerald": at the end of a title that is a colour, whatever it is called. */
static bool is_last_in(const struct reader *r, size_t i)
{
    return i && i + 1 == r->count && str_is(r->tokens[i - 1].text, "in");
}

/* An opened box has the product in it. */
static bool is_open_box(const struct reader *r, size_t i)
{
    return i && str_is(r->tokens[i].text, "box") && str_is(r->tokens[i - 1].text, "open");
}

/* It comes sooner; "next" alone names a product. */
static bool is_next_day(const struct reader *r, size_t i)
{
    return i + 1 < r->count && str_is(r->tokens[i].text, "next") && str_is(r->tokens[i + 1].text, "day");
}

/* What comes behind "for" is what it is for. */
static void note_whose(struct reader *r, size_t i)
{
    if (i && str_is(r->tokens[i - 1].text, "for") && !r->tokens[i].parts)
        add(r->listing->serves, &r->listing->serve_count, COUNT_OF(r->listing->serves),
            hash_of(token_stem(r->tokeniser, r->tokens[i].text)));
}

static void read_token(struct reader *r, size_t i)
{
    const struct token *token = &r->tokens[i];

    if (is_open_box(r, i) || is_next_day(r, i))
        return;
    if (is_last_in(r, i))
        add(r->listing->colours, &r->listing->colour_count, COUNT_OF(r->listing->colours),
            hash_of(token->text));
    else if (token->kind == TOKEN_NUMBER && trade_number(token->text))
        listing_add_code(r->listing, token->text);
    else if (token->kind == TOKEN_NUMBER)
        take_number(r->listing, token->text);
    else if (token->kind == TOKEN_CODE && is_variant(token->text))
        take_variant(r->listing, token->text);
    else if (token->kind == TOKEN_CODE && is_count(token->text))
        take_measure(r->listing, token->text); /* "4k", "720p" */
    else if (token->kind == TOKEN_CODE && model_number(token->text))
        listing_add_code(r->listing, token->text);
    else
        take_word(r->listing, r->tokeniser, token->text);
}

void listing_read(struct listing *listing, struct tokeniser *tokeniser, struct str title, struct str brand)
{
    struct reader r = {.listing = listing, .tokeniser = tokeniser};

    *listing = (struct listing){0};
    r.count = tokenise(tokeniser, brand, &r.tokens);
    for (size_t i = 0; i < r.count; i++) {
        if (!r.tokens[i].parts && !word_is_joint(r.tokens[i].text))
            add(listing->brand, &listing->brand_count, COUNT_OF(listing->brand),
                hash_of(token_stem(tokeniser, r.tokens[i].text)));
    }
    r.count = tokenise(tokeniser, title, &r.tokens);
    r.count = r.count < LISTING_TOKENS_MAX ? r.count : LISTING_TOKENS_MAX;
    read_wholes(&r);
    read_pack(&r);
    for (size_t i = 0; i < r.count; i++) {
        note_whose(&r, i);
        if (!r.is_taken[i] && !r.tokens[i].parts)
            read_token(&r, i);
    }
}
