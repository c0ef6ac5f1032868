/* rules_offers: each offer finds its product, ours first, then those that other offers have begun. */
#include "base/mem.h"
#include "offers/offers_parts.h"

/* ---- what to ask for ---- */

static bool found_something(const Steward__V1__SearchResult *result)
{
    return result->n_candidates && !result->nothing_relevant;
}

char *offers_words(const Steward__V1__SearchCommand *command, const Steward__V1__SearchResult *result,
                   struct arena *arena)
{
    const Steward__V1__Requirements *r = result->requirements;
    struct buf joined = {0};
    char *words;

    if (!r)
        return str_c(arena, str_sub(str_of(command->query), 0, utf8_clip(str_of(command->query), 512)));
    for (size_t i = 0; i < r->n_terms; i++)
        buf_printf(&joined, "%s%s", i ? " " : "", r->terms[i]);
    words = str_c(arena, buf_as_str(&joined));
    buf_free(&joined);
    for (size_t i = 0; i < result->n_corrections && !found_something(result); i++)
        words = str_replace_word(arena, str_of(words), str_of(result->corrections[i]->to),
                                 str_of(result->corrections[i]->from));
    return words;
}

/* Where no currency was said the catalogue's is meant. */
static Steward__V1__Money *meant(const Steward__V1__Money *money, const char *currency, struct arena *arena)
{
    Steward__V1__Money *copy;

    if (!money)
        return NULL;
    copy = arena_copy(arena, money, sizeof(*money));
    if (!*copy->currency_code)
        copy->currency_code = str_c(arena, str_of(currency));
    return copy;
}

Steward__V1__MoneyRange *offers_price(const Steward__V1__SearchCommand *command,
                                      const Steward__V1__SearchResult *result, const char *currency,
                                      struct arena *arena)
{
    const Steward__V1__MoneyRange *asked = command->filters ? command->filters->price : NULL;
    Steward__V1__MoneyRange *price;

    if (!asked && result->requirements)
        asked = result->requirements->price;
    if (!asked || (!asked->min && !asked->max))
        return NULL;
    price = arena_copy(arena, asked, sizeof(*asked));
    price->min = meant(asked->min, currency, arena);
    price->max = meant(asked->max, currency, arena);
    return price;
}

static void split_terms(struct offers_merging *m, const char *words)
{
    struct str rest = str_of(words), term;

    while (m->term_count < OFFER_TERMS_MAX && str_split(&rest, ' ', &term)) {
        uint32_t bits = wanted_add(&m->wanted, m->shop->tokeniser, term);

        if (!bits)
            continue;
        m->terms[m->term_count] = str_c(m->arena, term);
        m->term_bits[m->term_count++] = bits;
    }
}

/* ---- prices ---- */

const Steward__V1__Money *offer_cost(const struct offers_merging *m, const Steward__V1__Offer *offer)
{
    if (offer->converted)
        return offer->converted;
    return strcmp(offer->price->currency_code, m->shop->currency) ? NULL : offer->price;
}

static void convert(struct offers_merging *m, Steward__V1__Offer *offer)
{
    int64_t amount;

    offer->converted = NULL;
    if (!*m->shop->currency || !strcmp(offer->price->currency_code, m->shop->currency) ||
        !exchange_convert(m->shop->rates, offer->price, m->shop->currency, &amount))
        return;
    offer->converted = arena_new_of(m->arena, Steward__V1__Money);
    steward__v1__money__init(offer->converted);
    offer->converted->currency_code = str_c(m->arena, str_of(m->shop->currency));
    offer->converted->amount_minor = amount;
}

/* What costs nobody knows how much comes last. */
static bool is_cheaper(const struct offers_merging *m, const Steward__V1__Offer *a,
                       const Steward__V1__Offer *b)
{
    const Steward__V1__Money *left = offer_cost(m, a), *right = offer_cost(m, b);

    return left && (!right || left->amount_minor < right->amount_minor);
}

static void add_offer(const struct offers_merging *m, struct offer_group *group, Steward__V1__Offer *offer)
{
    size_t at = group->count;

    while (at && is_cheaper(m, offer, group->offers[at - 1]))
        at--;
    if (at == OFFERS_EACH_MAX)
        return;
    group->count += group->count < OFFERS_EACH_MAX;
    for (size_t i = group->count - 1; i > at; i--)
        group->offers[i] = group->offers[i - 1];
    group->offers[at] = offer;
}

/* Ours counts if it is in the catalogue's currency. */
void offers_set_best(struct offers_merging *m, struct offer_group *group)
{
    Steward__V1__Candidate *c = group->candidate;
    const Steward__V1__Money *best = offer_cost(m, group->offers[0]);

    c->n_offers = group->count;
    c->offers = arena_copy(m->arena, group->offers, group->count * sizeof(group->offers[0]));
    if (c->price && !strcmp(c->price->currency_code, m->shop->currency) &&
        (!best || c->price->amount_minor < best->amount_minor))
        best = c->price;
    c->best_price = best ? arena_copy(m->arena, best, sizeof(*best)) : NULL;
}

/* ---- whose offer it is ---- */

/* Codes in small letters and digits: the form in which the index knows those of our products. */
static struct str plain_code(const char *code, struct arena *arena)
{
    char *plain = str_c(arena, str_of(code)), *end = plain;

    for (const char *c = plain; *c; c++) {
        if (*c >= 'A' && *c <= 'Z')
            *end++ = (char)(*c - 'A' + 'a');
        else if ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9'))
            *end++ = *c;
    }
    return str_n(plain, (size_t)(end - plain));
}

/* Ours are asked for the codes of the offer: an index tells whether it has one, not which it has. */
static void learn_codes(struct offers_merging *m, const Steward__V1__Offer *offer)
{
    for (size_t k = 0; k < offer->n_codes && m->shop->has_code; k++) {
        struct str code = plain_code(offer->codes[k], m->arena);

        for (size_t i = 0; i < m->ours && code.len; i++) {
            if (m->shop->has_code(m->shop->owner, m->groups[i].candidate->product_id, code))
                listing_add_code(m->groups[i].listing, code);
        }
    }
}

static void read_offer(const struct offers_merging *m, const Steward__V1__Offer *offer,
                       struct listing *listing)
{
    listing_read(listing, m->shop->tokeniser, str_of(offer->title), str_of(offer->brand));
    for (size_t i = 0; i < offer->n_codes; i++)
        listing_add_code(listing, str_of(offer->codes[i]));
    listing_add_condition(listing, m->shop->tokeniser, str_of(offer->condition));
}

static struct offer_group *group_of(struct offers_merging *m, const struct listing *listing)
{
    for (size_t i = 0; i < m->count; i++) {
        if (listing_is_same(m->groups[i].listing, listing))
            return &m->groups[i];
    }
    return NULL;
}

static void put_offer(struct offers_merging *m, Steward__V1__Offer *offer, size_t place)
{
    struct listing listing; /* large: most are looked at, and not kept */
    struct offer_group *group;

    read_offer(m, offer, &listing);
    convert(m, offer);
    learn_codes(m, offer);
    group = group_of(m, &listing);
    if (!group) {
        if (m->count - m->ours == OFFERS_ALONE_MAX || !offer_may_stand_alone(m, offer))
            return;
        group = &m->groups[m->count++];
        *group =
            (struct offer_group){.listing = arena_copy(m->arena, &listing, sizeof(listing)), .place = place};
    } else if (!group->listing->trade_count)
        listing_take_trade_numbers(group->listing, &listing);
    add_offer(m, group, offer);
}

static void begin_ours(struct offers_merging *m)
{
    m->groups = arena_array(m->arena, m->result->n_candidates + OFFERS_ALONE_MAX, sizeof(*m->groups));
    for (size_t i = 0; i < m->result->n_candidates; i++) {
        Steward__V1__Candidate *c = m->result->candidates[i];

        m->groups[i].candidate = c;
        m->groups[i].listing = arena_new_of(m->arena, struct listing);
        listing_read(m->groups[i].listing, m->shop->tokeniser, str_of(c->title), str_of(c->brand));
    }
    m->ours = m->count = m->result->n_candidates;
}

/* The best of each marketplace first, so that none fills the room for those that stand alone. */
static void put_all(struct offers_merging *m, Steward__V1__OffersFound *const *found, size_t count)
{
    size_t looked_at = 0;
    bool is_more = true;

    for (size_t place = 0; is_more && looked_at < OFFERS_MAX; place++) {
        is_more = false;
        for (size_t i = 0; i < count; i++) {
            if (!found[i] || place >= found[i]->n_offers)
                continue;
            is_more = true;
            looked_at++;
            put_offer(m, found[i]->offers[place], place);
        }
    }
}

void offers_merge(Steward__V1__SearchResult *result, const Steward__V1__SearchCommand *command,
                  const struct offers_shop *shop, const char *words, Steward__V1__OffersFound *const *found,
                  size_t count, struct arena *arena)
{
    struct offers_merging m = {.result = result, .command = command, .shop = shop, .arena = arena};

    m.price = offers_price(command, result, shop->currency, arena);
    split_terms(&m, words);
    begin_ours(&m);
    put_all(&m, found, count);
    for (size_t i = 0; i < m.ours; i++) {
        if (m.groups[i].count)
            offers_set_best(&m, &m.groups[i]);
    }
    offers_stand_alone(&m);
}
