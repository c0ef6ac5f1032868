/* rules_wanted: words are compared by their stems; what is joined counts by its parts. */
#include "offers/rules_wanted.h"

#include "base/map.h"
#include "words/recent.h"
#include "words/words.h"

static uint64_t stem_of(struct tokeniser *tokeniser, const struct token *token)
{
    return token->kind == TOKEN_WORD ? token_word(tokeniser, token->text)->hash
                                     : hash_bytes(token->text.data, token->text.len);
}

static ptrdiff_t place_of(const struct wanted *wanted, uint64_t stem)
{
    for (size_t i = 0; i < wanted->count; i++) {
        if (wanted->stems[i] == stem)
            return (ptrdiff_t)i;
    }
    return -1;
}

uint32_t wanted_add(struct wanted *wanted, struct tokeniser *tokeniser, struct str text)
{
    const struct token *tokens;
    size_t count = tokenise(tokeniser, text, &tokens);
    uint32_t bits = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t stem = stem_of(tokeniser, &tokens[i]);
        ptrdiff_t place = place_of(wanted, stem);

        if (tokens[i].parts || word_is_small(tokens[i].text))
            continue;
        if (place < 0 && wanted->count < WANTED_MAX) {
            place = (ptrdiff_t)wanted->count;
            wanted->stems[wanted->count++] = stem;
        }
        if (place >= 0)
            bits |= UINT32_C(1) << place;
    }
    return bits;
}

struct wanted wanted_of(struct tokeniser *tokeniser, struct str words)
{
    struct wanted wanted = {.count = 0};

    (void)wanted_add(&wanted, tokeniser, words);
    return wanted;
}

uint32_t wanted_in(const struct wanted *wanted, struct tokeniser *tokeniser, struct str text)
{
    const struct token *tokens;
    size_t count = tokenise(tokeniser, text, &tokens);
    uint32_t bits = 0;

    for (size_t i = 0; i < count; i++) {
        ptrdiff_t place = tokens[i].parts ? -1 : place_of(wanted, stem_of(tokeniser, &tokens[i]));

        if (place >= 0)
            bits |= UINT32_C(1) << place;
    }
    return bits;
}

uint32_t wanted_in_offer(const struct wanted *wanted, struct tokeniser *tokeniser,
                         const Steward__V1__Offer *offer)
{
    uint32_t bits = wanted_in(wanted, tokeniser, str_of(offer->title)) |
                    wanted_in(wanted, tokeniser, str_of(offer->brand));

    for (size_t i = 0; i < offer->n_codes; i++)
        bits |= wanted_in(wanted, tokeniser, str_of(offer->codes[i]));
    return bits;
}

static bool may_compare(const Steward__V1__Money *end, const Steward__V1__Money *price)
{
    return end && price && !strcmp(end->currency_code, price->currency_code);
}

bool price_is_within(const Steward__V1__MoneyRange *range, const Steward__V1__Money *price)
{
    if (!range)
        return true;
    return !(may_compare(range->min, price) && price->amount_minor < range->min->amount_minor) &&
           !(may_compare(range->max, price) && price->amount_minor > range->max->amount_minor);
}
