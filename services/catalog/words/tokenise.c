/* tokenise: the pieces of a text become tokens. Head words are told by what follows: a noun that another noun
 * follows only describes it. */
#include "words/tokenise.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"
#include "words/pieces.h"
#include "words/recent.h"
#include "words/words.h"

#define CHAIN_MAX 6 /* pieces of one model number */

struct tokeniser {
    struct recent_words *recent;
    struct pieces cut;
    struct token tokens[TOKENS_MAX];
    size_t token_count;
    struct buf wholes; /* texts of measures and joined words */
};

static const struct unit {
    const char *said, *unit;
} units[] = {
    {"ah", "ah"},       {"cm", "cm"},    {"dpi", "dpi"},   {"feet", "ft"},      {"ft", "ft"},
    {"g", "g"},         {"gb", "gb"},    {"ghz", "ghz"},   {"gigabyte", "gb"},  {"gigabytes", "gb"},
    {"gram", "g"},      {"grams", "g"},  {"hz", "hz"},     {"inch", "in"},      {"inches", "in"},
    {"kg", "kg"},       {"khz", "khz"},  {"kilo", "kg"},   {"km", "km"},        {"kw", "kw"},
    {"l", "l"},         {"lb", "lb"},    {"lbs", "lb"},    {"liter", "l"},      {"liters", "l"},
    {"litre", "l"},     {"litres", "l"}, {"lm", "lm"},     {"lumens", "lm"},    {"m", "m"},
    {"mah", "mah"},     {"mb", "mb"},    {"mbps", "mbps"}, {"megapixel", "mp"}, {"megapixels", "mp"},
    {"meter", "m"},     {"meters", "m"}, {"metre", "m"},   {"metres", "m"},     {"mhz", "mhz"},
    {"ml", "ml"},       {"mm", "mm"},    {"mp", "mp"},     {"oz", "oz"},        {"tb", "tb"},
    {"terabyte", "tb"}, {"v", "v"},      {"volt", "v"},    {"volts", "v"},      {"w", "w"},
    {"watt", "w"},      {"watts", "w"},  {"wh", "wh"},
};

static int compare_unit(const void *key, const void *entry)
{
    return str_compare(*(const struct str *)key, str_of(((const struct unit *)entry)->said));
}

struct str unit_named(struct str word)
{
    const struct unit *found = bsearch(&word, units, COUNT_OF(units), sizeof(units[0]), compare_unit);

    return found ? str_of(found->unit) : STR_NONE;
}

struct tokeniser *tokeniser_new(void)
{
    struct tokeniser *t = mem_new(struct tokeniser);

    t->recent = recent_words_new();
    return t;
}

void tokeniser_free(struct tokeniser *t)
{
    if (!t)
        return;
    recent_words_free(t->recent);
    pieces_free(&t->cut);
    buf_free(&t->wholes);
    mem_free(t);
}

const struct recent_word *token_word(struct tokeniser *t, struct str word)
{
    return recent_word(t->recent, word);
}

struct str token_stem(struct tokeniser *t, struct str word)
{
    return recent_word(t->recent, word)->stem;
}

static bool is_number(const struct piece *piece)
{
    return piece->digits == piece->len;
}

static bool is_head(const struct tokeniser *t, size_t i)
{
    const struct piece *this = &t->cut.all[i], *next = this + 1;
    struct str word;

    if (i + 1 >= t->cut.count || this->inches || (next->gap != GAP_BLANK && next->gap != GAP_HYPHEN))
        return true;
    word = piece_text(&t->cut, next);
    return next->digits || next->len == 1 || (next->all_upper && next->len > 1) ||
           (!this->starts_upper && next->starts_upper) ||
           recent_word(t->recent, word)->traits & (WORD_JOINT | WORD_COLOUR);
}

static void add_token(struct tokeniser *t, struct str text, struct str said, enum token_kind kind,
                      size_t position, bool head, size_t parts)
{
    if (t->token_count < TOKENS_MAX)
        t->tokens[t->token_count++] =
            (struct token){text, said, (uint16_t)position, (uint8_t)kind, (uint8_t)parts, head};
}

/* `43.2`, `1,299` and `43,2` are one number each. Gives how many pieces it has. */
static size_t number_at(struct tokeniser *t, size_t i, struct str *ret_number)
{
    const struct piece *first = &t->cut.all[i], *second = first + 1;
    size_t start = t->wholes.len;
    bool thousands;

    *ret_number = piece_text(&t->cut, first);
    if (i + 1 >= t->cut.count || (second->gap != GAP_DOT && second->gap != GAP_COMMA) || !second->digits)
        return 1;
    if (!is_number(second) &&
        unit_named(str_sub(piece_text(&t->cut, second), second->digits, second->len)).len == 0)
        return 1;
    thousands = second->gap == GAP_COMMA && second->digits == 3;
    buf_str(&t->wholes, *ret_number);
    if (!thousands)
        buf_char(&t->wholes, '.');
    buf_add(&t->wholes, piece_text(&t->cut, second).data, second->digits);
    *ret_number = str_n(t->wholes.data + start, t->wholes.len - start);
    return 2;
}

/* The unit behind a number: in the same piece ("16gb"), in the next ("16 gb") or as a sign (17"). Gives how
 * many pieces it takes. */
static size_t unit_at(const struct tokeniser *t, size_t last, struct str *ret_unit)
{
    const struct piece *piece = &t->cut.all[last], *next = piece + 1;
    struct str text = piece_text(&t->cut, piece);

    *ret_unit = STR_NONE;
    if (piece->digits < piece->len) {
        struct str rest = str_sub(text, piece->digits, text.len);

        *ret_unit = str_is(rest, "in") ? rest : unit_named(rest);
    } else if (piece->inches) {
        *ret_unit = STR("in");
    } else if (last + 1 < t->cut.count && !next->digits &&
               (next->gap == GAP_BLANK || next->gap == GAP_HYPHEN)) {
        *ret_unit = unit_named(piece_text(&t->cut, next));
        return ret_unit->len ? 1 : 0;
    }
    return 0;
}

static bool starts_with_digits(const struct tokeniser *t, const struct piece *piece)
{
    for (size_t i = 0; i < piece->digits; i++) {
        if (!isdigit((unsigned char)t->cut.folded.data[piece->at + i]))
            return false;
    }
    return piece->digits > 0;
}

/* A number, with its unit or without one; in a chain only with one. Gives how many pieces it took; 0: it is
 * none. */
static size_t take_number(struct tokeniser *t, struct str text, size_t i, size_t position, bool in_chain)
{
    size_t whole, count, more;
    struct str number, unit, said;

    if (!starts_with_digits(t, &t->cut.all[i]))
        return 0;
    count = is_number(&t->cut.all[i]) ? number_at(t, i, &number) : 1;
    more = unit_at(t, i + count - 1, &unit);
    if (!unit.len && (in_chain || !is_number(&t->cut.all[i])))
        return 0;
    if (!is_number(&t->cut.all[i])) {
        number = str_sub(piece_text(&t->cut, &t->cut.all[i]), 0, t->cut.all[i].digits);
    }
    said = str_sub(text, t->cut.all[i].from, t->cut.all[i + count + more - 1].to);
    add_token(t, number, said, TOKEN_NUMBER, position, true, 0);
    if (unit.len) {
        whole = t->wholes.len;
        buf_str(&t->wholes, number);
        buf_str(&t->wholes, unit);
        add_token(t, str_n(t->wholes.data + whole, t->wholes.len - whole), said, TOKEN_MEASURE, position,
                  true, 1);
    }
    return count + more;
}

/* How many pieces from `i` on are written as one: joined by hyphens, or by strokes and dots in a model
 * number. */
static size_t chain_at(const struct tokeniser *t, size_t i)
{
    bool digits = t->cut.all[i].digits > 0, letters = !is_number(&t->cut.all[i]), loose = false;
    size_t end = i + 1;

    while (end < t->cut.count && end - i < CHAIN_MAX) {
        const struct piece *next = &t->cut.all[end];

        if (next->gap != GAP_HYPHEN && next->gap != GAP_STROKE && next->gap != GAP_DOT)
            break;
        loose = loose || next->gap != GAP_HYPHEN;
        digits = digits || next->digits;
        letters = letters || !is_number(next);
        end++;
    }
    return letters && (digits || !loose) ? end - i : 1;
}

static void take_piece(struct tokeniser *t, struct str text, size_t i, size_t position)
{
    const struct piece *piece = &t->cut.all[i];
    enum token_kind kind = is_number(piece) ? TOKEN_NUMBER : piece->digits ? TOKEN_CODE : TOKEN_WORD;

    add_token(t, piece_text(&t->cut, piece), str_sub(text, piece->from, piece->to), kind, position,
              is_head(t, i), 0);
}

static size_t take_chain(struct tokeniser *t, struct str text, size_t i, size_t position)
{
    size_t count = chain_at(t, i), start = t->wholes.len;

    for (size_t k = 0; k < count; k++) {
        take_piece(t, text, i + k, position + k);
        if (t->wholes.len - start + t->cut.all[i + k].len <= TOKEN_BYTES_MAX)
            buf_str(&t->wholes, piece_text(&t->cut, &t->cut.all[i + k]));
    }
    if (count > 1)
        add_token(t, str_n(t->wholes.data + start, t->wholes.len - start),
                  str_sub(text, t->cut.all[i].from, t->cut.all[i + count - 1].to), TOKEN_JOINED, position,
                  is_head(t, i + count - 1), count);
    return count;
}

size_t tokenise(struct tokeniser *t, struct str text, const struct token **ret_tokens)
{
    size_t position = 0;

    pieces_cut(&t->cut, text);
    t->token_count = 0;
    buf_clear(&t->wholes);
    buf_reserve(&t->wholes, t->cut.folded.len * 5 + 64); /* tokens point into it: it must not move */
    for (size_t i = 0; i < t->cut.count;) {
        size_t took = take_number(t, text, i, position, chain_at(t, i) > 1);

        if (took)
            position++;
        else
            position += took = take_chain(t, text, i, position);
        i += took;
    }
    *ret_tokens = t->tokens;
    return t->token_count;
}
