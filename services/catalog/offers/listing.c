/* listing: a title taken apart into what names a product, what tells it from its siblings, and what sellers
 * add. */
#include <ctype.h>

#include "base/map.h"
#include "base/mem.h"
#include "offers/listing_parts.h"
#include "words/recent.h"
#include "words/words.h"

#define LISTING_TOKENS_MAX 128 /* of a title; what is behind is not read */

static uint64_t hash_of(struct str text)
{
    return hash_bytes(text.data, text.len);
}

struct reader {
    struct listing *listing;
    struct tokeniser *tokeniser;
    struct str title;
    const struct token *tokens;
    size_t count;
    bool is_taken[LISTING_TOKENS_MAX]; /* as part of a measure, a model number or a pack */
    bool is_behind_for, is_behind_with;
};

/* "E-310", "F-91W": too short to decide by, and one name nevertheless. */
static bool is_short_name(const struct token *token)
{
    const char *text = token->text.data;
    size_t letters = 0;

    if (token->kind != TOKEN_JOINED)
        return false;
    while (letters < token->text.len && text[letters] >= 'a' && text[letters] <= 'z')
        letters++;
    return letters && letters < 4 && letters < token->text.len && isdigit((unsigned char)text[letters]);
}

/* With what follows it, as others write it in one: "Quiet Comfort", "Flip 6". */
static uint64_t joined_at(const struct reader *r, size_t i)
{
    char both[2 * TOKEN_BYTES_MAX];
    struct str one = r->tokens[i].text, next;

    for (i++; i < r->count && r->tokens[i].parts; i++)
        ;
    if (i == r->count)
        return 0;
    next = r->tokens[i].text;
    if (one.len + next.len > sizeof(both))
        return 0;
    memcpy(both, one.data, one.len);
    memcpy(both + one.len, next.data, next.len);
    return hash_bytes(both, one.len + next.len);
}

static void add_word(struct reader *r, size_t i, enum word_does does, const struct describing *known)
{
    struct listing *l = r->listing;
    struct listing_word *word = &l->words[l->word_count];
    struct str text = r->tokens[i].text;
    size_t len = text.len < sizeof(word->text) - 1 ? text.len : sizeof(word->text) - 1;

    if (l->word_count == LISTING_WORDS_MAX)
        return;
    memcpy(word->text, text.data, len);
    word->text[len] = '\0';
    word->len = (uint8_t)len;
    word->letters = 0;
    word->is_plain = true;
    for (size_t k = 0; k < len; k++) {
        word->letters |= 1U << (text.data[k] & 31);
        word->is_plain &= !isdigit((unsigned char)text.data[k]);
    }
    word->names = (does == WORD_NAMES && !known) || does == WORD_PART;
    word->is_kind = known && known->is_kind;
    word->is_noise = does == WORD_NOISE;
    word->is_behind_for = r->is_behind_for;
    word->whole = hash_of(text);
    word->joined = joined_at(r, i);
    word->stem =
        token_word(r->tokeniser, known && known->means.len ? known->means : str_n(word->text, len))->hash;
    if (word->is_kind && !r->is_behind_with)
        l->kind = l->word_count;
    l->word_count++;
}

static void add_grade(struct listing *l, struct str text)
{
    listing_add_once(l->grades, &l->grade_count, COUNT_OF(l->grades), hash_of(text));
}

static void add_part(struct listing *l, struct str text)
{
    listing_add_once(l->parts, &l->part_count, COUNT_OF(l->parts), hash_of(text));
}

/* "Ultra fast", and no Ultra. */
static bool is_strengthened(const struct reader *r, size_t i)
{
    static const struct str strengthened[] = {STR("compact"),     STR("fast"),  STR("hd"),    STR("light"),
                                              STR("lightweight"), STR("quiet"), STR("sharp"), STR("slim"),
                                              STR("soft"),        STR("thin"),  STR("wide")};

    for (size_t k = 0; i + 1 < r->count && k < COUNT_OF(strengthened); k++) {
        if (str_eq(r->tokens[i + 1].text, strengthened[k]))
            return true;
    }
    return false;
}

static bool follows(const struct reader *r, size_t i, struct str word)
{
    return i && str_eq(r->tokens[i - 1].text, word);
}

/* "Open box", "new in box": it has the product in it. */
static bool is_full_box(const struct reader *r, size_t i)
{
    return str_is(r->tokens[i].text, "box") && (follows(r, i, STR("open")) || follows(r, i, STR("in")));
}

/* What comes behind "for" is what it is for, unless that is who it is for. */
static void take_for(struct reader *r, size_t i)
{
    struct listing *l = r->listing;
    const struct recent_word *next;

    if (i + 1 == r->count)
        return;
    next = token_word(r->tokeniser, r->tokens[i + 1].text);
    r->is_behind_for |= !next->role->audience;
    listing_add_once(l->serves, &l->serve_count, COUNT_OF(l->serves), next->hash);
}

/* No grade are the "s" of "200 MB/s" and the "E" of "E-Reader". */
static bool stands_alone(const struct reader *r, size_t i)
{
    struct str said = r->tokens[i].said;
    const char *end = said.data + said.len;

    return said.len > 2 || ((said.data == r->title.data || str_has_char(" -", said.data[-1])) &&
                            (end == r->title.data + r->title.len || !str_has_char("-/", *end)));
}

static void take_part(struct reader *r, size_t i)
{
    if (is_full_box(r, i))
        return;
    add_word(r, i, WORD_PART, NULL);
    if (!r->is_behind_with) /* what it comes with is none */
        add_part(r->listing, r->tokens[i].text);
}

/* "Dock only" is a part; "tool only" is the tool. */
static void take_only(struct reader *r, size_t i)
{
    if (i && !follows(r, i, STR("body")) && !follows(r, i, STR("tool")) && !follows(r, i, STR("unit")))
        add_part(r->listing, r->tokens[i - 1].text);
}

static void take_plain(struct reader *r, size_t i, const struct recent_word *word)
{
    struct listing *l = r->listing;
    struct str text = r->tokens[i].text;
    enum word_does does = word->role->does;
    const struct describing *known = does == WORD_NAMES ? word->describing : NULL;

    if (!known && word->traits & WORD_SMALL)
        return;
    if (!known && word->traits & WORD_COLOUR)
        listing_add_once(l->colours, &l->colour_count, COUNT_OF(l->colours),
                         hash_of(str_is(text, "gray") ? STR("grey") : text));
    else
        add_word(r, i, does, known);
}

static void take_word(struct reader *r, size_t i)
{
    const struct recent_word *word = token_word(r->tokeniser, r->tokens[i].text);

    r->listing->audience |= word->role->audience;
    switch (word->role->does) {
    case WORD_CONDITION:
        r->listing->is_used = true;
        break;
    case WORD_EDITION:
        if (i && r->tokens[i - 1].kind == TOKEN_WORD)
            add_grade(r->listing, r->tokens[i - 1].text);
        break;
    case WORD_FOR:
        take_for(r, i);
        break;
    case WORD_GRADE:
        if (stands_alone(r, i) && !is_strengthened(r, i))
            add_grade(r->listing, r->tokens[i].text);
        break;
    case WORD_ONLY:
        take_only(r, i);
        break;
    case WORD_PART:
        take_part(r, i);
        break;
    case WORD_WITH:
        r->is_behind_with = true;
        break;
    default:
        take_plain(r, i, word);
    }
}

static void take_parts_of(struct reader *r, size_t i)
{
    for (size_t k = 1; k <= r->tokens[i].parts && k <= i; k++)
        r->is_taken[i - k] = true;
}

/* "5.5-Quart": the number is cut at its point. */
static void take_decimal(struct reader *r, size_t i)
{
    const struct token *whole = &r->tokens[i], *first = whole - whole->parts;
    size_t len = str_span(whole->said, "0123456789.");
    double value;

    if (whole->parts < 3 || whole->parts > i || first[0].kind != TOKEN_NUMBER ||
        first[1].kind != TOKEN_NUMBER || len != first[0].text.len + 1 + first[1].text.len ||
        !str_to_double(str_sub(whole->said, 0, len), &value))
        return;
    listing_take_number(r->listing, str_sub(whole->said, 0, len));
    r->is_taken[i - whole->parts] = r->is_taken[i - whole->parts + 1] = true;
}

static void read_wholes(struct reader *r)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct token *token = &r->tokens[i];

        if (token->kind == TOKEN_MEASURE) {
            listing_take_measure(r->listing, token->text);
            take_parts_of(r, i);
        } else if (is_short_name(token) ||
                   (token->kind == TOKEN_JOINED && listing_model_number(token->text))) {
            take_parts_of(r, i);
        } else if (token->kind == TOKEN_JOINED) {
            take_decimal(r, i);
        }
    }
}

static void read_pack(struct reader *r)
{
    for (size_t i = 0; i < r->count; i++) {
        int pack = listing_pack_at(r->tokens, r->count, i);

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

/* It comes sooner; "next" alone names a product. */
static bool is_next_day(const struct reader *r, size_t i)
{
    return i + 1 < r->count && str_is(r->tokens[i].text, "next") && str_is(r->tokens[i + 1].text, "day");
}

static void take_model(struct reader *r, size_t i)
{
    if (r->is_behind_for)
        return;
    listing_add_code(r->listing, r->tokens[i].said);
    add_word(r, i, WORD_NAMES, NULL);
}

/* "i3+" is another than "i3"; "8+" is an age. */
static bool is_followed_by_plus(const struct reader *r, size_t i)
{
    struct str said = r->tokens[i].said;

    return r->tokens[i].kind != TOKEN_NUMBER && !r->tokens[i].parts &&
           said.data + said.len < r->title.data + r->title.len && said.data[said.len] == '+';
}

static void read_token(struct reader *r, size_t i)
{
    const struct token *token = &r->tokens[i];

    if (token->kind == TOKEN_CODE || is_short_name(token))
        listing_take_tail(r->listing, token->text);
    if (is_followed_by_plus(r, i))
        add_grade(r->listing, STR("plus"));
    if (is_next_day(r, i) || token->kind == TOKEN_MEASURE)
        return;
    if (is_last_in(r, i))
        listing_add_once(r->listing->colours, &r->listing->colour_count, COUNT_OF(r->listing->colours),
                         hash_of(token->text));
    else if (token->kind == TOKEN_NUMBER && listing_trade_number(token->text))
        listing_add_code(r->listing, token->text);
    else if (token->kind == TOKEN_NUMBER)
        listing_take_number(r->listing, token->text);
    else if (token->kind == TOKEN_CODE && listing_is_variant(token->text))
        listing_take_variant(r->listing, token->text);
    else if (token->kind == TOKEN_CODE && listing_is_count(token->text))
        listing_take_measure(r->listing, token->text); /* "4k", "720p" */
    else if (token->kind != TOKEN_WORD && listing_model_number(token->text))
        take_model(r, i);
    else if (!token->parts || is_short_name(token))
        take_word(r, i);
}

static void read_brand(struct reader *r, struct str brand)
{
    struct listing *l = r->listing;

    r->count = tokenise(r->tokeniser, brand, &r->tokens);
    for (size_t i = 0; i < r->count; i++) {
        const struct recent_word *known = token_word(r->tokeniser, r->tokens[i].text);

        if (!r->tokens[i].parts && !(known->traits & WORD_SMALL))
            listing_add_once(l->brand, &l->brand_count, COUNT_OF(l->brand), known->hash);
    }
}

void listing_add_condition(struct listing *l, struct tokeniser *tokeniser, struct str condition)
{
    const struct token *tokens;
    size_t count = tokenise(tokeniser, condition, &tokens);

    for (size_t i = 0; i < count; i++) {
        enum word_does does = token_word(tokeniser, tokens[i].text)->role->does;

        l->is_used |= does == WORD_CONDITION;
        if (does == WORD_PART)
            add_part(l, tokens[i].text);
    }
}

void listing_read(struct listing *listing, struct tokeniser *tokeniser, struct str title, struct str brand)
{
    struct reader r = {.listing = listing, .tokeniser = tokeniser, .title = title};

    *listing = (struct listing){0};
    read_brand(&r, brand);
    r.count = tokenise(tokeniser, title, &r.tokens);
    r.count = r.count < LISTING_TOKENS_MAX ? r.count : LISTING_TOKENS_MAX;
    listing->kind = LISTING_WORDS_MAX;
    read_wholes(&r);
    read_pack(&r);
    for (size_t i = 0; i < r.count; i++) {
        if (!r.is_taken[i])
            read_token(&r, i);
    }
}
